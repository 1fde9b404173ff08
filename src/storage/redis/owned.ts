import type { OwnedBy, OwnedContent, OwnedItem, OwnedSum } from '../../ports/index.ts';
import { storedText } from '../stored-text.ts';
import type { Redis } from './client.ts';
import type { Reply } from './commands.ts';

/** Room of rows that have owners. Its scripts call `own` (OWN) whenever a row or its age changes. */
export interface OwnedRoom {
  /** Name of the room in keys, without colons. */
  name: string;
  /** Rows of these ids, in their order; undefined for one that is not there any more. Content only where it is asked for. */
  read(ids: readonly string[], contents: boolean): Promise<readonly (OwnedContent | undefined)[]>;
  /** Deletes rows by their ids, and their places in the index with them; their number. */
  remove(ids: readonly string[]): Promise<number>;
}

/** Rows of one room by their owners. Every method rejects with Fault('storage'). */
export interface OwnedRows {
  /** Lists rows of an owner, the oldest first. */
  list(by: OwnedBy): AsyncIterable<OwnedItem>;
  /** Lists the same with their content. */
  contents(by: OwnedBy): AsyncIterable<OwnedContent>;
  sum(by: OwnedBy): Promise<OwnedSum>;
  /** Deletes them; their number. */
  remove(by: OwnedBy): Promise<number>;
}

/**
 * Lua of a function `own(base, room, id, conversation, person, at)` that notes whose a row is and how old. An owner that is empty is
 * nobody; without `at` the row is nobody's any more.
 */
export const OWN = `local function own(base, room, id, conversation, person, at)
  local function note(kind, owner)
    if not owner or owner == '' then return end
    local key = base .. 'own:' .. room .. ':' .. kind .. ':' .. owner
    if at then redis.call('ZADD', key, at, id) else redis.call('ZREM', key, id) end
  end
  note('c', conversation)
  note('p', person)
end`;

/** Rows read at a time. */
const PAGE = 200;

export function ownedRows(redis: Redis, room: OwnedRoom): OwnedRows {
  const indexOf = (by: OwnedBy) =>
    'person' in by
      ? redis.key('own', room.name, 'p', storedText(by.person))
      : redis.key('own', room.name, 'c', storedText(by.conversation));

  /** Ids of an owner by their age, a page at a time. A page begins with the age that the one before ended with. */
  async function* pages(by: OwnedBy): AsyncGenerator<string[]> {
    const before = by.before === undefined ? '+inf' : `(${by.before}`;
    let [last, seen] = ['-inf', new Set<string>()];
    for (;;) {
      const most = PAGE + seen.size;
      const range = ['ZRANGEBYSCORE', indexOf(by), last, before, 'WITHSCORES', 'LIMIT', 0, most];
      const found = pairsOf(await redis.send(range));
      const fresh = found.filter(([id]) => !seen.has(id));
      if (fresh.length > 0) yield fresh.map(([id]) => id);
      if (found.length < most) return;
      const end = found.at(-1)?.[1] ?? last;
      const same = found.filter(([, at]) => at === end).map(([id]) => id);
      [last, seen] = [end, new Set(same)];
    }
  }

  async function* rows(by: OwnedBy, contents: boolean): AsyncGenerator<OwnedContent> {
    for await (const ids of pages(by)) {
      const read = await room.read(ids, contents);
      const stale = ids.filter((_, at) => read[at] === undefined);
      // Gone by themselves, as what has a time to live.
      if (stale.length > 0) await redis.send(['ZREM', indexOf(by), ...stale]);
      yield* read.filter((row) => row !== undefined);
    }
  }

  return {
    async *list(by) {
      for await (const { content: _, ...item } of rows(by, false)) yield item;
    },
    contents: (by) => rows(by, true),
    async sum(by) {
      const sum = { items: 0, bytes: 0, newest: 0 };
      for await (const { bytes, at } of rows(by, false)) {
        sum.items += 1;
        sum.bytes += bytes;
        sum.newest = Math.max(sum.newest, at);
      }
      return sum;
    },
    async remove(by) {
      let count = 0;
      for await (const ids of pages(by)) {
        count += await room.remove(ids);
        await redis.send(['ZREM', indexOf(by), ...ids]);
      }
      return count;
    },
  };
}

/** Elements of a reply; none where it is no list. */
export function listOf(reply: Reply): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}

/** Members with their scores. */
function pairsOf(reply: Reply): [id: string, score: string][] {
  const flat = listOf(reply).map(String);
  return flat.flatMap((id, at) => (at % 2 === 0 ? [[id, flat[at + 1] ?? ''] as [string, string]] : []));
}

/** Reads JSON; text that is none is told as it is. */
export function contentOf(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return stored;
  }
}
