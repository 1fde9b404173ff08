import * as v from 'valibot';
import type { JobRunner } from '../background/jobs.ts';
import type { Batch, BatchService, Clock, Documents, Log } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import type { BatchStore } from './store.ts';

/**
 * Care of what services were given. Once a batch has ended, is forgotten, or goes on elsewhere, its service is made to stop.
 * Nothing of it is left there.
 */
export interface HandedOver {
  /** Notes that a service is given a batch under `id`. It is durable when this resolves; twice is once. */
  note(batch: Batch, id: string): Promise<void>;
  /** Looks after a batch that has ended at once, and not within minutes. */
  letGo(batch: Batch): Promise<void>;
}

export interface HandedOverParts {
  documents: Pick<Documents, 'getMany' | 'compareAndSet' | 'deleteMany'>;
  store: Pick<BatchStore, 'read'>;
  jobs: Pick<JobRunner, 'handle' | 'add'>;
  service: BatchService;
  clock: Clock;
  log: Log;
}

/** Pauses between looks whether a batch is still wanted, whether it has stopped, and after failures, ms. */
const [WANTED_MS, STOPPING_MS, FAILED_MS] = [300_000, 20_000, 600_000];
/** Time in which a batch that is being made may turn up, ms. */
const FRESH_MS = 15 * 60_000;
/** Time after which nothing of it is at the service any more, ms: its files go by themselves. */
const OVER_MS = 8 * 86_400_000;

const KIND = 'handed-over';
const BOUNDS = { attempts: 20, timeMs: 10 * 60_000, parallel: 2, leaseMs: 6000 };

/** The job outlives what is known of the person: it has the id alone, which says nothing of anybody. */
const payloadShape = v.object({ id: v.string(), at: v.number() });

const tieShape = v.object({ v: v.literal(1), batch: v.string() });
/** Key of the document that ties an id to its batch. It is the asker's, and forgotten with them. */
const tieKey = (id: string) => `batch-tie|${id}`;

export function createHandedOver(parts: HandedOverParts): HandedOver {
  const { documents, store, jobs, service, clock, log } = parts;

  async function isWanted(id: string): Promise<boolean> {
    const [tie] = await documents.getMany([tieKey(id)]);
    const batch = v.is(tieShape, tie) ? await store.read(tie.batch) : undefined;
    return batch?.service?.id === id && !batch.ended;
  }

  /** Has the service stop, then deletes what it keeps; a time where that is not all yet. */
  async function clear(id: string, at: number, signal: AbortSignal): Promise<number | undefined> {
    const name = await service.find(id, signal);
    if (name !== undefined) {
      const { state } = await service.look(name, signal);
      if (state === 'working') {
        await service.cancel(name, signal);
        return clock.now() + STOPPING_MS;
      }
    }
    await service.discard(id, name, signal);
    if (name === undefined && clock.now() - at < FRESH_MS) return at + FRESH_MS;
    await documents.deleteMany([tieKey(id)]);
    return undefined;
  }

  async function work({ payload }: { payload: unknown }, signal: AbortSignal): Promise<number | undefined> {
    const { id, at } = v.parse(payloadShape, payload);
    if (await isWanted(id)) return clock.now() + WANTED_MS;
    if (clock.now() - at > OVER_MS) return undefined;
    try {
      return await clear(id, at, signal);
    } catch (error) {
      if (signal.aborted || !isFault(error) || isFault(error, 'storage')) throw error;
      log.warn({ error }, 'What the model service keeps of a batch could not be deleted yet');
      return clock.now() + FAILED_MS;
    }
  }

  jobs.handle(KIND, work, BOUNDS);

  return {
    async note({ id: batch, asked }, id) {
      const owner = { conversation: asked.conversation, person: asked.actor.id };
      const tie = { key: tieKey(id), value: { v: 1, batch }, ttl: OVER_MS, owner };
      await documents.compareAndSet([{ key: tie.key, value: undefined }], [tie]);
      await jobs.add({ kind: KIND, key: id, payload: { id, at: clock.now() }, payer: '' });
    },
    async letGo({ service: given }) {
      if (!given) return;
      const { id, at } = given;
      await jobs.add({ kind: KIND, key: `${id} now`, payload: { id, at }, payer: '' });
    },
  };
}
