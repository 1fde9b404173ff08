import { setTimeout as sleep } from 'node:timers/promises';
import type { Seams } from '../../src/composition/seams.ts';
import { type Point as Passed, stepSeams } from '../support/steps.ts';

/** Steps of the order of work at which the process can be made to kill itself. */
export const points = [
  'accept:before',
  'accept:after',
  'claim',
  'record:before',
  'record:after',
  'settle:before',
  'settle:after',
  'apply:before',
  'apply:after',
  'close:before',
  'close:after',
] as const satisfies readonly Passed[];

/** The same of work behind people's turns. */
export const behindPoints = [
  'begin:before',
  'begin:after',
  'tried:before',
  'tried:after',
  'keep:before',
  'keep:after',
  'change:before',
  'change:after',
  'summarise:before',
  'summarise:after',
] as const;

/** The same of calls of tools, and of leave for them. */
export const toolPoints = [
  'round:before',
  'round:after',
  'begun:before',
  'begun:after',
  'begun:after',
  'result:before',
  'result:before',
  'result:after',
  'decided:before',
  'decided:after',
  'stopped:before',
  'stopped:after',
  'claim',
  'settle:before',
  'settle:after',
  'apply:before',
  'accept:after',
] as const satisfies readonly Passed[];

type BehindStep = 'begin' | 'tried' | 'keep' | 'change' | 'summarise';

export type Point = (typeof points)[number] | (typeof behindPoints)[number] | (typeof toolPoints)[number];

export interface Armed {
  point: Point;
  /** The how-manieth time from now. */
  nth: number;
  /** Time that it stands there before it dies, while whatever else is under way comes to its end, ms. */
  holdMs?: number;
}

/** Stands at every step: dies there when told to, and takes a moment, so that kills from outside find the gaps too. */
export function createPoints(stretchMs: number): {
  arm(armed: Armed): void;
  seams: Required<Pick<Seams, 'inbox' | 'conversations' | 'batches'>>;
} {
  let armed: Armed | undefined;

  async function pass(point: Passed | Point): Promise<void> {
    if (armed?.point === point) {
      armed.nth -= 1;
      if (armed.nth <= 0) {
        if (armed.holdMs !== undefined) await sleep(armed.holdMs);
        process.kill(process.pid, 'SIGKILL');
      }
    }
    if (stretchMs > 0) await sleep(Math.random() * stretchMs);
  }

  async function within<T>(step: BehindStep, take: () => Promise<T>): Promise<T> {
    await pass(`${step}:before`);
    const result = await take();
    await pass(`${step}:after`);
    return result;
  }

  const seams = stepSeams(pass);
  return {
    arm(next) {
      armed = next;
    },
    seams: {
      inbox: seams.inbox,
      conversations: (conversations) => ({
        ...seams.conversations(conversations),
        summarise: (...call) => within('summarise', () => conversations.summarise(...call)),
      }),
      batches: (store) => ({
        ...store,
        begin: (...call) => within('begin', () => store.begin(...call)),
        tried: (...call) => within('tried', () => store.tried(...call)),
        keep: (...call) => within('keep', () => store.keep(...call)),
        change: (...call) => within('change', () => store.change(...call)),
      }),
    },
  };
}
