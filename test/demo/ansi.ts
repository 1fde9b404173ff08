import type { Line, Look } from './text.ts';

/** Calm colours of the 256, readable on dark and on light. */
const codes: Readonly<Record<Look, string>> = {
  bold: '1',
  italic: '3',
  underline: '4',
  strike: '9',
  code: '38;5;173',
  quote: '38;5;245',
  dim: '38;5;244',
  telegram: '38;5;74',
  discord: '38;5;104',
  person: '38;5;179',
  bot: '38;5;108',
  good: '38;5;71',
  bad: '38;5;167',
};

/** Makes lines of text into lines for a terminal. */
export type Paint = (line: Line) => string;

/** With colours, or with none at all. */
export function createPaint(colours: boolean): Paint {
  const one = (text: string, looks: readonly Look[]) =>
    colours && looks.length > 0 ? `\u001b[${looks.map((look) => codes[look]).join(';')}m${text}\u001b[0m` : text;
  return (line) => line.map(({ text, looks }) => one(text, looks)).join('');
}
