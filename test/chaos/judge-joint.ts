import { type Answer, answersAt, answersTo, isCalm, isSettled, isUnheard } from './joint.ts';
import type { Report } from './judge.ts';
import { type Evidence, missed, type Outcome } from './outcomes.ts';
import type { Bundle, Place, Turn } from './place.ts';

/**
 * What is promised of several messages: each is in one question and in one answer, in order; those that are one act have one
 * answer. What of them was deleted is in no answer, and what was edited is in its last words.
 */
export function judgeJoint(place: Place, results: readonly Outcome[], evidence: Evidence, report: Report): void {
  const answers = answersAt(results, evidence);
  for (const answer of answers) judgeAnswer(answer, evidence, report);
  for (const outcome of results) judgePiece(outcome, answers, evidence, report);
  const bundles = new Set(results.flatMap(({ turn }) => turn.bundle ?? []));
  for (const bundle of bundles) judgeBundle(bundle, answers, evidence, report);
  if ((place.thread?.opened() ?? 0) > 1) report('beside', `one question has two threads (${place.name})`);
  judgeCalls(place, results, evidence, report);
  judgeHistory(place, results, answers, evidence, report);
}

const nameOf = ({ id, bundle, place }: Turn) => `Q${id} (${bundle?.kind ?? 'alone'}, ${place.name})`;

function judgeAnswer({ outcome, to, orphan }: Answer, evidence: Evidence, report: Report): void {
  const { turn, kept, reading } = outcome;
  if (orphan) return;
  const turns = to.map((each) => each.turn);
  for (const own of [true, false]) {
    const ranks = turns.filter(({ passed }) => (passed === true) !== own).map((each) => rankOf(each, evidence));
    if (ranks.some((rank, at) => rank <= (ranks[at - 1] ?? -1)))
      report('order', `the answer to ${nameOf(turn)} is to messages out of order: ${to.map(({ id }) => id).join(' ')}`);
  }
  const acts = new Set(turns.map((each) => each.bundle ?? each));
  if (acts.size > 1 && evidence.bursts !== 'together')
    report(
      'mixed',
      `${nameOf(turn)} has one answer with what it has nothing to do with: ${turns.map(nameOf).join(', ')}`,
    );
  const stale = to.filter((each) => each.turn.id !== each.id && !isUnheard(each.turn, evidence));
  if (stale.length > 0 && reading?.whole && reading.ended === 'complete')
    report(
      'stale',
      `${stale.map((each) => nameOf(each.turn)).join(', ')} is answered in the words of before its edit`,
      turn,
    );
  const { thread } = turn.place;
  if (thread && thread.opened() > 0 && kept.some(({ chat }) => chat === thread.parent) && turn.goneAt === undefined)
    report('beside', `${nameOf(turn)} has a thread, and an answer beside it`, turn);
}

function rankOf(turn: Turn, { turns }: Pick<Evidence, 'turns'>): number {
  return turns.indexOf(turn);
}

function judgePiece(outcome: Outcome, answers: readonly Answer[], evidence: Evidence, report: Report): void {
  const { turn } = outcome;
  const found = answersTo(turn, answers);
  const names = () => found.map((answer) => answer.to.map(({ id }) => `Q${id}`).join('+')).join(', ');
  if (turn.goneAt !== undefined) {
    const clear = found.filter(({ orphan, vague }) => !orphan && !vague);
    if (clear.length > 0 && !missed(turn, turn.goneAt, evidence))
      report('undead', `${nameOf(turn)} was deleted, and is answered all the same: ${names()}`, turn);
  } else if (found.length > 1) report('twice', `${nameOf(turn)} has ${found.length} answers: ${names()}`, turn);
  else if (!isSettled(outcome, answers, evidence)) report('lost', `${nameOf(turn)} is in no answer`, turn);
}

/** Acts that nothing disturbed have one answer; bursts that are answered together have two, if the first had begun. */
function judgeBundle({ kind, pieces, silent }: Bundle, answers: readonly Answer[], evidence: Evidence, report: Report) {
  const [first] = pieces;
  const left = pieces.filter(({ goneAt }) => goneAt === undefined);
  if (!first || !isCalm(first, evidence)) return;
  const found = new Set(left.flatMap((piece) => answersTo(piece, answers)));
  if ([...found].some(({ vague }) => vague)) return;
  const most = kind !== 'burst' ? 1 : evidence.bursts === 'together' ? 2 : pieces.length;
  if (found.size > most) report('split', `${left.map(nameOf).join(', ')} have ${found.size} answers`, first);
  if (kind === 'burst' && evidence.bursts === 'each' && found.size < left.length)
    report('mixed', `${left.map(nameOf).join(', ')} have ${found.size} answers`, first);
  const bubbles = first.place.bubbles().filter(({ chat, replyTo }) => silent.includes(`${chat}:${replyTo}`));
  if (bubbles.length > 0) report('split', `a picture of ${nameOf(first)} has an answer of its own`);
}

const namesOf = ({ id, former }: Turn) => [id, ...former];

/** The same question is asked once more only where something broke, or a message came or went meanwhile. */
function judgeCalls(
  place: Place,
  results: readonly Outcome[],
  { model, ends, engine }: Evidence,
  report: Report,
): void {
  const own = new Set(results.flatMap(({ turn }) => namesOf(turn)));
  const asked = model.asked.filter(({ turn }) => turn !== undefined && own.has(turn));
  for (const [question, calls] of Map.groupBy(asked, ({ pieces }) => pieces.join(' Q'))) {
    const from = calls[0]?.at ?? 0;
    const to = calls.at(-1)?.at ?? 0;
    const within = (at: number) => at >= from - 2000 && at <= to + 50;
    const deaths = ends.filter(({ at }) => at >= from - 50 && at <= to + 50).length;
    const broken = calls.filter((each) => each.broken).length + engine.modelLost.filter(within).length;
    const pieces = calls[0]?.pieces.flatMap((id) => results.find(({ turn }) => namesOf(turn).includes(id)) ?? []) ?? [];
    const acts = new Set(pieces.flatMap(({ turn }) => turn.bundle?.pieces ?? [turn]));
    const changes = [...acts].reduce(
      (sum, { former, goneAt }) => sum + former.length + (goneAt === undefined ? 0 : 1),
      0,
    );
    if (calls.length - 1 > deaths + broken + changes)
      report(
        'calls',
        `Q${question} (${place.name}): the model was asked ${calls.length} times, ${deaths} ends, ${broken} broken`,
      );
  }
}

/** A question that was answered is in the history as a whole, as long as none of its messages changes. */
function judgeHistory(
  place: Place,
  results: readonly Outcome[],
  answers: readonly Answer[],
  { model }: Evidence,
  report: Report,
): void {
  const own = new Set(results.map(({ turn }) => turn.id));
  const whole = answers
    .filter(({ orphan, vague, to }) => !orphan && !vague && to.length > 1)
    .filter(({ to }) => to.every(({ turn }) => turn.former.length === 0 && turn.goneAt === undefined));
  for (const { turn, history } of model.asked) {
    if (turn === undefined || !own.has(turn)) continue;
    const told = history.filter(({ role }) => role === 'user').map(({ id }) => id);
    for (const { to } of whole) {
      const ids = to.map(({ id }) => id);
      const there = told.filter((id) => ids.includes(id));
      if (there.length > 0 && there.join() !== ids.join())
        report('history', `Q${turn} (${place.name}) knows Q${there.join(' Q')} of Q${ids.join(' Q')}`);
    }
  }
}
