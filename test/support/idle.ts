import type { Seams } from '../../src/composition/seams.ts';
import type { Clock } from '../../src/ports/index.ts';
import { openRows } from '../chaos/kept.ts';
import type { StandIns } from './stand-ins.ts';

/** Knows what is still going on, so that "nothing more comes" need not be guessed by the time that has passed. */
export interface Watch {
  /** Calls under way, events not taken in yet, open turns and running waits, in words. */
  busy(): string[];
  /** Counts up with whatever happens. */
  activity(): number;
}

/** How often, and how far apart, nothing must be going on: what runs between two waits is in no list for a moment. */
export interface Looks {
  times: number;
  apartMs: number;
}

/** The bot is in this process: what it does next follows within a few rounds of the event loop. */
const within: Looks = { times: 4, apartMs: 5 };
/** It is in a process of its own, and another one may have the processor. */
export const apart: Looks = { times: 8, apartMs: 25 };

/** Time until the next look while something goes on, ms: a look opens the store, and costs as much as a test's own work. */
const BUSY_MS = 20;

/** A wait that takes so much longer has stalled, ms. */
const STALL_MS = 10;

/** Resolves once nothing goes on any more; rejects with what does when that takes longer than `limitMs`. */
export async function untilIdle({ busy, activity }: Watch, limitMs: number, looks = within): Promise<void> {
  const end = performance.now() + limitMs;
  let before = Number.NaN;
  let calm = 0;
  for (;;) {
    const now = busy();
    const count = activity();
    calm = now.length === 0 && count === before ? calm + 1 : 0;
    before = count;
    if (calm >= looks.times) return;
    if (performance.now() > end) throw new Error(`not idle after ${limitMs} ms: ${now.join('; ') || 'never calm'}`);
    const from = performance.now();
    const ms = now.length > 0 ? Math.max(BUSY_MS, looks.apartMs) : looks.apartMs;
    await new Promise((resolve) => setTimeout(resolve, ms));
    // A process that got no processor meanwhile has not shown that nothing goes on.
    if (performance.now() - from > ms + STALL_MS) calm = Math.max(0, calm - 1);
  }
}

/** What the services see: calls they have not answered, and events the bot has not taken in. */
export function watchServices({ telegram, discord, openai }: StandIns): Watch {
  return {
    busy: () => [...telegram.busy(), ...discord.busy(), ...openai.busy()],
    activity: () => telegram.calls.length + discord.calls.length + openai.requests.length,
  };
}

/** Turns that are not closed, as the store has them. */
export function watchStore(store: string): Watch {
  return { busy: () => openRows(store), activity: () => 0 };
}

/** A longer wait is the limit of something else, which is seen itself, and no work of its own, ms. */
export const LIMIT_MS = 10_000;

/** What is seen from within the bot's process. */
export interface InnerWatch extends Watch {
  clock: Clock;
  seams: Seams;
  /** Batches that are being taken in, and nothing else. */
  wayIn: Watch;
}

/** Stands around the clock and the way in; the bot is not changed by it. */
export function watchInside(clock: Clock, seams: Seams = {}): InnerWatch {
  const sleeping = new Set<string>();
  let slept = 0;
  let received = 0;
  let receiving = 0;
  const inTransit = () => (receiving > 0 ? [`${receiving} batches are being received`] : []);
  return {
    busy: () => [...inTransit(), ...sleeping],
    activity: () => slept + received,
    wayIn: { busy: inTransit, activity: () => received },
    clock: {
      ...clock,
      async sleep(ms, signal) {
        slept += 1;
        const name = `wait ${slept} of ${ms} ms`;
        if (ms < LIMIT_MS) sleeping.add(name);
        try {
          await clock.sleep(ms, signal);
        } finally {
          sleeping.delete(name);
        }
      },
    },
    seams: {
      ...seams,
      receive(receive, inbox) {
        const through = seams.receive ? seams.receive(receive, inbox) : receive;
        return async (...batch) => {
          received += 1;
          receiving += 1;
          try {
            return await through(...batch);
          } finally {
            receiving -= 1;
          }
        };
      },
    },
  };
}

/** All of these as one. */
export function together(...watches: Watch[]): Watch {
  return {
    busy: () => watches.flatMap((watch) => watch.busy()),
    activity: () => watches.reduce((sum, watch) => sum + watch.activity(), 0),
  };
}
