import * as v from 'valibot';
import type { Acceptance, Accepted, Cursor, TaskReader } from '../../../ports/index.ts';
import { Fault } from '../../../util/errors.ts';
import { storedText } from '../../stored-text.ts';
import type { Redis } from '../client.ts';
import { onceScript, runOnce } from '../once.ts';
import type { Lease } from './lease.ts';
import { headOf } from './lua.ts';
import { factsOf, keyOf } from './rows.ts';

/** Time for which a key of deduplication is remembered, ms. */
const KEEP_KEYS_MS = 7 * 86_400_000;
/** A channel in which nobody has asked for so long is begun with anew, ms. */
const KEEP_POSITIONS_MS = 400 * 86_400_000;
/** Positions that are dropped at once at most. */
const BITE = 100;

/** Ids are led by the clock, 1024 a millisecond, never going back, so that none is given twice. */
const ACCEPT = onceScript(
  'accept',
  `${headOf("base..'inbox:'")}
local at, me, cursor = ARGV[1], ARGV[2], ARGV[3]
if cursor ~= '' then
  local read = cjson.decode(cursor)
  redis.call('HSET', P..'cur', read.name, read.value)
  if read.conversation then
    redis.call('HSET', P..'cur:of', read.name, read.conversation)
    redis.call('ZADD', P..'cur:at', at, read.name)
    own(base, 'positions', read.name, read.conversation, nil, at)
    for _, old in ipairs(redis.call('ZRANGEBYSCORE', P..'cur:at', '-inf', at - ${KEEP_POSITIONS_MS}, 'LIMIT', 0, ${BITE})) do
      redis.call('HDEL', P..'cur', old)
      own(base, 'positions', old, redis.call('HGET', P..'cur:of', old))
      redis.call('HDEL', P..'cur:of', old)
      redis.call('ZREM', P..'cur:at', old)
    end
  end
end
local time, rung = now(), {}
local function take(keys)
  local fresh = false
  for n, key in ipairs(keys) do
    local set = redis.call('SET', P..'k:'..key, '1', 'NX', 'PX', ${KEEP_KEYS_MS})
    if n == 1 then fresh = set ~= false end
  end
  return fresh
end
local function extend(id, version, made, waitMs)
  local t = P..'t:'..id
  local was = redis.call('HMGET', t, 'version', 'stopped', 'final', 'begun')
  if was[1] ~= version or was[2] ~= '0' or was[3] then return end
  local next = put(id, made)
  reword(id)
  redis.call('HSET', t, 'wait', num(time + waitMs), 'waiter', me, 'begun', '-1')
  tell(id)
  return {next, was[4] == version}
end
local function pending(unless)
  local last = redis.call('ZRANGE', P..'i:'..unless.newest, -1, -1)[1]
  return last and redis.call('ZSCORE', P..'i:'..unless.has, last)
end
local function open(made, waitMs)
  local seq = math.max(tonumber(redis.call('GET', P..'seq') or '0') + 1, time * 1024)
  local id = num(seq)
  redis.call('SET', P..'seq', id)
  redis.call('HSET', P..'t:'..id, 'lane', made.lane, 'inbound', made.inbound, 'conversation', made.conversation,
    'person', made.person, 'surface', made.surface, 'tags', cjson.encode(made.tags), 'shown', '[]',
    'accepted_at', at, 'attempt', 0, 'deaths', 0, 'alone_deaths', 0, 'running', 0, 'fence', 0, 'spent', 0,
    'stopped', 0, 'version', 0, 'begun', -1, 'wait', num(time + waitMs), 'waiter', me)
  tag(id, made.tags)
  for _, key in ipairs({'open', 'l:'..made.lane}) do redis.call('ZADD', P..key, id, id) end
  own(base, 'turns', id, made.conversation, made.person, at)
  rung[made.lane] = rung[made.lane] or id
end
local results = {}
for n = 4, #ARGV do
  local each = cjson.decode(ARGV[n])
  local result = {fresh = take(each.keys)}
  if result.fresh then
    result.joined = each.joins and extend(each.joins.id, each.joins.version, each.joins.made, each.waitMs) or nil
    if not result.joined and each.made and not (each.unless and pending(each.unless)) then open(each.made, each.waitMs) end
  end
  table.insert(results, result)
end
for lane, id in pairs(rung) do
  redis.call('ZADD', P..'lanes', 'NX', id, lane)
  local who = owner(lane)
  if who then redis.call('PUBLISH', P..'to:'..who, 'l'..lane)
  else redis.call('ZADD', P..'bell', 'NX', id, lane) end
end
return #results > 0 and cjson.encode(results) or '[]'`,
);

const resultsSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.object({ fresh: v.boolean(), joined: v.optional(v.tuple([v.number(), v.boolean()])) })),
);

interface AcceptingParts {
  redis: Redis;
  lease: Lease;
  reader: TaskReader;
  now(): number;
}

/** Accepts a batch and its cursor as a whole, as in Inbox: one script, which tells those who have the lanes. */
export function createAccepting({ redis, lease, reader, now }: AcceptingParts) {
  function told({ keys, task, unless, waitMs = 0, joins }: Acceptance): string {
    const facts = task && reader.facts(task);
    const id = joins && keyOf(joins.turn);
    const each = {
      keys: keys.map(storedText),
      waitMs,
      ...(facts && { made: { ...factsOf(task, facts), lane: storedText(facts.queue) } }),
      ...(unless && { unless: { newest: storedText(unless.newest), has: storedText(unless.has) } }),
      ...(joins &&
        id && {
          joins: { id, version: String(joins.promptVersion), made: factsOf(joins.task, reader.facts(joins.task)) },
        }),
    };
    return JSON.stringify(each);
  }

  return async (batch: readonly Acceptance[], cursor: Cursor | undefined): Promise<Accepted[]> => {
    if (batch.length === 0 && !cursor) return [];
    const position = cursor && {
      ...{ name: storedText(cursor.name), value: storedText(cursor.value) },
      ...(cursor.conversation === undefined ? {} : { conversation: storedText(cursor.conversation) }),
    };
    const values = [now(), lease.owner(), position ? JSON.stringify(position) : ''];
    const reply = await runOnce(redis, ACCEPT, [...values, ...batch.map(told)]);
    const results = v.safeParse(resultsSchema, reply);
    if (!results.success || results.output.length !== batch.length)
      throw new Fault('storage', 'the answer of Redis to an acceptance is damaged', { code: 'damaged' });
    return results.output.map(({ fresh, joined }, index) => {
      const turn = batch[index]?.joins?.turn;
      if (!joined || turn === undefined) return { fresh };
      return { fresh, joined: { turn, promptVersion: joined[0], begun: joined[1] } };
    });
  };
}
