import type { Seams } from '../../src/seams.ts';
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

export type Point = (typeof points)[number];

export interface Armed {
  point: Point;
  /** The how-manieth time from now. */
  nth: number;
}

/** Stands at every step: dies there when told to, and takes a moment, so that kills from outside find the gaps too. */
export function createPoints(stretchMs: number): {
  arm(armed: Armed): void;
  seams: Required<Pick<Seams, 'inbox' | 'conversations'>>;
} {
  let armed: Armed | undefined;

  async function pass(point: Passed): Promise<void> {
    if (armed?.point === point) {
      armed.nth -= 1;
      if (armed.nth <= 0) process.kill(process.pid, 'SIGKILL');
    }
    if (stretchMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * stretchMs));
  }

  return {
    arm(next) {
      armed = next;
    },
    seams: stepSeams(pass),
  };
}
