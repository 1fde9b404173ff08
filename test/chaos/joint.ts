import { answerIn, piecesIn, type TurnId } from './marks.ts';
import { type Evidence, left, missed, type Outcome, owed } from './outcomes.ts';
import type { Bubble, Turn } from './place.ts';

/** Which messages each answer is one to, where several may be one question. */

/** One answer, or what stands in for one. */
export interface Answer {
  outcome: Outcome;
  /** The messages it answers, by the names that it knew them by, in its order. */
  to: { turn: Turn; id: TurnId }[];
  /** It does not say which messages it answers: an error, or one that breaks off. */
  vague: boolean;
  /** The bot may know nothing of any of its bubbles. */
  orphan: boolean;
}

type Known = Pick<Evidence, 'model' | 'engine' | 'ends' | 'disturbed' | 'jolts'>;

/** The answers at one place, from what became of its messages. */
export function answersAt(results: readonly Outcome[], evidence: Known): Answer[] {
  const turns = results.map(({ turn }) => turn);
  const named = (id: TurnId) => turns.find((turn) => turn.id === id || turn.former.includes(id));
  return results
    .filter(({ bubbles }) => bubbles.length > 0)
    .map((outcome) => {
      const { turn, kept, reading } = outcome;
      const vague = !reading?.whole || reading.ended !== 'complete';
      const ids = idsIn(kept) ?? (vague ? askedWith(turn, evidence) : undefined) ?? [turn.id];
      const to = ids.flatMap((id) => {
        const found = named(id);
        return found ? [{ turn: found, id }] : [];
      });
      return { outcome, to, vague, orphan: left({ ...outcome, bubbles: kept }, evidence).length === 0 };
    });
}

/** The messages that an answer names; undefined where it names none. */
function idsIn(bubbles: readonly Bubble[]): TurnId[] | undefined {
  const text = bubbles.map((bubble) => bubble.text).join('\n');
  const pieces = piecesIn(text);
  if (pieces.length > 0) return pieces;
  const id = answerIn(text);
  return id === undefined ? undefined : [id];
}

/** The messages that the model was asked about last together with this one. */
function askedWith({ id, former }: Turn, { model }: Pick<Evidence, 'model'>): TurnId[] | undefined {
  const names = [id, ...former];
  return model.asked.findLast(({ pieces }) => pieces.some((piece) => names.includes(piece)))?.pieces;
}

/** The answers to a message: those that the bot knows of, else an orphan. */
export function answersTo(turn: Turn, answers: readonly Answer[]): Answer[] {
  const all = answers.filter(({ to }) => to.some((each) => each.turn === turn));
  const known = all.filter(({ orphan }) => !orphan);
  return known.length > 0 ? known : all.slice(0, 1);
}

/** Whether a message without an answer of its own is answered by another's, or needs none. */
export function isSettled(
  outcome: Outcome,
  answers: readonly Answer[],
  evidence: Known & Pick<Evidence, 'accepted' | 'catchUp' | 'closed' | 'bursts'>,
): boolean {
  const { turn } = outcome;
  if (answersTo(turn, answers).length > 0 || !owed(outcome, evidence)) return true;
  const { bundle, unaddressed, passed } = turn;
  if (!bundle) return isJoinedTo(turn, answers, evidence);
  if (unaddressed && (!isCalm(turn, evidence) || bundle.pieces.some(isGone))) return true;
  // With the person's own words their question goes.
  if (passed && bundle.pieces.every((piece) => piece.passed || isGone(piece))) return true;
  const beside = answers.some((answer) => answer.vague && bundle.pieces.includes(answer.outcome.turn));
  return beside || isJoinedTo(turn, answers, evidence);
}

function isGone({ goneAt }: Turn): boolean {
  return goneAt !== undefined;
}

/** Whether it was taken into a later message's question, which ended in an error before the model was asked. */
function isJoinedTo(turn: Turn, answers: readonly Answer[], { bursts, closed }: Pick<Evidence, 'bursts' | 'closed'>) {
  if (bursts !== 'together' || (closed && !closed.get(turn.key)?.startsWith('joined'))) return false;
  return answers.some(({ vague, outcome }) => vague && outcome.turn.saidAt >= turn.saidAt);
}

/** So long before and behind it nothing may keep the messages of an act apart, ms. */
const CALM_MS = { before: 4000, behind: 6000 };

/** Whether nothing happened to the bot and its lines while a message was said and begun with. */
export function isCalm(
  { saidAt }: Turn,
  { ends, disturbed, jolts = [] }: Pick<Evidence, 'ends' | 'disturbed' | 'jolts'>,
) {
  const { before, behind } = CALM_MS;
  return ![...ends.map(({ at }) => at), ...disturbed, ...jolts].some(
    (at) => at > saidAt - before && at < saidAt + behind,
  );
}

/** Whether the bot may not have heard that a message was taken away or says something else. */
export function isUnheard(turn: Turn, evidence: Pick<Evidence, 'ends' | 'disturbed'>): boolean {
  return missed(turn, turn.goneAt, evidence) || missed(turn, turn.editedAt, evidence);
}
