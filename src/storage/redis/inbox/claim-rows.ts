import { randomUUID } from 'node:crypto';
import type { TaskReader } from '../../../ports/index.ts';
import { Interruption } from '../../../util/abort.ts';
import { storedText } from '../../stored-text.ts';
import type { ClaimRows } from '../../turns/claim.ts';
import type { PartWaits } from '../../turns/part-waits.ts';
import { type StoredTurn, TAKEN_FOR_GRANTED } from '../../turns/stored-turn.ts';
import type { Redis } from '../client.ts';
import type { Argument, Reply } from '../commands.ts';
import { type Script, script } from '../script.ts';
import type { Lease } from './lease.ts';
import { HEAD, HELD } from './lua.ts';
import { factsOf, keyOf, rowOf, type TurnRow } from './rows.ts';

/** Only who has the lane may claim, and only while its lease holds: a later claim always wins. */
const CLAIM = script(
  'claim',
  `${HEAD}
local id, me = ARGV[1], ARGV[2]
local t = P..'t:'..id
local lane = redis.call('HGET', t, 'lane')
if not lane or owner(lane) ~= me then return 'LOST' end
local spent = math.max(tonumber(redis.call('HGET', t, 'spent')), ${TAKEN_FOR_GRANTED})
redis.call('HSET', t, 'attempt', ARGV[3], 'deaths', ARGV[4], 'alone_deaths', ARGV[5], 'running', ARGV[6])
redis.call('HSET', t, 'spent', num(spent), 'begun', redis.call('HGET', t, 'version'))
redis.call('HINCRBY', t, 'fence', 1)
return row(id)`,
);
const COUNT = script(
  'count',
  `${HELD}
redis.call('HSET', t, 'attempt', ARGV[3], 'running', ARGV[4])
if redis.call('HGET', t, 'version') == ARGV[6] then redis.call('HSET', t, 'spent', ARGV[5]) end
return 'OK'`,
);
const RECORD = script(
  'record',
  `${HELD}
redis.call('HSET', t, 'r:'..ARGV[3], ARGV[4])
local shown, known = cjson.decode(redis.call('HGET', t, 'shown')), {}
for _, each in ipairs(shown) do known[each] = true end
for n = 5, #ARGV do
  if not known[ARGV[n]] then table.insert(shown, ARGV[n]) end
  redis.call('ZADD', P..'i:'..ARGV[n], id, id)
end
if #shown > 0 then redis.call('HSET', t, 'shown', cjson.encode(shown)) end
return 'OK'`,
);
/** The nonce tells a step that was written before its answer was lost. */
const JOURNAL = script(
  'journal',
  `${HELD}
if redis.call('HGET', t, 'version') ~= ARGV[3] then return 'STALE' end
local line = ARGV[4]..' '..ARGV[5]
for _, each in ipairs(redis.call('LRANGE', P..'s:'..id, -16, -1)) do if each == line then return 'OK' end end
redis.call('RPUSH', P..'s:'..id, line)
if ARGV[6] == '1' then redis.call('HSET', t, 'deeds', '1') end
return 'OK'`,
);
const FINALIZE = script(
  'finalize',
  `${HELD}
if redis.call('HGET', t, 'version') ~= ARGV[3] then return 'STALE' end
redis.call('HSET', t, 'final', ARGV[4])
return 'OK'`,
);
/** A turn that this claim has closed already was closed by the first of two tries. */
const CLOSE = script(
  'close',
  `${HEAD}
local id, fence = ARGV[1], ARGV[2]
if redis.call('HGET', P..'c:'..id, 'fence') == fence then return 'OK' end
if redis.call('HGET', P..'t:'..id, 'fence') ~= fence then return 'LOST' end
remove(id)
redis.call('HSET', P..'c:'..id, 'fence', fence, unpack(ARGV, 3))
local told = redis.call('HMGET', P..'c:'..id, 'closed_at', 'conversation', 'person')
closed(id, told[1], told[2] or nil, told[3] or nil)
return 'OK'`,
);
/** Turns behind it are free if nobody has claimed, stopped or forgotten them. */
const ABSORB = script(
  'absorb',
  `${HELD}
local made = cjson.decode(ARGV[3])
if redis.call('HGET', t, 'inbound') == made.inbound and redis.call('EXISTS', P..'t:'..ARGV[5]) == 0 then return row(id) end
local lane = redis.call('HGET', t, 'lane')
for n = 5, #ARGV do
  local other = redis.call('HMGET', P..'t:'..ARGV[n], 'lane', 'fence', 'stopped')
  if ARGV[n] == id or other[1] ~= lane or other[2] ~= '0' or other[3] ~= '0' then return 'BUSY' end
end
for n = 5, #ARGV do
  local c, was = P..'c:'..ARGV[n], redis.call('HMGET', P..'t:'..ARGV[n], 'conversation', 'person', 'accepted_at')
  remove(ARGV[n])
  redis.call('HSET', c, 'outcome', 'joined', 'conversation', was[1], 'person', was[2], 'attempt', '0',
    'accepted_at', was[3], 'closed_at', ARGV[4])
  closed(ARGV[n], ARGV[4], was[1], was[2])
end
put(id, made)
reword(id)
redis.call('HSET', t, 'begun', '-1')
return row(id)`,
);
const REFRESH = script(
  'refresh',
  `${HELD}
local found = row(id)
if found[2] == 0 then redis.call('HSET', t, 'begun', redis.call('HGET', t, 'version')) end
return found`,
);

