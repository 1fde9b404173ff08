import type { Update } from 'grammy/types';
import { booleanField, jsonField, numberField, type Params, textField } from './params.ts';
import { conflict } from './refusal.ts';
import { createWebhook, type Webhook } from './webhook.ts';

/** Updates are kept for a day. */
const KEPT_MS = 24 * 60 * 60_000;

/** Sent only to who asks for them by name. */
const UNUSUAL = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

const TERMINATED = 'terminated by other getUpdates request; make sure that only one bot instance is running';
const REPLACED = 'terminated by setWebhook request';
const WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

/** Everything of an update but its id. */
export type News = Omit<Update, 'update_id'>;

type PollEnd = 'news' | 'timeout' | 'terminated' | 'replaced';

interface Pending {
  update: Update;
  at: number;
  /** Counts how often the ids had jumped down before it. */
  era: number;
}

/** The queue of updates with the real offset semantics: an update is delivered until an offset above it confirms it. */
export interface UpdateQueue {
  /** Queues an update unless the bot said it does not want its kind; its id, or undefined. */
  push(news: News): number | undefined;
  /** Queues updates as they are, ids included. */
  redeliver(...updates: Update[]): void;
  /** The next id given out; a lower one than before makes the ids jump down, as they may after an idle week. */
  nextId(id: number): void;
  /** Updates not yet confirmed. */
  pending(): Update[];
  /** All updates ever queued. */
  all: Update[];
  /** While true every getUpdates is refused as if another process polled. */
  conflict(on: boolean): void;
  getUpdates(params: Params, gone: AbortSignal): Promise<Update[]>;
  setWebhook(params: Params): true;
  deleteWebhook(params: Params): true;
  webhookInfo(): object;
  webhook: Pick<Webhook, 'lead' | 'deliveries' | 'underWay'>;
  /** Lets waiting polls end empty. */
  close(): void;
}

interface QueueOptions {
  /** Length of one second between two tries of a webhook. */
  secondMs?: number | undefined;
  /** Is told whenever a request to the webhook has ended. */
  delivered?: () => void;
}

export function createUpdateQueue(
  now: () => number,
  { secondMs = 1000, delivered = () => undefined }: QueueOptions = {},
): UpdateQueue {
  let queue: Pending[] = [];
  let next = 100_000_001;
  /** The next id at the end of each era; the last entry is the running one. */
  let tails = [next];
  let allowed: string[] | undefined;
  let conflicting = false;
  let waiting: { end(result: PollEnd): void } | undefined;
  const all: Update[] = [];

  const webhook = createWebhook({
    now,
    secondMs,
    ended: delivered,
    waiting() {
      queue = queue.filter(({ at }) => now() - at < KEPT_MS);
      return queue;
    },
    taken(entry) {
      queue = queue.filter((each) => each !== entry);
    },
  });

  function wants(news: News): boolean {
    const kind = Object.keys(news)[0] ?? '';
    return allowed && allowed.length > 0 ? allowed.includes(kind) : !UNUSUAL.has(kind);
  }

  function enqueue(update: Update): void {
    tails[tails.length - 1] = Math.max(tails.at(-1) ?? 0, update.update_id + 1);
    queue.push({ update, at: now(), era: tails.length - 1 });
    all.push(update);
    waiting?.end('news');
    webhook.wake();
  }

  /**
   * An offset confirms what is below it. One far above what was ever given out is taken as a mistake, as the real
   * queue has it: reading starts at the head and nothing is confirmed. So after a jump down an old offset confirms
   * only updates from before the jump.
   */
  function confirm(offset: number): void {
    queue = queue.filter(({ at }) => now() - at < KEPT_MS);
    if (offset < 0) queue = queue.slice(offset);
    if (offset <= 0) return;
    const era = tails.findLastIndex((tail) => offset <= tail + 10);
    queue = queue.filter((entry) => entry.era > era || (entry.era === era && entry.update.update_id >= offset));
  }

  function allow(params: Params): void {
    const names = jsonField(params, 'allowed_updates');
    if (Array.isArray(names)) allowed = names.map(String);
  }

  function take(limit: number): Update[] {
    return queue.slice(0, limit).map(({ update }) => update);
  }

  function wait(seconds: number, gone: AbortSignal): Promise<PollEnd> {
    return new Promise((resolve) => {
      const self = {
        end(result: PollEnd) {
          clearTimeout(timer);
          gone.removeEventListener('abort', onGone);
          if (waiting === self) waiting = undefined;
          resolve(result);
        },
      };
      const onGone = () => self.end('timeout');
      const timer = setTimeout(() => self.end('timeout'), seconds * 1000);
      gone.addEventListener('abort', onGone);
      waiting = self;
    });
  }

  return {
    all,
    push(news) {
      if (!wants(news)) return undefined;
      const update: Update = { update_id: next, ...news };
      next += 1;
      enqueue(update);
      return update.update_id;
    },
    redeliver(...updates) {
      for (const update of updates) enqueue(update);
    },
    nextId(id) {
      if (id < next) tails = [...tails, id];
      next = id;
    },
    pending: () => queue.map(({ update }) => update),
    conflict(on) {
      conflicting = on;
      if (on) waiting?.end('terminated');
    },
    async getUpdates(params, gone) {
      if (webhook.isSet()) throw conflict(WEBHOOK);
      waiting?.end('terminated');
      if (conflicting) throw conflict(TERMINATED);
      allow(params);
      const limit = Math.min(100, Math.max(1, numberField(params, 'limit') || 100));
      const timeout = Math.min(50, Math.max(0, numberField(params, 'timeout')));
      const offset = numberField(params, 'offset');
      confirm(offset);
      const found = take(limit);
      if (found.length > 0 || timeout === 0) return found;
      const end = await wait(timeout, gone);
      if (end === 'terminated') throw conflict(TERMINATED);
      if (end === 'replaced') throw conflict(REPLACED);
      if (offset > 0) confirm(offset);
      return take(limit);
    },
    setWebhook(params) {
      if (textField(params, 'url') === '') webhook.remove();
      else webhook.set(params);
      allow(params);
      if (booleanField(params, 'drop_pending_updates')) queue = [];
      if (webhook.isSet()) waiting?.end('replaced');
      return true;
    },
    deleteWebhook(params) {
      webhook.remove();
      if (booleanField(params, 'drop_pending_updates')) queue = [];
      return true;
    },
    webhookInfo: () => ({
      ...webhook.info(),
      pending_update_count: queue.length,
      ...(allowed && allowed.length > 0 ? { allowed_updates: allowed } : {}),
    }),
    webhook,
    close() {
      waiting?.end('timeout');
      webhook.close();
    },
  };
}
