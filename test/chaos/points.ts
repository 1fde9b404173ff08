import type { Seams } from '../../src/composition/seams.ts';
import type { Claim, Step } from '../../src/ports/index.ts';
import { changed, type Point as Passed, stepSeams } from '../support/steps.ts';

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
  'claim',
  'settle:before',
  'settle:after',
  'apply:before',
  'accept:after',
] as const;

type ToolStep = Step['type'] | 'decided';
type BehindStep = 'begin' | 'tried' | 'keep' | 'change' | 'summarise';

export type Point = (typeof points)[number] | (typeof behindPoints)[number] | (typeof toolPoints)[number];

export interface Armed {
  point: Point;
  /** The how-manieth time from now. */
  nth: number;
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
      if (armed.nth <= 0) process.kill(process.pid, 'SIGKILL');
    }
    if (stretchMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * stretchMs));
  }

  async function within<T>(step: BehindStep | ToolStep, take: () => Promise<T>): Promise<T> {
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
      inbox(inbox) {
        const passed = seams.inbox(inbox);
        const journalled = (claim: Claim) =>
          changed(claim, { journal: (step, version) => within(step.type, () => claim.journal(step, version)) });
        return {
          ...passed,
          work: (handler, ...rest) => passed.work((claim) => handler(journalled(claim)), ...rest),
        };
      },
      conversations: (conversations) => ({
        ...seams.conversations(conversations),
        apply(applied, events) {
          const { apply } = seams.conversations(conversations);
          const isDecision = events.some(({ type }) => type === 'decided');
          return isDecision ? within('decided', () => apply(applied, events)) : apply(applied, events);
        },
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