interface ClaimRowsParts {
  redis: Redis;
  prefix: string;
  lease: Lease;
  reader: TaskReader;
  waits: PartWaits;
  now(): number;
  /** Brings a turn in memory up to its row. */
  take(turn: StoredTurn, row: TurnRow): void;
  /** Turns that became part of another. */
  joined(ids: readonly string[]): void;
}

/**
 * Writes of claims in Redis. Before each, this process looks at its own lease; Redis looks at the fence. Others may have changed the
 * turn meanwhile, so a claim and each reading anew take over what its row says.
 */
export function createClaimRows(parts: ClaimRowsParts, signal: AbortSignal): ClaimRows {
  const { redis, prefix, lease, reader, waits, now, take, joined } = parts;

  async function write(what: Script, turn: Readonly<StoredTurn>, ...values: Argument[]): Promise<Reply> {
    lease.assert();
    if (turn.closed) throw new Interruption('lost');
    const reply = await redis.run(what, [prefix], [turn.id, turn.fence, ...values]);
    if (reply === 'LOST') throw new Interruption('lost');
    return reply;
  }

  const record: ClaimRows['record'] = async (turn, receipt) => {
    const tags = reader.bubbleTags(turn.task, receipt).map(storedText);
    await write(RECORD, turn, receipt.part, JSON.stringify(receipt), ...tags);
  };

  const finalize: ClaimRows['finalize'] = async (turn, final, promptVersion) =>
    (await write(FINALIZE, turn, promptVersion, JSON.stringify(final))) === 'OK';

  return {
    record,
    finalize,
    async claim(turn, { attempt, running }) {
      lease.assert();
      if (turn.closed) throw new Interruption('lost');
      if (turn.unsaved) {
        for (const receipt of turn.receipts) await record(turn, receipt);
        if (turn.final) await finalize(turn, turn.final, turn.promptVersion);
      }
      const counts = [attempt, turn.deaths, turn.isolatedDeaths, running];
      const reply = await redis.run(CLAIM, [prefix], [turn.id, lease.owner(), ...counts]);
      if (reply === 'LOST') throw new Interruption('lost');
      const row = rowOf(reply);
      take(turn, row);
      return Number(row.fields.get('fence'));
    },
    async count(turn) {
      const { attempt, running, spent, promptVersion } = turn;
      await write(COUNT, turn, attempt, running, Math.max(spent, TAKEN_FOR_GRANTED), promptVersion);
    },
    async journal(turn, step, promptVersion) {
      const isDeed = step.type === 'begun' ? '1' : '0';
      return (await write(JOURNAL, turn, promptVersion, randomUUID(), JSON.stringify(step), isDeed)) === 'OK';
    },
    async absorb(turn, others, task) {
      const ids = others.map(keyOf);
      const known = ids.filter((id) => id !== undefined);
      if (known.length < ids.length || known.length === 0) return false;
      const reply = await write(ABSORB, turn, JSON.stringify(factsOf(task, reader.facts(task))), now(), ...known);
      if (reply === 'BUSY') return false;
      joined(others);
      take(turn, rowOf(reply));
      return true;
    },
    async close(turn, outcome, at) {
      const { facts, attempt, acceptedAt, forgotten, final } = turn;
      const isTold = !forgotten && !final?.traceless;
      const told = {
        ...(isTold && { conversation: facts.conversation, person: facts.person, key: facts.keys[0] ?? '' }),
        ...{ outcome, attempt: String(attempt), accepted_at: String(acceptedAt), closed_at: String(at) },
      };
      await write(CLOSE, turn, ...Object.entries(told).flatMap(([name, value]) => [name, storedText(value)]));
    },
    async refresh(turn) {
      for (;;) {
        const row = rowOf(await write(REFRESH, turn));
        take(turn, row);
        if (row.waitMs === 0 || signal.aborted) return;
        await waits.over(turn, signal);
      }
    },
  };
}
