import type { BlobBytes } from '../blobs/parts.ts';
import { bytesRoom, type Dump, type DumpRoom, type DumpRow, type KeptBytes } from '../migration/dump.ts';
import { ROWS } from './blob-rows.ts';
import type { Redis } from './client.ts';
import { JOB_ROW } from './jobs.ts';
import { TIME } from './once.ts';
import { listOf } from './owned.ts';
import { script } from './script.ts';

/** Rows or names that are read and written at a time. */
const PAGE = 50;
/** Least time that a job which was given up is remembered from its migration on, ms. */
const REMEMBERED_MS = 86_400_000;

/** All that is in Redis for an installation, as it is moved to another store or comes from there. */
export function dumpOfRedis(redis: Redis, bytes: BlobBytes): Dump {
  const note = redis.key('migration');
  return {
    rooms: [bytesRoom(() => keptBytes(redis), bytes), jobsRoom(redis), blobsRoom(redis)],
    async marker() {
      const text = await redis.send(['GET', note]);
      return text === null ? undefined : String(text);
    },
    async mark(text) {
      await redis.send(['SET', note, text]);
    },
  };
}

/** Keys of one kind. One that is there all the time comes at least once, and only once of what comes twice. */
async function* keysOf(redis: Redis, prefix: string): AsyncGenerator<string[]> {
  const seen = new Set<string>();
  // Braces and brackets would be a pattern.
  const pattern = `${prefix.replaceAll(/[\\*?[\]]/g, '\\$&')}*`;
  for (let cursor = '0'; ; ) {
    const reply = listOf(await redis.send(['SCAN', cursor, 'MATCH', pattern, 'COUNT', 1000]));
    const fresh = listOf(reply[1] ?? null)
      .map(String)
      .filter((key) => !seen.has(key));
    for (const key of fresh) seen.add(key);
    for (let at = 0; at < fresh.length; at += PAGE) yield fresh.slice(at, at + PAGE);
    cursor = String(reply[0] ?? '0');
    if (cursor === '0') return;
  }
}

function jobsRoom(redis: Redis): DumpRoom {
  const prefix = redis.key('job', '');
  const fields = ['kind', 'body', 'payer', 'conversation', 'attempts', 'due', 'failed'];
  return {
    name: 'jobs',
    async *read() {
      for await (const keys of keysOf(redis, prefix)) {
        const rows = await Promise.all(keys.map((key) => redis.send(['HMGET', key, ...fields])));
        yield rows.flatMap((row, at) => {
          const [kind, body, payer, conversation, attempts, due, failed] = listOf(row);
          if (kind === null || kind === undefined) return [];
          const key = (keys[at] ?? '').slice(prefix.length + String(kind).length + 1);
          return {
            ...{ kind: String(kind), key, payload: String(body), payer: String(payer) },
            conversation: conversation ? String(conversation) : null,
            ...{ state: failed ? 'failed' : 'open', attempts: Number(attempts), due_at: Number(due) },
          };
        });
      }
    },
    async write(rows) {
      for (const { kind, key, payload, payer, conversation, state, attempts, due_at } of rows) {
        const values = [`${kind}:${key}`, kind, payload, payer, conversation ?? '', attempts, due_at, state];
        await redis.run(PUT_JOB, [redis.key('')], values.map(String));
      }
    },
  };
}

/** Rows of bytes by name: the name, and `{at, expires, bytes, conversation, person}` of each owner. */
async function* owners(redis: Redis): AsyncGenerator<{ name: string; rows: (string | number)[][] }> {
  const names = redis.key('blobs');
  for (let at = 0; ; at += PAGE) {
    const some = listOf(await redis.send(['ZRANGE', names, at, at + PAGE - 1])).map(String);
    for (const name of some) {
      const reply = listOf(await redis.run(OWNERS, [redis.key('')], [name]));
      yield {
        name,
        rows: reply.map((row) => listOf(row).map((cell) => (typeof cell === 'number' ? cell : String(cell)))),
      };
    }
    if (some.length < PAGE) return;
  }
}

async function* keptBytes(redis: Redis): AsyncGenerator<KeptBytes> {
  for await (const { name, rows } of owners(redis))
    yield { name, until: Math.max(...rows.map((row) => Number(row[1]))) };
}

function blobsRoom(redis: Redis): DumpRoom {
  return {
    name: 'blobs',
    async *read() {
      for await (const { name, rows } of owners(redis))
        yield rows.map(
          ([at, expires, bytes, conversation, person]): DumpRow => ({
            ...{ name, conversation: String(conversation), person: person ? String(person) : null },
            ...{ at: Number(at), expires: Number(expires), bytes: Number(bytes) },
          }),
        );
    },
    async write(rows) {
      for (const { name, conversation, person, at, expires, bytes } of rows) {
        const values = [name, at, expires, bytes, conversation, person ?? ''];
        await redis.run(PUT_BLOB, [redis.key('')], values.map(String));
      }
    },
  };
}

/** ARGV: id, kind, body, payer, conversation, attempts, time at which it is due, state. */
const PUT_JOB = script(
  'dump.job',
  `${TIME}
local base = KEYS[1]
${JOB_ROW}
local id, due = ARGV[1], tonumber(ARGV[7])
drop(id)
redis.call('HSET', base .. 'job:' .. id, 'kind', ARGV[2], 'body', ARGV[3], 'payer', ARGV[4], 'conversation', ARGV[5])
redis.call('HSET', base .. 'job:' .. id, 'attempts', ARGV[6])
wait(id, due)
if ARGV[8] == 'failed' then give_up(id, due, math.max(due - now, ${REMEMBERED_MS})) end
return 1`,
);

/** ARGV: name, at, expires, bytes, conversation, person. */
const PUT_BLOB = script(
  'dump.blob',
  `${ROWS}
add(ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6])
return 1`,
);

/** ARGV: name. */
const OWNERS = script('dump.owners', `${ROWS}\nreturn all(ARGV[1])`);
