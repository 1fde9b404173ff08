import * as v from 'valibot';
import {
  type Final,
  type OpenTurn,
  type Receipt,
  receiptSchema,
  type Step,
  stepSchema,
  type Task,
  type TaskFacts,
  type TaskReader,
} from '../../ports/index.ts';
import { asNow, isStoredFinal } from './earlier-final.ts';

/** Row of a turn, of a receipt or of a step as a store hands it out, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Open turn as it is in memory; its row says the same. */
export interface StoredTurn {
  /** Grows in the order of acceptance, over restarts too. */
  readonly id: number;
  /** Ordering key the turn was accepted with. */
  readonly queue: string;
  /** Replaced when its prompt is edited, and `facts` with it. */
  task: Task;
  facts: TaskFacts;
  readonly acceptedAt: number;
  /** Number of the last claim. */
  fence: number;
  attempt: number;
  deaths: number;
  isolatedDeaths: number;
  /** Shares spent on calls that cost money, over all attempts. */
  spent: number;
  /** Somebody has claimed it, with nothing else running beside it or among others. */
  running: Running;
  stopped: boolean;
  /** True when its prompt was deleted. */
  forgotten: boolean;
  /** Number of changes to what is to be answered, since the start. */
  promptVersion: number;
  /** Handed out, since the start, as its task is now. */
  begun: boolean;
  final: Final | undefined;
  /** By part, ascending. */
  receipts: readonly Receipt[];
  /** Steps of its answer so far, as they are stored. */
  steps: readonly Step[];
  /** Closed or taken over, though its handler has not returned yet. */
  closed: boolean;
  /** True when its receipts or its final answer could not be written down. Here they count all the same. */
  unsaved: boolean;
  /** Number of times a handler returned without closing it, since the start. */
  failures: number;
}

/** Values of the column `running`. */
export const IDLE = 0;
export const AMONG_OTHERS = 1;
export const ISOLATED = 2;
type Running = typeof IDLE | typeof AMONG_OTHERS | typeof ISOLATED;

/**
 * Shares that a turn counts as having spent once it was claimed. They are not written apart, which saves a commit for each
 * answer. A first attempt that was killed before its call counts as one that made it.
 */
export const TAKEN_FOR_GRANTED = 1;

/** Turn that nobody has claimed yet. */
export function newTurn(id: number, task: Task, facts: TaskFacts, acceptedAt: number): StoredTurn {
  return {
    id,
    queue: facts.queue,
    task,
    facts,
    acceptedAt,
    fence: 0,
    attempt: 0,
    deaths: 0,
    isolatedDeaths: 0,
    spent: 0,
    running: IDLE,
    stopped: false,
    forgotten: false,
    promptVersion: 0,
    begun: false,
    final: undefined,
    receipts: [],
    steps: [],
    closed: false,
    unsaved: false,
    failures: 0,
  };
}

/** Open turn as others are told of it. */
export function openTurnOf({ id, task, final, forgotten, stopped, promptVersion, begun }: StoredTurn): OpenTurn {
  return { id: id.toString(36), task, ...(final ? { final } : {}), forgotten, stopped, promptVersion, begun };
}

/**
 * Reads a row of `turns`; undefined when its task cannot be made out any more. A turn that was running has seen its process
 * die. That is counted here and written with the next claim, so that a death is never counted twice.
 */
export function readTurn(
  row: Row,
  { receipts, steps }: { receipts: readonly Receipt[]; steps: readonly (Step | undefined)[] },
  reader: TaskReader,
): StoredTurn | undefined {
  const stored = parse(row['inbound']);
  const task = reader.read(stored);
  if (!task) return undefined;
  const final = parse(row['final']);
  const running = Number(row['running']);
  const attempt = Number(row['attempt']);
  return {
    ...newTurn(Number(row['id']), task, reader.facts(task), Number(row['accepted_at'])),
    fence: Number(row['fence']),
    attempt,
    deaths: Number(row['deaths']) + (running === IDLE ? 0 : 1),
    isolatedDeaths: Number(row['alone_deaths']) + (running === ISOLATED ? 1 : 0),
    spent: Math.max(Number(row['spent']), attempt > 0 ? TAKEN_FOR_GRANTED : 0),
    stopped: Number(row['stopped']) === 1,
    forgotten: Number(row['stopped']) === 2,
    final: isStoredFinal(final) ? asNow(final, stored) : undefined,
    receipts,
    steps: untilDamage(steps),
  };
}

/** Reads a row of `receipts`; undefined when it is damaged. */
export function readReceipt(row: Row): Receipt | undefined {
  const receipt = parse(row['receipt']);
  return v.is(receiptSchema, receipt) ? receipt : undefined;
}

const REWORDED: Step = { type: 'reworded' };

/**
 * Steps that another wording of the question goes on with: none, or all of them where something has been changed by then. Else it
 * could be changed once more, and nobody would be told.
 */
export function stepsReworded(steps: readonly Step[]): readonly Step[] {
  return steps.some(({ type }) => type === 'begun') ? [...steps, REWORDED] : [];
}

/** Reads a row of `steps`; undefined when it is damaged. */
export function readStep(row: Row): Step | undefined {
  const step = parse(row['step']);
  return v.is(stepSchema, step) ? step : undefined;
}

/**
 * Steps up to the first that cannot be read: what came behind it stands for nothing without it. It may have
 * been the beginning of a call. So the open calls of the round before it count as begun, and none is run again.
 */
function untilDamage(steps: readonly (Step | undefined)[]): Step[] {
  const whole = steps.filter((step) => step !== undefined);
  const damaged = steps.indexOf(undefined);
  if (damaged < 0) return whole;
  const sound = whole.slice(0, damaged);
  const calls = sound.findLast((step) => step.type === 'round')?.calls ?? [];
  return [...sound, ...calls.map(({ id }): Step => ({ type: 'begun', call: id }))];
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
