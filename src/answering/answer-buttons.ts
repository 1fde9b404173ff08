import { lineOf } from '../conversation/entries.ts';
import { isCutShort } from '../conversation/exchange.ts';
import type { Texts } from '../locales/index.ts';
import type { AnswerRecord, Button, Buttons } from '../ports/index.ts';

/** Buttons under answers. Each says a command about a turn, which is read when the button is pressed. */

/** Buttons under an answer that is being written. */
export function runningButtons(turn: string, texts: Texts): Buttons {
  return [[{ line: lineOf.stop(turn), label: texts('button.stop'), style: 'danger' }]];
}

/** Facts that decide the buttons under a finished answer. */
export interface Answered {
  turn: string;
  /** Answer that is shown. */
  answer: Pick<AnswerRecord, 'text' | 'reason'>;
  /** Number of answers of the turn, and the one that is shown, from 0. */
  answers: number;
  shown: number;
}

/**
 * Buttons under a finished answer: another answer, the rest of a cut one, delete, and arrows between several answers.
 */
export function answerButtons({ turn, answer, answers, shown }: Answered, texts: Texts): Buttons {
  const actions: Button[] = [
    { line: lineOf.retry(turn), label: texts('button.retry') },
    ...(isCutShort(answer) ? [{ line: lineOf.continue(turn), label: texts('button.continue') }] : []),
    { line: lineOf.delete(turn), label: texts('button.delete'), style: 'danger' },
  ];
  if (answers < 2) return [actions];
  const show = (answer: number, label: string) => ({ line: lineOf.show(turn, answer), label });
  return [
    [
      ...(shown > 0 ? [show(shown - 1, '◀')] : []),
      // Asks for what is there already.
      show(shown, `${shown + 1}/${answers}`),
      ...(shown < answers - 1 ? [show(shown + 1, '▶')] : []),
    ],
    actions,
  ];
}
