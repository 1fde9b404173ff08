import type { Task, TaskReader } from '../../../ports/index.ts';
import type { Redis } from '../client.ts';
import { script } from '../script.ts';
import { HEAD } from './lua.ts';
import { factsOf, keyOf, type TurnRow, turnOf } from './rows.ts';

/** Each tells whoever works on the turn, once it is written. */
const STOP = script(
  'stop',
  `${HEAD}
local id, t = ARGV[1], P..'t:'..ARGV[1]
local stopped = redis.call('HGET', t, 'stopped')
if not stopped then return 0 end
if stopped == '0' then redis.call('HSET', t, 'stopped', 1) end
redis.call('HSET', t, 'wait', 0)
tell(id)
return 1`,
);
const REPLACE = script(
  'replace',
  `${HEAD}
local id, t = ARGV[1], P..'t:'..ARGV[1]
local stopped = redis.call('HGET', t, 'stopped')
if not stopped or stopped == '2' or redis.call('HEXISTS', t, 'final') == 1 then return false end
local version = put(id, cjson.decode(ARGV[2]))
reword(id)
redis.call('HSET', t, 'stopped', 0, 'spent', 0, 'begun', -1)
tell(id)
return version`,
);
const FORGET = script(
  'forget',
  `${HEAD}
local id, t = ARGV[1], P..'t:'..ARGV[1]
if redis.call('EXISTS', t) == 0 or redis.call('HEXISTS', t, 'final') == 1 then return false end
redis.call('HSET', t, 'stopped', 2, 'wait', 0)
local version = redis.call('HINCRBY', t, 'version', 1)
tell(id)
return version`,
);
/** Of what nobody works on, all goes. */
const BARE = script(
  'bare',
  `${HEAD}
local id, t = ARGV[1], P..'t:'..ARGV[1]
local version = redis.call('HGET', t, 'version')
if not version then return false end
if version ~= ARGV[2] then return 'CHANGED' end
version = put(id, cjson.decode(ARGV[3]))
redis.call('HDEL', t, 'final', 'deeds')
redis.call('HSET', t, 'stopped', 2, 'wait', 0, 'begun', -1)
redis.call('DEL', P..'s:'..id)
tell(id)
if ARGV[4] == '1' then remove(id) end
return version`,
);

interface SteeringParts {
  redis: Redis;
  prefix: string;
  reader: TaskReader;
  row(id: string): Promise<TurnRow | undefined>;
  ofPerson(person: string): Promise<string[]>;
  /** Tells whether turns of a surface are worked on. */
  isUsed(surface: string): boolean;
}

/** Changes open turns, whoever works on them, as in Inbox. */
export function createSteering({ redis, prefix, reader, row, ofPerson, isUsed }: SteeringParts) {
  async function steer(what: typeof STOP, turn: string, ...values: string[]): Promise<number | undefined> {
    const id = keyOf(turn);
    const reply = id === undefined ? null : await redis.run(what, [prefix], [id, ...values]);
    return typeof reply === 'number' ? reply : undefined;
  }

  /** Takes the words out of a turn; its version of the prompt, or undefined where it is closed. */
  async function bare(id: string): Promise<number | undefined> {
    for (;;) {
      const found = await row(id);
      const turn = found && turnOf(found, reader);
      if (!turn) return undefined;
      const task = reader.bare(turn.task);
      const made = JSON.stringify(factsOf(task, reader.facts(task)));
      const isNobodys = isUsed(turn.facts.surface) ? '0' : '1';
      const version = await redis.run(BARE, [prefix], [id, turn.promptVersion, made, isNobodys]);
      if (version !== 'CHANGED') return typeof version === 'number' ? version : undefined;
    }
  }

  return {
    stop: async (turn: string) => (await steer(STOP, turn)) === 1,
    replace: (turn: string, task: Task) => steer(REPLACE, turn, JSON.stringify(factsOf(task, reader.facts(task)))),
    forget: (turn: string) => steer(FORGET, turn),
    async wipe(person: string, but?: string) {
      const wiped: { turn: string; promptVersion: number }[] = [];
      for (const id of await ofPerson(person)) {
        const turn = Number(id).toString(36);
        if (turn === but) continue;
        const promptVersion = await bare(id);
        if (promptVersion !== undefined) wiped.push({ turn, promptVersion });
      }
      return wiped;
    },
  };
}
