import type { OpenTurn, TaskReader } from '../../../ports/index.ts';
import { storedText, toldText } from '../../stored-text.ts';
import { openTurnOf } from '../../turns/stored-turn.ts';
import type { Redis } from '../client.ts';
import { script } from '../script.ts';
import { HEAD } from './lua.ts';
import { keyOf, rowsOf, type TurnRow, turnOf } from './rows.ts';

const GET = script('get', `${HEAD} return {row(ARGV[1])}`);
/** ARGV: tag, index of the last that is wanted. */
const FIND = script(
  'find',
  `${HEAD}
local found = {}
for _, id in ipairs(redis.call('ZRANGE', P..'i:'..ARGV[1], 0, ARGV[2])) do table.insert(found, row(id)) end
return found`,
);

/** Among the oldest, the first of a surface in ARGV, or of any where there is none: when it was accepted. */
const OLDEST = script(
  'oldest',
  `${HEAD}
local used = {}
for _, each in ipairs(ARGV) do used[each] = true end
for _, id in ipairs(redis.call('ZRANGE', P..'open', 0, 999)) do
  local read = redis.call('HMGET', P..'t:'..id, 'surface', 'accepted_at')
  if #ARGV == 0 or used[read[1]] then return read[2] end
end
return false`,
);

interface LookingParts {
  redis: Redis;
  prefix: string;
  reader: TaskReader;
  /** Surfaces whose turns are worked on; all when undefined. */
  surfaces(): readonly string[] | undefined;
}

/** Looks at open turns as they are in Redis, whoever works on them. */
export function createLooking({ redis, prefix, reader, surfaces }: LookingParts) {
  const number = async (command: string, ...keys: string[]) => Number(await redis.send([command, ...keys]));
  const theirsOf = (person: string) => redis.key('own', 'turns', 'p', storedText(person));
  const told = (rows: readonly TurnRow[]): OpenTurn[] =>
    rows.flatMap((row) => {
      const turn = turnOf(row, reader);
      return turn ? [openTurnOf(turn)] : [];
    });
  const tagged = async (tag: string, last: number) =>
    told(rowsOf(await redis.run(FIND, [prefix], [storedText(tag), last])));

  async function row(id: string): Promise<TurnRow | undefined> {
    return rowsOf(await redis.run(GET, [prefix], [id]))[0];
  }

  return {
    row,
    async known(keys: readonly string[]): Promise<Set<string>> {
      if (keys.length === 0) return new Set();
      const found = await redis.send(['MGET', ...keys.map((key) => `${prefix}k:${storedText(key)}`)]);
      return new Set(keys.filter((_, index) => Array.isArray(found) && found[index] !== null));
    },
    count: (queue: string) => number('ZCARD', `${prefix}l:${storedText(queue)}`),
    async open(person: string) {
      const [theirs, all] = await Promise.all([number('ZCARD', theirsOf(person)), number('ZCARD', `${prefix}open`)]);
      return { person: theirs, all };
    },
    async oldest(): Promise<number | undefined> {
      const at = await redis.run(OLDEST, [prefix], [...(surfaces() ?? [])]);
      return typeof at === 'string' ? Number(at) : undefined;
    },
    async get(turn: string): Promise<OpenTurn | undefined> {
      const id = keyOf(turn);
      const found = id === undefined ? undefined : await row(id);
      return found && told([found])[0];
    },
    find: async (tag: string) => (await tagged(tag, 0))[0],
    findAll: (tag: string) => tagged(tag, -1),
    /** Ids in the keys of a person's open turns. */
    async ofPerson(person: string): Promise<string[]> {
      const ids = await redis.send(['ZRANGE', theirsOf(person), 0, -1]);
      return Array.isArray(ids) ? ids.map(String) : [];
    },
    async cursor(name: string): Promise<string | undefined> {
      const value = await redis.send(['HGET', `${prefix}cur`, storedText(name)]);
      return typeof value === 'string' ? toldText(value) : undefined;
    },
  };
}
