import type { Clock, JobClaim, Jobs, Log } from '../../ports/index.ts';
import { readJob, writeJob } from '../stored-job.ts';
import { storedText, toldText } from '../stored-text.ts';
import type { Database, Row } from './database.ts';

/** Opens the jobs in the database. */
export function openJobs(database: Database, clock: Clock, log: Log): Jobs {
  const sql = prepareAll(database);

  function claimOf(kind: string, row: Row): JobClaim | undefined {
    const [stored, fence] = [String(row['key']), Number(row['fence'])];
    const read = readJob(String(row['payload']), stored);
    if (!read) {
      log.error({ kind }, 'A stored job is damaged; it is not done');
      sql.remove.run(kind, stored, fence);
      return undefined;
    }
    return {
      kind,
      ...read,
      payer: toldText(String(row['payer'])),
      attempt: Number(row['attempts']),
      done: async () => sql.remove.run(kind, stored, fence) > 0,
      fail: async (until) => sql.fail.run(until, kind, stored, fence) > 0,
      retry: async (dueAt, counted) => sql.retry.run(dueAt, counted ? 0 : 1, kind, stored, fence) > 0,
      goOn: async (dueAt) => sql.goOn.run(dueAt, kind, stored, fence) > 0,
      renew: async (until) => sql.renew.run(until, kind, stored, fence) > 0,
    };
  }

  return {
    async add(job, dueAt) {
      const { kind, key, payer, conversation } = job;
      const now = clock.now();
      sql.prune.run(now);
      const about = conversation === undefined ? null : storedText(conversation);
      return sql.add.run(kind, storedText(key), writeJob(job), storedText(payer), about, dueAt ?? now) > 0;
    },

    async claim(kind, leaseMs) {
      const now = clock.now();
      const row = database.transaction(() => sql.claim.get(now + leaseMs, kind, now));
      return row && claimOf(kind, row);
    },

    async nextDue(kind) {
      const at = sql.nextDue.get(kind)?.['at'];
      return typeof at === 'number' ? at : undefined;
    },
  };
}

function prepareAll({ prepare }: Database) {
  return {
    prune: prepare("DELETE FROM jobs WHERE state = 'failed' AND due_at <= ?"),
    add: prepare(
      'INSERT INTO jobs (kind, key, payload, payer, conversation, due_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    claim: prepare(
      `UPDATE jobs SET attempts = attempts + 1, fence = fence + 1, due_at = ?
       WHERE (kind, key) IN (
         SELECT kind, key FROM jobs WHERE kind = ? AND state = 'open' AND due_at <= ? ORDER BY due_at LIMIT 1
       ) RETURNING *`,
    ),
    remove: prepare('DELETE FROM jobs WHERE kind = ? AND key = ? AND fence = ?'),
    fail: prepare(
      "UPDATE jobs SET state = 'failed', payload = '', due_at = ? WHERE kind = ? AND key = ? AND fence = ?",
    ),
    retry: prepare('UPDATE jobs SET due_at = ?, attempts = attempts - ? WHERE kind = ? AND key = ? AND fence = ?'),
    goOn: prepare('UPDATE jobs SET due_at = ?, attempts = 0 WHERE kind = ? AND key = ? AND fence = ?'),
    renew: prepare('UPDATE jobs SET due_at = ? WHERE kind = ? AND key = ? AND fence = ?'),
    nextDue: prepare("SELECT min(due_at) AS at FROM jobs WHERE kind = ? AND state = 'open'"),
  };
}
