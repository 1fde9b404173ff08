import type { OwnedContent } from '../../../ports/index.ts';
import { toldText } from '../../stored-text.ts';
import type { Redis } from '../client.ts';
import type { Reply } from '../commands.ts';
import { contentOf, listOf, type OwnedRows, ownedRows } from '../owned.ts';
import { type Script, script } from '../script.ts';
import { HEAD } from './lua.ts';

/** Rows of the inbox by whose they are. */
export interface InboxTraces {
  /** Turns that are open. Deleting one leaves its message without an answer. */
  turns: OwnedRows;
  /** Closed turns, positions in channels, turns that could not be read. */
  others: readonly OwnedRows[];
}

/** Reads the rows of ARGV, a field of each a list; a row that is gone has none. */
const FIELDS = script(
  'fields',
  `${HEAD}
local found = {}
for n = 2, #ARGV do
  local key = P..ARGV[1]..ARGV[n]
  table.insert(found, redis.call('HMGET', key, 'conversation', 'person', 'accepted_at', 'closed_at', 'outcome', 'key', 'inbound', 'at'))
end
return found`,
);
const REMOVE_TURNS = script(
  'remove turns',
  `${HEAD}
local count = 0
for _, id in ipairs(ARGV) do
  if redis.call('EXISTS', P..'t:'..id) == 1 then
    tell(id)
    remove(id)
    count = count + 1
  end
end
return count`,
);
/** ARGV: beginning of the keys, room in the index, ids. */
const REMOVE_ROWS = script(
  'remove rows',
  `${HEAD}
local count = 0
for n = 3, #ARGV do
  local key = P..ARGV[1]..ARGV[n]
  local was = redis.call('HMGET', key, 'conversation', 'person')
  count = count + redis.call('DEL', key)
  own(base, ARGV[2], ARGV[n], was[1], was[2])
end
return count`,
);
const POSITIONS = script(
  'positions',
  `${HEAD}
local found = {}
for _, name in ipairs(ARGV) do
  table.insert(found, {redis.call('HGET', P..'cur', name), redis.call('HGET', P..'cur:of', name), redis.call('ZSCORE', P..'cur:at', name)})
end
return found`,
);
const REMOVE_POSITIONS = script(
  'remove positions',
  `${HEAD}
local count = 0
for _, name in ipairs(ARGV) do
  own(base, 'positions', name, redis.call('HGET', P..'cur:of', name))
  count = count + redis.call('HDEL', P..'cur', name)
  redis.call('HDEL', P..'cur:of', name)
  redis.call('ZREM', P..'cur:at', name)
end
return count`,
);

/** Opens the inbox's rows by whose they are. */
export function inboxTraces(redis: Redis): InboxTraces {
  const prefix = redis.key('inbox', '');
  const run = async (which: Script, ...values: string[]) => redis.run(which, [prefix], values);
  const fields = async (from: string, ids: readonly string[], row: (id: string, read: Fields) => OwnedContent) => {
    const read = listOf(await run(FIELDS, from, ...ids)).map(fieldsOf);
    return ids.map((id, at) => {
      const each = read[at];
      return each && (each.acceptedAt ?? each.at) !== undefined ? row(id, each) : undefined;
    });
  };
  const whose = ({ conversation, person }: Pick<Fields, 'conversation' | 'person'>) => ({
    ...(conversation === undefined ? {} : { conversation: toldText(conversation) }),
    ...(person === undefined ? {} : { person: toldText(person) }),
  });
  const words = (kind: string, id: string, at: unknown, read: Fields): OwnedContent => {
    const { inbound = '' } = read;
    return {
      kind,
      key: id,
      at: Number(at),
      bytes: Buffer.byteLength(inbound),
      ...whose(read),
      content: contentOf(inbound),
    };
  };

  const turns = ownedRows(redis, {
    name: 'turns',
    read: (ids) => fields('t:', ids, (id, read) => words('open turn', id, read.acceptedAt, read)),
    remove: async (ids) => Number(await run(REMOVE_TURNS, ...ids)),
  });
  const closed = ownedRows(redis, {
    name: 'closed',
    read: (ids) =>
      fields('c:', ids, (id, read) => {
        const content = { outcome: read.outcome, accepted: Number(read.acceptedAt), closed: Number(read.closedAt) };
        const bytes = Buffer.byteLength(read.key ?? '');
        return { kind: 'closed turn', key: id, at: Number(read.closedAt), bytes, ...whose(read), content };
      }),
    remove: async (ids) => Number(await run(REMOVE_ROWS, 'c:', 'closed', ...ids)),
  });
  const damaged = ownedRows(redis, {
    name: 'damaged',
    read: (ids) => fields('a:', ids, (id, read) => words('damaged value', id, read.at, read)),
    remove: async (ids) => Number(await run(REMOVE_ROWS, 'a:', 'damaged', ...ids)),
  });
  const positions = ownedRows(redis, {
    name: 'positions',
    async read(names) {
      const read = listOf(await run(POSITIONS, ...names)).map(listOf);
      return names.map((name, index) => {
        const [value, conversation, at] = (read[index] ?? []).map(textOf);
        if (value === undefined) return undefined;
        const bytes = Buffer.byteLength(value);
        return {
          kind: 'position',
          key: toldText(name),
          at: Number(at),
          bytes,
          ...whose({ conversation, person: undefined }),
          content: contentOf(toldText(value)),
        };
      });
    },
    remove: async (names) => Number(await run(REMOVE_POSITIONS, ...names)),
  });
  return { turns, others: [damaged, closed, positions] };
}

type Fields = Record<
  'conversation' | 'person' | 'acceptedAt' | 'closedAt' | 'outcome' | 'key' | 'inbound' | 'at',
  string | undefined
>;

function fieldsOf(reply: Reply): Fields {
  const [conversation, person, acceptedAt, closedAt, outcome, key, inbound, at] = listOf(reply).map(textOf);
  return { conversation, person, acceptedAt, closedAt, outcome, key, inbound, at };
}

function textOf(reply: Reply): string | undefined {
  return typeof reply === 'string' ? reply : undefined;
}
