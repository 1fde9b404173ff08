import type { OwnedContent } from '../../ports/index.ts';
import type { BlobRows, Held } from '../blobs/parts.ts';
import { storedText, toldText } from '../stored-text.ts';
import type { Redis } from './client.ts';
import type { Reply } from './commands.ts';
import type { Lock } from './lock.ts';
import { listOf, OWN, ownedRows } from './owned.ts';
import { type Script, script } from './script.ts';

/** Rows or names that are read or changed at a time. */
const BITE = 200;
/** Length of a name: SHA-256, hex. */
const NAME = 64;

/**
 * Owners of bytes in Redis. `blob:<name>` is a hash of them, and `blobs:until` has them by the end of their time. `blobs` has the
 * names by their age. `blobs:sums` has the bytes of each person and, under no name, of all.
 */
export function blobRows(redis: Redis, lock: Lock): BlobRows {
  const run = (which: Script, ...values: (string | number)[]) => redis.run(which, [redis.key('')], values);
  const rows = ownedRows(redis, { name: 'blob', read, remove });

  /** Rows by their ids: a name, and the owner behind it. */
  async function read(ids: readonly string[]): Promise<(OwnedContent | undefined)[]> {
    return listOf(await run(READ, ...ids)).map((row, at) => itemOf((ids[at] ?? '').slice(0, NAME), row));
  }

  async function remove(ids: readonly string[]): Promise<number> {
    lock.check();
    return Number(await run(REMOVE, ...ids));
  }

  async function of(name: string): Promise<OwnedContent[]> {
    return listOf(await run(OF, name)).flatMap((row) => itemOf(name, row) ?? []);
  }

  return {
    alone: lock.run,
    isKept: async (name, conversation, now) => (await run(IS_KEPT, name, storedText(conversation), now)) === 1,
    of,
    async names() {
      const names: string[] = [];
      for (;;) {
        const some = listOf(await redis.send(['ZRANGE', redis.key('blobs'), names.length, names.length + BITE - 1]));
        names.push(...some.map(String));
        if (some.length < BITE) return names;
      }
    },
    async add(name, owner, { at, expires, bytes }) {
      lock.check();
      await run(ADD, name, ...storedOwner(owner), at, expires, bytes);
    },
    async remove(items) {
      for (let at = 0; at < items.length; at += BITE) await remove(items.slice(at, at + BITE).map(idOf));
    },
    async follow(from, to) {
      for await (const item of rows.list({ conversation: from })) {
        lock.check();
        await run(FOLLOW, idOf(item), storedText(to));
      }
    },
    async expired(now) {
      const ids = listOf(
        await redis.send(['ZRANGEBYSCORE', redis.key('blobs', 'until'), '-inf', now, 'LIMIT', 0, BITE]),
      );
      return ids.length === 0 ? [] : (await read(ids.map(String))).filter((row) => row !== undefined);
    },
    sumBut: async (name, person) => Number(await run(SUM_BUT, name, person === null ? '' : storedText(person))),
    async oldestBut(name, person) {
      if (person === null) {
        const oldest = listOf(await redis.send(['ZRANGE', redis.key('blobs'), 0, 1])).find((each) => each !== name);
        return oldest === undefined ? [] : of(String(oldest));
      }
      for await (const item of rows.list({ person })) if (item.key !== name) return [item];
      return [];
    },
    list: (by) => rows.list(by),
    sum: (by) => rows.sum(by),
  };
}

/** Conversation and person as they are stored; empty for nobody. */
function storedOwner({ conversation = '', person }: Pick<Held, 'conversation' | 'person'>): [string, string] {
  return [storedText(conversation), person == null ? '' : storedText(person)];
}

/** Id of a row; the length tells where the conversation ends, whatever is in it. */
function idOf(held: Held): string {
  const [conversation, person] = storedOwner(held);
  return `${held.key}${Buffer.byteLength(conversation)}:${conversation}${person}`;
}

function itemOf(name: string, reply: Reply): OwnedContent | undefined {
  if (!Array.isArray(reply)) return undefined;
  const [at, , bytes, conversation, person] = reply;
  return {
    kind: 'blob',
    key: name,
    at: Number(at),
    bytes: Number(bytes),
    conversation: toldText(String(conversation)),
    ...(person ? { person: toldText(String(person)) } : {}),
    content: undefined,
  };
}

