import type { Texts } from '../locales/index.ts';

/** Faults of a file that holds personas. Each has a sentence in the locales, `persona.problem.<kind>`. */
export const problemKinds = [
  'unknown',
  'empty',
  'large',
  'complicated',
  'aliases',
  'several',
  'duplicate',
  'tab',
  'indent',
  'unfinished',
  'syntax',
  'syntax_csv',
  'json',
  'missing',
  'strange',
  'long',
  'many',
  'field',
] as const;

export type ProblemKind = (typeof problemKinds)[number];

/** Values of the sentence: `field`, `most`. `line` and `column` begin it where both are there. */
export type ProblemValues = Readonly<Record<string, string | number>>;

/** Reason for which a file holds no personas: what is wrong, and where. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly values: ProblemValues;

  constructor(kind: ProblemKind, values: ProblemValues) {
    super(kind);
    this.name = 'Problem';
    this.kind = kind;
    this.values = values;
  }

  /** Says it as a sentence. Values are plain: whoever writes Markdown escapes the whole. */
  sentence(texts: Texts): string {
    const said = texts(`persona.problem.${this.kind}`, this.values);
    return 'line' in this.values ? texts('persona.problem.at', { ...this.values, problem: said }) : said;
  }
}
