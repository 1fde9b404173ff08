import type { Random } from './random.ts';

/** What happens in a round of tools and due times: calls that read, calls that wait for leave, and reminders. */

export type ToolAsk = 'read' | 'reads' | 'write' | 'writes' | 'both' | 'after';

export type Leave = 'once' | 'always' | 'no';

/** `place`: of those there are. */
export type ToolAct =
  /**
   * Presses a button under the newest open question of leave there. `twice`: and the same button again. `cut`: and the one for the
   * whole conversation, and stops the first of them once a call is at work.
   */
  | { do: 'leave'; place: number; how: Leave; twice: boolean; cut?: true }
  | { do: 'remind'; place: number; minutes: number }
  /** The server defines its tools in other words from now on. */
  | { do: 'terms' };

/** Calls of each message of the model: `r` reads, `w` writes. */
export const rounds: Readonly<Record<ToolAsk, readonly string[]>> = {
  read: ['r'],
  reads: ['rrr'],
  write: ['w'],
  writes: ['ww'],
  both: ['rw'],
  after: ['r', 'w'],
};

export const isToolAsk = (ask: string): ask is ToolAsk => Object.hasOwn(rounds, ask);

/** Places of such a round: in the first ones history is judged by its order, in the others people steer. */
export const TOOLS = { plain: 4, steered: 4 } as const;
/** So many times as fast the bot's clock runs: a minute of a reminder takes six seconds. */
export const TOOLS_SPEED = 10;
/** Longest time that a deed takes, ms. */
export const DEED_MS = 500;

type ToolStep = { at: number } & ToolAct;
type Spread = (everyMs: number, first: number, act: (random: Random) => ToolAct) => ToolStep[];

const ALL = TOOLS.plain + TOOLS.steered;
/** Places in which a tool may be allowed for the whole conversation. */
const LASTING = [TOOLS.plain - 1, ALL - 1];

/** `control`: name of the safeguard that is missing. */
export function toolSteps(spread: Spread, control: string | undefined): ToolStep[] {
  const everyMs = control === 'unread-terms' ? 2500 : control ? 500 : 1500;
  const leaves = spread(everyMs, 1500, (r) => {
    const place = r.int(0, ALL - 1);
    const how = r.weighted<Leave>([
      [control ? 9 : 4, 'once'],
      [3, LASTING.includes(place) ? 'always' : 'once'],
      [2, 'no'],
    ]);
    // What is cut at work leaves its question, and the other press finds it.
    if (control === 'unkept-decisions') return { do: 'leave', place, how: 'once', twice: false, cut: true };
    return { do: 'leave', place, how, twice: r.chance(0.4) };
  });
  const reminders = spread(3500, 300, (r) => ({ do: 'remind', place: r.int(0, ALL - 1), minutes: r.int(1, 2) }));
  const terms = spread(control ? 2500 : 30_000, 3000, () => ({ do: 'terms' }));
  return [...leaves, ...(control ? [] : reminders), ...(control && control !== 'unread-terms' ? [] : terms)];
}

/** What is said: mostly what waits for leave. */
export function sayTools(random: Random, control: boolean): { do: 'say'; place: number; ask: ToolAsk | 'streamed' } {
  const ask = random.weighted<ToolAsk | 'streamed'>([
    [control ? 200 : 50, 'write'],
    [8, 'writes'],
    [10, 'both'],
    [10, 'after'],
    [14, 'read'],
    [12, 'reads'],
    [8, 'streamed'],
  ]);
  return { do: 'say', place: random.int(0, ALL - 1), ask };
}
