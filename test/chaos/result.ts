import type { Actors } from './acts.ts';
import type { End } from './child.ts';
import type { Service } from './faults.ts';
import type { Violation } from './judge.ts';
import { shownOf, underWay } from './judge-batch.ts';
import { shownOfReminder, UNKNOWN } from './judge-tools.ts';
import type { Outcome } from './outcomes.ts';
import type { Plan } from './schedule.ts';
import { DEED_MS } from './schedule-tools.ts';

/** Work behind people's turns, in numbers. */
export interface Behind {
  batches: number;
  /** Batches that ended in a file of answers. */
  results: number;
  lines: number;
  /** Times that a line was asked. */
  asked: number;
  /** Kills while a batch was worked on. */
  kills: number;
  /** Summaries that were made, and requests that had one. */
  folds: number;
  summarised: number;
}

/** Calls of tools and due times, in numbers. */
export interface Used {
  /** Calls that waited for leave, those that were begun, and those whose answer says that nobody knows of them. */
  proposed: number;
  done: number;
  cut: number;
  reads: number;
  /** Kills between a press that allowed a call and the model's hearing of it, and those while it was at work. */
  kills: number;
  within: number;
  /** Due times that were shown. */
  due: number;
}

/** What a round came to. */
export interface Result {
  plan: Plan;
  violations: Violation[];
  said: number;
  answered: number;
  errors: number;
  kills: number;
  restarts: number;
  faults: Map<string, number>;
  orphans: number;
  lostCreates: number;
  /** The same of Discord's follow-ups, which have no nonce. */
  followUps: { orphans: number; lost: number };
  /** Penalties that one process waited out, the platform's seconds. */
  outlasted: readonly number[];
  modelCalls: number;
  /** What was done behind people's turns. */
  behind: Behind;
  used: Used;
  ms: number;
  /** The last the bot printed; for reading when something is wrong. */
  tail: string;
  /** What happened when, in one line each. */
  trace: string[];
  /** What became of the turns that violations are about, in one line each. */
  stories: ReadonlyMap<Violation, string[]>;
}

export function resultOf(
  plan: Plan,
  actors: Actors,
  results: readonly Outcome[],
  violations: Violation[],
  trace: string[],
  ms: number,
): Omit<Result, 'stories'> {
  const { engine, model, child } = actors;
  const ends = (how: End['how']) => child.ends.filter((end) => end.how === how).length;
  const countOf = (service: Service) => ({
    orphans: results
      .filter(({ turn }) => turn.place.service === service)
      .reduce((sum, { orphans }) => sum + orphans, 0),
    lostCreates: [...engine.made.values()].filter((made) => made.service === service && made.lost).length,
  });
  if (model.broken() > 0) engine.faults.set('model stream', model.broken());
  return {
    plan,
    violations,
    said: results.length,
    answered: results.filter(({ reading }) => reading?.whole && reading.ended !== 'error').length,
    errors: results.filter(({ reading }) => reading?.whole && reading.ended === 'error').length,
    kills: ends('kill'),
    restarts: ends('term'),
    faults: engine.faults,
    ...countOf('telegram'),
    followUps: { orphans: countOf('discord').orphans, lost: countOf('discord').lostCreates },
    outlasted: engine.penalties.outlasted,
    modelCalls: model.asked.length,
    behind: behindOf(actors),
    used: usedOf(actors, results),
    ms,
    tail: child.tail(),
    trace,
  };
}

function usedOf({ model, child, world: { deeds, pressed, reminders } }: Actors, results: readonly Outcome[]): Used {
  const done = deeds?.done ?? [];
  const kills = child.ends.filter(({ how }) => how === 'kill').map(({ at }) => at);
  const begun = done.filter(({ what }) => what === 'begun');
  const never = Number.POSITIVE_INFINITY;
  const work = begun.map(({ at, of }) => {
    const end = done.find((each) => each.what === 'booked' && each.of === of);
    return { from: at, to: end?.at ?? at + DEED_MS };
  });
  const allowed = pressed
    .filter(({ room, how }) => how !== 'no' && begun.some(({ of }) => of === `B${room}`))
    .map(({ room, at }) => {
      const turn = model.proposed.find((each) => each.room === room)?.turn;
      const heard = model.asked.find((each) => each.turn === turn && each.at > at && (each.results?.length ?? 0) > 0);
      return { from: at, to: heard?.at ?? never };
    });
  const inside = (spans: readonly { from: number; to: number }[]) =>
    kills.filter((at) => spans.some(({ from, to }) => at >= from && at <= to)).length;
  return {
    proposed: model.proposed.length,
    done: begun.length,
    cut: results.filter(({ kept }) => kept.some(({ text }) => text.includes(UNKNOWN))).length,
    reads: done.filter(({ what }) => what === 'looked up').length,
    kills: inside(allowed),
    within: inside(work),
    due: reminders.filter((reminder) => shownOfReminder(reminder).length > 0).length,
  };
}

function behindOf({ engine, model, child, world: { batches } }: Actors): Behind {
  const kills = child.ends.filter(({ how }) => how === 'kill').map(({ at }) => at);
  return {
    batches: batches.length,
    results: batches.filter((batch) => shownOf(batch).results.length > 0).length,
    lines: batches.reduce((sum, { lines }) => sum + lines, 0),
    asked: model.lines.length,
    kills: underWay(batches, kills, engine),
    folds: model.folds(),
    summarised: model.asked.filter(({ summary = [] }) => summary.length > 0).length,
  };
}
