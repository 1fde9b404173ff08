import * as v from 'valibot';
import type { JobRunner } from '../background/jobs.ts';
import type { Locales } from '../locales/index.ts';
import type {
  Batch,
  BatchAct,
  BatchEnd,
  BatchLine,
  BatchOrder,
  BatchService,
  Clock,
  Command,
  Documents,
  Inbox,
  Job,
  Log,
  Model,
  ModelCatalog,
  OutgoingFile,
} from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { createHandedOver } from './handed-over.ts';
import type { Sliced } from './slice.ts';
import type { BatchStore } from './store.ts';
import { progressTask, resultTask } from './tasks.ts';

export interface BatchesParts {
  documents: Pick<Documents, 'getMany' | 'compareAndSet' | 'deleteMany'>;
  jobs: Pick<JobRunner, 'handle' | 'add'>;
  store: BatchStore;
  inbox: Pick<Inbox, 'accept'>;
  model: Pick<Model, 'stream'>;
  models: Pick<ModelCatalog, 'noteRefusal' | 'acceptedParameters'>;
  locales: Locales;
  clock: Clock;
  log: Log;
  /** Instructions of the operator, which hold for every prompt. */
  system: string;
  /** Tells whether the asker may use batches at the place now. */
  mayUse(task: Command, signal: AbortSignal): Promise<boolean>;
  /** Batch endpoint of services, for what is asked later. */
  service: BatchService;
}

/** Turn that does something to a batch. */
export interface BatchTurn {
  /** Id of the turn. */
  id: string;
  /** Person whose it is, and place; the target reaches that place for good. */
  asked: Batch['asked'];
}

/** Numbers of a batch's lines. */
export interface Tally {
  answered: number;
  failed: number;
  open: number;
}

/** Batches, as turns begin, show and end them. All else happens in the background. */
export interface Batches {
  /** Does what a turn says to a batch; the same when it is done twice. */
  apply(turn: BatchTurn, act: BatchAct): Promise<void>;
  /** Ends batches without a word whose question was taken away; `id`: of the turn that began it. */
  takeAway(id: string): Promise<void>;
  /** Batch with the numbers of its lines. `done` are worked off here or at the service. Undefined where it is not kept any more. */
  look(id: string): Promise<(Tally & { batch: Batch; done: number }) | undefined>;
  /** File of the answers, of at most `most` bytes; undefined where they are not kept any more. */
  answers(id: string, most: number): Promise<OutgoingFile | undefined>;
  /** Tells whether the service of this model takes batches. */
  offersLater(model: string, signal: AbortSignal): Promise<boolean>;
}

const KIND = 'batch';
/** A slice begins no line after a minute, and no call to a model takes longer than the rest of this. */
const BOUNDS = { attempts: 100_000, timeMs: 30 * 60_000, parallel: 1, leaseMs: 6000 };
/** Edits of a batch's bubble: time between two, ms, and most of all. */
const EDIT_MS = 10_000;
const EDITS = 20;

const payloadShape = v.object({ id: v.string() });

