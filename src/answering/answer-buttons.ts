import type { Texts } from '../locales/index.ts';
import type { AnswerRecord, Controls, EndReason } from '../ports/index.ts';
import { isBlank } from '../util/text.ts';

/** Buttons under answers. Each holds a command about a turn, which is read when the button is pressed. */

/** Buttons under an answer that is being written. */
export function runningControls(turn: string, texts: Texts): Controls {
  return [[{ data: `stop turn=${turn}`, label: texts('button.stop'), style: 'danger' }]];
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

const cutShort: readonly EndReason[] = ['length', 'stop', 'timeout', 'cut'];

/**
 * Buttons under a finished answer: another answer, the rest of a cut one, delete, and arrows between several answers.
 */
export function answerControls({ turn, answer, answers, shown }: Answered, texts: Texts): Controls {
  const actions = [
    { data: `retry turn=${turn}`, label: texts('button.retry') },
    ...(cutShort.includes(answer.reason) && !isBlank(answer.text)
      ? [{ data: `continue turn=${turn}`, label: texts('button.continue') }]
      : []),
    { data: `delete turn=${turn}`, label: texts('button.delete'), style: 'danger' as const },
  ];
  if (answers < 2) return [actions];
  const show = (answer: number, label: string) => ({ data: `show turn=${turn} answer=${answer}`, label });
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
