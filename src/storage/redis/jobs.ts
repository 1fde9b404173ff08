import type { Clock, JobClaim, Jobs, Log } from '../../ports/index.ts';
import { readJob, writeJob } from '../stored-job.ts';
import { storedText, toldText } from '../stored-text.ts';
import type { Redis } from './client.ts';
import type { Reply } from './commands.ts';
import { onceScript, runOnce, TIME } from './once.ts';
import { contentOf, OWN, type OwnedRows, ownedRows } from './owned.ts';
import { script } from './script.ts';

/** Jobs of a Redis that was opened, and the same as rows of people. */
export interface RedisJobs extends Jobs {
  rows: OwnedRows;
}

/**
 * Opens the jobs in Redis. A job is a hash `job:<kind>:<key>`, with a place in `due:<kind>` while it waits. Leases are by the clock
 * of Redis. A time that is asked for counts from now by the clock of who asks: no wrong clock shortens a lease.
 */
export function openRedisJobs(redis: Redis, clock: Clock, log: Log): RedisJobs {
  const inMs = (at: number) => Math.round(at - clock.now());

  async function claimOf(kind: string, [id, fence, ...row]: readonly string[]): Promise<JobClaim | undefined> {
    const [attempts, body = '', payer = ''] = row;
    const act = async (deed: Deed, at = clock.now(), attempt: Counting = 'as it is') =>
      (await runOnce(redis, ACT, [id ?? '', fence ?? '', deed, inMs(at), attempt])) === 1;
    const read = readJob(body, String(id).slice(kind.length + 1));
    if (!read) {
      log.error({ kind }, 'A stored job is damaged; it is not done');
      await act('done');
      return undefined;
    }
    return {
      kind,
      ...read,
      payer: toldText(payer),
      attempt: Number(attempts),
      done: () => act('done'),
      fail: (at) => act('fail', at),
      retry: (at, counted) => act('wait', at, counted ? 'as it is' : 'one less'),
      goOn: (at) => act('wait', at, 'anew'),
      renew: (at) => act('wait', at),
    };
  }

  return {
    async add(job, dueAt) {
      const { kind, key, payer, conversation = '' } = job;
      const about = [storedText(payer), conversation && storedText(conversation)];
      const due = dueAt === undefined ? 0 : inMs(dueAt);
      return (await runOnce(redis, ADD, [`${kind}:${storedText(key)}`, kind, writeJob(job), ...about, due])) === 1;
    },

    async claim(kind, leaseMs) {
      const values = [kind, leaseMs];
      const reply = await runOnce(redis, CLAIM, values);
      return Array.isArray(reply) ? claimOf(kind, reply.map(String)) : undefined;
    },

    async nextDue(kind) {
      const reply = await redis.run(NEXT, [redis.key('due', kind)], []);
      return typeof reply === 'number' ? clock.now() + reply : undefined;
    },

    rows: ownedRows(redis, {
      name: 'job',
      async read(ids) {
        const rows = await Promise.all(
          ids.map((id) => redis.send(['HMGET', redis.key('job', id), 'body', 'payer', 'conversation', 'due'])),
        );
        return rows.map((row, at) => {
          const [body, payer, conversation, due] = textsOf(row);
          if (body === undefined) return undefined;
          const id = ids[at] ?? '';
          return {
            kind: 'job',
            key: toldText(id.slice(id.indexOf(':') + 1)),
            at: Number(due),
            bytes: Buffer.byteLength(body),
            ...(payer !== undefined && { person: toldText(payer) }),
            ...(conversation && { conversation: toldText(conversation) }),
            content: contentOf(body),
          };
        });
      },
      remove: async (ids) => Number(await runOnce(redis, REMOVE, ids)),
    }),
  };
}

/** End of a claim: its job is over, given up, or waits until a time. */
type Deed = 'done' | 'fail' | 'wait';
/** Count of the attempts of a job that waits. */
type Counting = 'as it is' | 'one less' | 'anew';

