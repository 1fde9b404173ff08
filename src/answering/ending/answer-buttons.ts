import { lineOf } from '../../conversation/entries.ts';
import { isCutShort } from '../../conversation/exchange.ts';
import type { Texts } from '../../locales/index.ts';
import type { AnswerRecord, Button, Buttons, Decision, Offer } from '../../ports/index.ts';

/** Buttons under answers. Each says a command about a turn, which is read when the button is pressed. */

/** Buttons under an answer that is being written. */
export function runningButtons(turn: string, texts: Texts): Buttons {
  return [[{ line: lineOf.stop(turn), label: texts('button.stop'), style: 'danger' }]];
}

/** Facts that decide the buttons under a finished answer. */
export interface Answered {
  turn: string;
  /** Answer that is shown. */
  answer: Pick<AnswerRecord, 'text' | 'reason' | 'pending' | 'choices' | 'offers'>;
  /** Number of answers of the turn, and the one that is shown, from 0. */
  answers: number;
  shown: number;
  /** Number of recordings in its question whose words are known. */
  recordings: number;
}

/** Most buttons side by side. */
const MOST_BESIDE = 3;
/** Most recordings that can be put right. */
const MOST_RECORDINGS = 5;

/**
 * Buttons under a finished answer: another answer, the rest of a cut one, delete, arrows between several answers, and right
 * words for what was heard.
 */
export function answerButtons({ turn, answer, answers, shown, recordings }: Answered, texts: Texts): Buttons {
  const actions: Button[] = [
    { line: lineOf.retry(turn), label: texts('button.retry') },
    ...(isCutShort(answer) ? [{ line: lineOf.continue(turn), label: texts('button.continue') }] : []),
    { line: lineOf.delete(turn), label: texts('button.delete'), style: 'danger' },
  ];
  const corrections = Array.from({ length: Math.min(recordings, MOST_RECORDINGS) }, (_, at): Button => {
    const label = texts('button.correct');
    return { line: lineOf.correct(turn, at + 1), form: true, label: recordings > 1 ? `${label} ${at + 1}` : label };
  });
  const fits = actions.length + corrections.length <= MOST_BESIDE;
  const asked = [
    ...leaveButtons(turn, answer.pending, texts),
    ...(answer.choices ?? []).map(choiceButton),
    ...offerButtons(answer.offers ?? [], texts),
  ];
  const rows = [...asked, ...(fits ? [actions.toSpliced(-1, 0, ...corrections)] : [actions, corrections])];
  if (answers < 2) return rows;
  const show = (answer: number, label: string) => ({ line: lineOf.show(turn, answer), label });
  return [
    [
      ...(shown > 0 ? [show(shown - 1, '◀')] : []),
      // Asks for what is there already.
      show(shown, `${shown + 1}/${answers}`),
      ...(shown < answers - 1 ? [show(shown + 1, '▶')] : []),
    ],
    ...rows,
  ];
}

/** Rows of buttons under the question whether a call may be run. */
function leaveButtons(turn: string, pending: AnswerRecord['pending'], texts: Texts): Button[][] {
  if (!pending || pending.decided) return [];
  const { key, lasting } = pending;
  const say = (how: Decision): Button => ({ line: lineOf.approve(turn, key, how), label: texts(`approve.${how}`) });
  return [[say('once'), ...(lasting === undefined ? [] : [say('always')]), { ...say('no'), style: 'danger' }]];
}

/** Row of a choice, which is said as if it had been typed. */
function choiceButton(choice: string): Button[] {
  return [{ line: lineOf.ask(choice), label: choice }];
}

/** Most deeds that are offered under one answer. */
const MOST_OFFERS = 3;

/** Buttons of what an answer offers, one a row: all that a press does is to be read on it. */
function offerButtons(offers: readonly Offer[], texts: Texts): Button[][] {
  const once = offers.filter(({ line }, at) => offers.findIndex((each) => each.line === line) === at);
  return once
    .slice(0, MOST_OFFERS)
    .map(({ line, does, about }) => [{ line, label: texts(`tools.offer.${does}`, { about }) }]);
}
