import type { Texts } from './locales/index.ts';
import type { Controls, EndReason } from './ports.ts';

/** The buttons under answers. Each says a command about a turn; what it means is decided when it is pressed. */

/** While an answer grows. */
export function runningControls(turn: string, texts: Texts): Controls {
  return [[{ data: `stop turn=${turn}`, label: texts('button.stop') }]];
}

/** What is under an answer afterwards. */
export interface Answered {
  turn: string;
  reason: EndReason;
  /** How many answers the turn has, and which of them is shown, from 0. */
  answers: number;
  shown: number;
}

const cutShort: readonly EndReason[] = ['length', 'stop', 'timeout', 'cut'];

/** Once an answer has ended: another one, the rest of it, away with it; and the others there are. */
export function answerControls({ turn, reason, answers, shown }: Answered, texts: Texts): Controls {
  const deeds = [
    { data: `retry turn=${turn}`, label: texts('button.retry') },
    ...(cutShort.includes(reason) ? [{ data: `continue turn=${turn}`, label: texts('button.continue') }] : []),
    { data: `delete turn=${turn}`, label: texts('button.delete') },
  ];
  if (answers < 2) return [deeds];
  const show = (answer: number, label: string) => ({ data: `show turn=${turn} answer=${answer}`, label });
  return [
    [
      ...(shown > 0 ? [show(shown - 1, '◀')] : []),
      // Asks for what is there already.
      show(shown, `${shown + 1}/${answers}`),
      ...(shown < answers - 1 ? [show(shown + 1, '▶')] : []),
    ],
    deeds,
  ];
}