export function createBatches(parts: BatchesParts): Batches {
  const { jobs, store, inbox, clock, service } = parts;
  const handedOver = createHandedOver(parts);
  /** Batches that are worked on. */
  const running = new Map<string, AbortController>();

  async function begin({ id, asked }: BatchTurn, { rows, ...order }: BatchOrder): Promise<void> {
    await store.begin({ v: 1, id, ...order, lines: rows.length, asked, at: clock.now() }, rows);
    const { actor, conversation } = asked;
    await jobs.add({ kind: KIND, key: id, payload: { id }, payer: actor.id, conversation });
  }

  /** Ends a batch, the first reason counts, and has its answers shown. */
  async function end(id: string, why: BatchEnd): Promise<void> {
    await store.change(id, (batch) => (batch.ended ? undefined : { ...batch, ended: { why, at: clock.now() } }));
    running.get(id)?.abort(OVER);
    const batch = await store.read(id);
    if (!batch) return;
    await show(batch);
    await handedOver.letGo(batch);
  }

  /** Has the end of a batch shown, once however often it is asked for. */
  async function show(batch: Batch): Promise<void> {
    const now = clock.now();
    const last = progressTask(batch, `batch:${batch.id}:over`, now);
    await inbox.accept([...(last ? [last] : []), resultTask(batch, now)]);
  }

  async function work(
    { payload }: Job,
    signal: AbortSignal,
    standBack: () => Promise<void>,
  ): Promise<number | undefined> {
    const { id } = v.parse(payloadShape, payload);
    const batch = await store.read(id);
    if (!batch || batch.delivered) return undefined;
    if (batch.ended) return void (await show(batch));
    const { task } = resultTask(batch, clock.now());
    if (task?.kind === 'command' && !(await parts.mayUse(task, signal))) return void (await end(id, 'denied'));
    const stopping = new AbortController();
    running.set(id, stopping);
    try {
      const result = await slice(batch, AbortSignal.any([signal, stopping.signal]), standBack);
      if ('again' in result) return result.again;
      return void (await end(id, result.ended));
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
      return clock.now();
    } finally {
      running.delete(id);
    }
  }

  async function slice(batch: Batch, signal: AbortSignal, standBack: () => Promise<void>): Promise<Sliced> {
    const { createHands } = await import('./hands.ts');
    const count = await tally(batch);
    let done = count.answered + count.failed;
    const hands = createHands({ ...parts, handedOver }, batch, {
      standBack,
      kept: async () => {
        done += 1;
        await progressed(batch, done);
      },
    });
    const sliced = await hands.workOff(signal);
    const { service: given } = (await store.read(batch.id)) ?? {};
    if (given?.done !== undefined) await progressed(batch, given.done);
    return sliced;
  }

  /** Shows how far a batch is, where enough has happened since the last time. */
  async function progressed({ id }: Batch, done: number): Promise<void> {
    const now = clock.now();
    const batch = await store.change(id, (stored) => {
      const { shown = { edits: 0, at: stored.at, done: 0 }, lines, ended } = stored;
      const isEnough = now - shown.at >= EDIT_MS && done - shown.done >= lines / EDITS && done < lines;
      if (ended || !isEnough || shown.edits >= EDITS) return undefined;
      return { ...stored, shown: { edits: shown.edits + 1, at: now, done } };
    });
    const task = batch && progressTask(batch, `batch:${id}:${batch.shown?.edits ?? 0}`, now);
    if (task) await inbox.accept([task]);
  }

  async function tally(batch: Batch): Promise<Tally> {
    const count = { answered: 0, failed: 0, open: 0 };
    for await (const { line } of store.lines(batch)) {
      if (!line?.outcome) count.open += 1;
      else if ('answer' in line.outcome) count.answered += 1;
      else count.failed += 1;
    }
    return count;
  }

  jobs.handle(KIND, work, BOUNDS);

  return {
    async apply(turn, act) {
      if (act.act === 'begin') await begin(turn, act.order);
      else if (act.act === 'stop') await end(act.id, 'stopped');
      else {
        const batch = await store.change(act.id, ({ template: _, ...kept }) => ({ ...kept, delivered: true }));
        if (batch) await store.deleteLines(batch);
      }
    },

    async takeAway(id) {
      const batch = await store.read(id);
      await store.forget(id);
      running.get(id)?.abort(OVER);
      if (batch) await handedOver.letGo(batch);
    },

    async look(id) {
      const batch = await store.read(id);
      if (!batch) return undefined;
      const count = await tally(batch);
      return { batch, ...count, done: Math.max(count.answered + count.failed, batch.service?.done ?? 0) };
    },

    async answers(id, most) {
      const batch = await store.read(id);
      if (!batch || batch.delivered) return undefined;
      const lines: BatchLine[] = [];
      for await (const { line } of store.lines(batch)) if (line) lines.push(line);
      const { writeAnswers } = await import('./files/write.ts');
      const texts = parts.locales.texts(batch.language);
      const notes = {
        open: texts('batch.line.open'),
        cut: texts('batch.line.cut'),
        filtered: texts('batch.line.filtered'),
      };
      return lines.length === 0
        ? undefined
        : writeAnswers({ form: batch.form, lines, model: batch.model, notes, most });
    },

    offersLater: (model, signal) => service.offers({ model }, signal),
  };
}