/** Functions in Lua over rows of KEYS[1]: `{at, expires, bytes, conversation, person}`, and `owner`, by which the hash has it. */
export const ROWS = `${OWN}
local base = KEYS[1]
local function unpacked(packed, owner)
  local row = cmsgpack.unpack(packed)
  row.owner = owner
  return row
end
local function all(name)
  local flat, rows = redis.call('HGETALL', base .. 'blob:' .. name), {}
  for i = 1, #flat, 2 do rows[#rows + 1] = unpacked(flat[i + 1], flat[i]) end
  return rows
end
local function find(rows, place, value)
  for _, row in ipairs(rows) do if row[place] == value then return row end end
end
local function count(person, bytes)
  if redis.call('HINCRBY', base .. 'blobs:sums', person, bytes) <= 0 then
    redis.call('HDEL', base .. 'blobs:sums', person)
  end
end
local function age(name, rows)
  local newest = 0
  for _, row in ipairs(rows) do newest = math.max(newest, row[1]) end
  redis.call('ZADD', base .. 'blobs', newest, name)
end
local function add(name, at, expires, bytes, conversation, person)
  local owner, rows = #conversation .. ':' .. conversation .. person, all(name)
  local had = find(rows, 'owner', owner)
  if #rows == 0 then count('', bytes) end
  if person ~= '' and not find(rows, 5, person) then count(person, bytes) end
  if had then expires = math.max(expires, had[2]) end
  local row = { at, expires, bytes, conversation, person }
  redis.call('HSET', base .. 'blob:' .. name, owner, cmsgpack.pack(row))
  redis.call('ZADD', base .. 'blobs:until', expires, name .. owner)
  own(base, 'blob', name .. owner, conversation, person, at)
  age(name, all(name))
end`;

/** ARGV: name, conversation, person, at, expires, bytes. */
const ADD = script(
  'blobs.add',
  `${ROWS}
add(ARGV[1], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[2], ARGV[3])
return 1`,
);

/** ARGV: id, the other conversation. */
const FOLLOW = script(
  'blobs.follow',
  `${ROWS}
local name, conversation = ARGV[1]:sub(1, ${NAME}), ARGV[2]
local row = find(all(name), 'owner', ARGV[1]:sub(${NAME + 1}))
if row and not find(all(name), 'owner', #conversation .. ':' .. conversation .. row[5]) then
  add(name, row[1], row[2], row[3], conversation, row[5])
end
return 1`,
);

/** ARGV: ids. */
const REMOVE = script(
  'blobs.remove',
  `${ROWS}
local removed = 0
for _, id in ipairs(ARGV) do
  local name, owner = id:sub(1, ${NAME}), id:sub(${NAME + 1})
  local row = find(all(name), 'owner', owner)
  if row then
    redis.call('HDEL', base .. 'blob:' .. name, owner)
    redis.call('ZREM', base .. 'blobs:until', id)
    own(base, 'blob', id, row[4], row[5])
    local rest = all(name)
    if row[5] ~= '' and not find(rest, 5, row[5]) then count(row[5], -row[3]) end
    if #rest > 0 then age(name, rest) else
      count('', -row[3])
      redis.call('ZREM', base .. 'blobs', name)
    end
    removed = removed + 1
  end
end
return removed`,
);

/** ARGV: ids. */
const READ = script(
  'blobs.read',
  `local rows = {}
for i, id in ipairs(ARGV) do
  local packed = redis.call('HGET', KEYS[1] .. 'blob:' .. id:sub(1, ${NAME}), id:sub(${NAME + 1}))
  rows[i] = packed and cmsgpack.unpack(packed)
end
return rows`,
);

/** ARGV: name. */
const OF = script('blobs.of', `${ROWS}\nreturn all(ARGV[1])`);

/** ARGV: name, conversation, now. */
const IS_KEPT = script(
  'blobs.is-kept',
  `${ROWS}
for _, row in ipairs(all(ARGV[1])) do
  if row[4] == ARGV[2] and row[2] > tonumber(ARGV[3]) then return 1 end
end
return 0`,
);

/** ARGV: name, person; empty for all. */
const SUM_BUT = script(
  'blobs.sum-but',
  `${ROWS}
local rows = all(ARGV[1])
local own = ARGV[2] == '' and rows[1] or find(rows, 5, ARGV[2])
return tonumber(redis.call('HGET', base .. 'blobs:sums', ARGV[2]) or 0) - (own and own[3] or 0)`,
);
