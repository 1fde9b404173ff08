import type { KeptFile, ServiceItem, Step, ToolCall } from '../ports/index.ts';
import { REWORDED } from './prompts.ts';

/** Rounds of an answer with tools, as its steps tell them: before a crash, and after one. */

/** One message of the model that calls tools, and what came of the calls. */
export interface Round {
  readonly text: string;
  /** As in Step. */
  readonly foreign?: true;
  /** Pictures that the service drew for it. */
  readonly files?: readonly KeptFile[];
  readonly items: readonly ServiceItem[];
  readonly calls: readonly ToolCall[];
  /** Ids of the calls that were begun, of those that change something. */
  readonly begun: ReadonlySet<string>;
  readonly results: ReadonlyMap<string, Result>;
}

export type Result = Omit<Extract<Step, { type: 'result' }>, 'type' | 'call'>;

export interface Journal {
  readonly rounds: readonly Round[];
  /** All steps, those that a crash may lose among them. */
  readonly steps: readonly Step[];
  /** All calls of all rounds, in order. */
  calls(): readonly ToolCall[];
  /** Calls of the last round that have no result. One that was begun may have run: it is never run again. */
  open(): { call: ToolCall; isUnknown: boolean }[];
  /** Takes a step once it is durable. */
  take(step: Step): Promise<void>;
  /** Takes a step that a crash may lose: then it is taken once more. */
  takeLoosely(step: Step): void;
}

/**
 * Goes on with the rounds that an attempt before has left.
 * @param write makes a step durable; rejects where the question is another one by now
 */
export function openJournal(steps: readonly Step[], write: (step: Step) => Promise<void>): Journal {
  let rounds: readonly Round[] = [];
  const taken: Step[] = [];
  const takeLoosely = (step: Step) => {
    taken.push(step);
    rounds = withStep(rounds, step);
  };
  for (const step of steps) takeLoosely(step);
  return {
    get rounds() {
      return rounds;
    },
    steps: taken,
    calls: () => rounds.flatMap(({ calls }) => calls),
    open() {
      const { calls = [], results, begun } = rounds.at(-1) ?? {};
      return calls
        .filter(({ id }) => !results?.has(id))
        .map((call) => ({ call, isUnknown: begun?.has(call.id) ?? false }));
    },
    async take(step) {
      await write(step);
      takeLoosely(step);
    },
    takeLoosely,
  };
}

/** The rounds once another step was taken. What belongs to no round is left out. */
function withStep(rounds: readonly Round[], step: Step): readonly Round[] {
  const last = rounds.at(-1);
  if (step.type === 'round') {
    const { type: _, ...said } = step;
    return [...rounds, { ...said, begun: new Set(), results: new Map() }];
  }
  if (!last) return rounds;
  if (step.type === 'reworded') return rounds.with(-1, ended(last)).map(withoutSaid);
  if (step.type === 'begun') return rounds.with(-1, { ...last, begun: new Set(last.begun).add(step.call) });
  const { type: _, call, ...result } = step;
  return rounds.with(-1, { ...last, results: new Map(last.results).set(call, result) });
}

/** Ends a round of an earlier wording: its calls that were not begun are made no more. */
function ended(round: Round): Round {
  const unmade = round.calls.filter(({ id }) => !round.begun.has(id) && !round.results.has(id));
  const results = unmade.map(({ id }): [string, Result] => [id, { text: REWORDED, isError: true }]);
  return { ...round, results: new Map([...round.results, ...results]) };
}

/** A round without what it has of the answer to an earlier wording: its words, and pictures between them. */
function withoutSaid({ files: _, ...round }: Round): Round {
  return { ...round, text: '' };
}

/** A step of an answer that is kept: its files and what it cost are the answer's by now. */
export function settled(step: Step): Step {
  if (step.type === 'begun' || step.type === 'reworded') return step;
  if (step.type === 'round') {
    const { files: _, ...round } = step;
    return round;
  }
  const { files: _, drawn: _drawn, usage: _usage, ...result } = step;
  return result;
}

/** Tells whether a call that changes something was at work when its process ended. */
export function isInDoubt(steps: readonly Step[]): boolean {
  // Some servers give the calls of each round the same ids.
  const open = new Set<string>();
  for (const step of steps) {
    if (step.type === 'begun') open.add(step.call);
    if (step.type === 'result') open.delete(step.call);
  }
  return open.size > 0;
}

/** Words of the answer so far: those of each round are paragraphs of their own. */
export function wordsOf(rounds: readonly Pick<Round, 'text'>[]): string {
  return rounds.reduce((said, { text }) => said + paragraph(said, text), '');
}

/** Words that follow others, from the first of a round on. */
export function paragraph(said: string, text: string): string {
  return said === '' || text === '' ? text : `\n\n${text}`;
}