function textsOf(reply: Reply): (string | undefined)[] {
  return Array.isArray(reply) ? reply.map((each) => (each === null ? undefined : String(each))) : [];
}

/** Functions in Lua over a row, by its id; `base` is the key of the installation. */
export const JOB_ROW = `${OWN}
local function fields(id) return redis.call('HMGET', base .. 'job:' .. id, 'kind', 'conversation', 'payer') end
local function wait(id, at)
  local row = fields(id)
  redis.call('HSET', base .. 'job:' .. id, 'due', string.format('%.0f', at))
  redis.call('ZADD', base .. 'due:' .. row[1], at, id)
  own(base, 'job', id, row[2], row[3], at)
end
local function give_up(id, at, ms)
  local key = base .. 'job:' .. id
  redis.call('ZREM', base .. 'due:' .. redis.call('HGET', key, 'kind'), id)
  redis.call('HSET', key, 'failed', string.format('%.0f', at), 'body', '')
  redis.call('PEXPIRE', key, math.max(1, ms))
end
local function drop(id)
  local row = fields(id)
  if not row[1] then return 0 end
  redis.call('ZREM', base .. 'due:' .. row[1], id)
  own(base, 'job', id, row[2], row[3])
  return redis.call('DEL', base .. 'job:' .. id)
end`;

/** ARGV: id, kind, body, payer, conversation, ms until it is due. */
const ADD = onceScript(
  'jobs.add',
  `${JOB_ROW}
local key = base .. 'job:' .. ARGV[1]
local failed = redis.call('HGET', key, 'failed')
if redis.call('EXISTS', key) == 1 and not (failed and tonumber(failed) <= now) then return 0 end
drop(ARGV[1])
redis.call('HSET', key, 'kind', ARGV[2], 'body', ARGV[3], 'payer', ARGV[4], 'conversation', ARGV[5], 'attempts', 0)
wait(ARGV[1], now + ARGV[6])
return 1`,
);

/**
 * ARGV: kind, ms of the lease. The outcome that is remembered is the job with its fence, and no attempt of another: what comes again is
 * told of the same claim. Fences are of all jobs, so that none is given twice, also not to a job that is added anew.
 */
const CLAIM = onceScript(
  'jobs.claim',
  `${JOB_ROW}
local due = base .. 'due:' .. ARGV[1]
while true do
  local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
  if not first[1] or tonumber(first[2]) > now then return false end
  local id = first[1]
  local key = base .. 'job:' .. id
  if redis.call('EXISTS', key) == 1 then
    local fence = redis.call('INCR', base .. 'jobs:fence')
    redis.call('HINCRBY', key, 'attempts', 1)
    redis.call('HSET', key, 'fence', fence)
    wait(id, now + ARGV[2])
    local row = redis.call('HMGET', key, 'attempts', 'body', 'payer')
    return { id, tostring(fence), row[1], row[2], row[3] }
  end
  redis.call('ZREM', due, id)
end`,
);

/** ARGV: id, fence, deed, ms until then, what becomes of the attempts. 0 where another has claimed it. */
const ACT = onceScript(
  'jobs.act',
  `${JOB_ROW}
local id, deed, at = ARGV[1], ARGV[3], now + ARGV[4]
local key = base .. 'job:' .. id
if redis.call('HGET', key, 'fence') ~= ARGV[2] then return 0 end
if deed == 'done' then return drop(id) end
if ARGV[5] == 'anew' then redis.call('HSET', key, 'attempts', 0) end
if ARGV[5] == 'one less' then redis.call('HINCRBY', key, 'attempts', -1) end
wait(id, at)
if deed == 'fail' then give_up(id, at, ARGV[4]) end
return 1`,
);

/** ARGV: ids. */
const REMOVE = onceScript(
  'jobs.remove',
  `${JOB_ROW}
local count = 0
for _, id in ipairs(ARGV) do count = count + drop(id) end
return count`,
);

/** Milliseconds until the next job is due; nothing without one. */
const NEXT = script(
  'jobs.next',
  `${TIME}
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return first[2] and tonumber(first[2]) - now`,
);
