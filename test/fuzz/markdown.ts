import * as fc from 'fast-check';
import { discordRenderer } from '../../adapters/discord/format.ts';
import { telegramRenderer } from '../../adapters/telegram/format.ts';
import { LiveLayout, layoutAtOnce, type Part } from '../../src/delivery/layout.ts';
import { readableMaths } from '../../src/delivery/maths-text.ts';
import type { Renderer } from '../../src/ports/index.ts';
import { formatDiscord, formatTelegram, telegramText } from '../support/format.ts';
import { type Fuzz, fuzz, hold, holdTime } from './property.ts';
import { holdSame } from './shapes.ts';
import { type Formatted, holdEntities, holdText, holdWords, shownText, wordsIn } from './shown.ts';
import { text } from './values.ts';

/** Answers of the model as people see them: every word there, in order, within the limits, and stable while it grows. */

const snippets = [
  '*',
  '**',
  '_',
  '__',
  '~~',
  '~',
  '`',
  '``',
  '```',
  '\n',
  '\n\n',
  '\n- ',
  '\n1. ',
  '\n  - ',
  '\n    ',
  '\n> ',
  '\n> \u2063',
  '\n>> ',
  '# ',
  '\n## ',
  '[',
  '](',
  '](http://e.example/',
  '](<',
  ')',
  '![',
  '|',
  '\n|',
  '|-|',
  '\n|-|-|\n',
  '<b>',
  '<!--',
  '-->',
  '&amp;',
  '\\',
  '\n\n```js\n',
  '\n```\n',
  '[^1]',
  '\n[^1]: ',
  '\n[r]: http://r.example/',
  '---',
  '\n---\n',
  '\n===\n',
  ' ',
  ' ',
  ' ',
  '.',
  '! ',
  'http://a.example/b_c',
  'www.x.example',
  'a@b.example',
  '\t',
  '😀',
  '👩‍👩‍👧',
  'é',
  '中文',
  '- [ ] ',
  '\n- [x] ',
  '"',
  '(',
  '\u202e',
  '\u200f',
  'א',
  '<br>',
  '<br/>\n',
  '\u200b',
  '\0',
  '\ud800',
  '\r\n',
  '~~~',
  '$$',
  '$',
  '\\(',
  '\\)',
  '\n\\[\n',
  '\\]',
  '$x_1$',
  '^{',
  '\\frac',
  ':',
  '@everyone',
  '<@1>',
  '||',
];

/** Marks the words; numbered when put into the text, so that each is told from every other. */
const WORD = '\u0001';

const fragment = fc.oneof(
  { weight: 6, arbitrary: fc.constant(` ${WORD} `) },
  { weight: 10, arbitrary: fc.constantFrom(...snippets) },
  { weight: 1, arbitrary: text.map((odd) => odd.replaceAll(WORD, '').slice(0, 40)) },
);

function numbered(fragments: readonly string[]): string {
  let count = 0;
  return fragments
    .map((each) => (each.includes(WORD) ? each.replace(WORD, `w${(count++).toString(36).padStart(3, '0')}q`) : each))
    .join('');
}

const short = fc.array(fragment, { maxLength: 40 }).map(numbered);
const longer = fc.array(fragment, { maxLength: 80, size: 'max' }).map(numbered);

/** One thing over and over: what costs a careless parser its time. */
const repeated = fc
  .tuple(
    fc.array(fc.oneof(fc.constantFrom(...snippets), fc.constantFrom('a', 'word ', '*a_ ', '[a](b) ')), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.oneof(
      { weight: 30, arbitrary: fc.integer({ min: 10, max: 300 }) },
      { weight: 1, arbitrary: fc.integer({ min: 300, max: 4000 }) },
    ),
  )
  .map(([unit, length]) => {
    const once = unit.join('');
    return once === '' ? '' : once.repeat(Math.ceil(length / once.length));
  });

/** Far above what these lengths take on a slow machine. */
const LIMIT_MS = 5000;

interface Platform {
  name: string;
  renderer: Renderer;
  format(markdown: string): Formatted[];
  /** Small limits, so that short texts are cut often; what stands around code must leave room for a word. */
  limits: fc.Arbitrary<number>;
}

const platforms: readonly Platform[] = [
  {
    name: 'telegram',
    renderer: telegramRenderer,
    format: formatTelegram,
    limits: fc.constantFrom(20, 40, 64, 100, 300),
  },
  {
    name: 'discord',
    renderer: discordRenderer,
    format: (markdown) => formatDiscord(markdown).map((body) => ({ text: body, entities: [] })),
    limits: fc.constantFrom(64, 100, 300),
  },
];

function holdParts(parts: readonly Part[], markdown: string, { renderer }: Platform, limit: number): void {
  let end = 0;
  for (const part of parts) {
    hold(part.start >= end && part.end > part.start && part.end <= markdown.length, 'ranges out of order');
    end = part.end;
    hold(renderer.size(part.rendered) <= limit, () => `size ${renderer.size(part.rendered)} of ${limit}`);
    holdText(part.rendered.text, limit);
    holdEntities(telegramText(part.rendered));
  }
}

function propertiesOf(platform: Platform): Fuzz[] {
  const { name, renderer, format, limits } = platform;
  return [
    fuzz(`format-${name}`, longer, (markdown) => {
      const parts = holdTime(LIMIT_MS, 'formatting', () => format(markdown));
      for (const part of parts) {
        holdText(part.text, renderer.limit);
        holdEntities(part);
      }
      holdWords(markdown, parts.map(shownText).join(' '));
      hold(parts.length > 0 || wordsIn(markdown).length === 0, 'nothing is shown');
    }),

    fuzz(`format-${name}-hostile`, repeated, (markdown) => {
      for (const part of holdTime(LIMIT_MS, 'formatting', () => format(markdown))) {
        holdText(part.text, renderer.limit);
        holdEntities(part);
      }
    }),

    fuzz(`format-${name}-small`, fc.tuple(short, limits), ([markdown, limit]) => {
      const parts = holdTime(LIMIT_MS, 'layout', () => layoutAtOnce(markdown, renderer, limit));
      holdParts(parts, markdown, platform, limit);
      holdWords(markdown, parts.map((part) => shownText(telegramText(part.rendered))).join(''));
    }),

    fuzz(
      `format-${name}-live`,
      fc.tuple(short, limits, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 })),
      ([markdown, limit, shares]) => {
        const live = new LiveLayout(renderer, limit);
        const steps = shares.map((share) => Math.floor(share * markdown.length)).sort((a, b) => a - b);
        let before: readonly Part[] = [];
        for (const step of [...steps, markdown.length, -1]) {
          const sofar = step < 0 ? markdown : markdown.slice(0, step);
          // The list is the layout's own: a copy shows whether it changes.
          const parts = structuredClone([...holdTime(LIMIT_MS, 'an update', () => live.updateAtOnce(sofar, step < 0))]);
          holdParts(parts, sofar, platform, limit);
          const complete = before.slice(0, -1);
          holdSame(parts.slice(0, complete.length), complete, 'a complete part changed');
          before = parts;
        }
        holdWords(markdown, before.map((part) => shownText(telegramText(part.rendered))).join(''));
      },
    ),
  ];
}

const signs = [
  ...'abxyz0159*_^{}[]()+-=<>|&~#!.,:;\'"`@中א ',
  '\\\\',
  '\\{',
  '\\foo',
  '\\frac',
  '\\sqrt',
  '\\text',
  '  ',
];
const edges = [
  ['\\(', '\\)'],
  ['$', '$'],
  ['$$', '$$'],
  ['\\[', '\\]'],
] as const;

/** Formulas that nobody can read out stay to the last character; the others say something. */
const formulas = fuzz(
  'formulas',
  fc.tuple(fc.array(fc.constantFrom(...signs), { maxLength: 40 }), fc.constantFrom(...edges), fc.boolean()),
  ([pieces, [open, close], isKnown]) => {
    const tex = `${isKnown ? 'x^1' : '\\nothing'} ${pieces.join('')}x`;
    const said = readableMaths(tex);
    hold(isKnown || said === undefined, 'an unknown command was read out');
    hold(said === undefined || said.trim() !== '', 'a blank formula');
    const [part] = formatTelegram(`So *a* ${open}${tex}${close} *b* follows.`);
    const shown = `So a ${said ?? open + tex + close} b follows.`;
    hold(part?.text === shown, () => `${JSON.stringify(part?.text)} for ${JSON.stringify(shown)}`);
  },
);

export const markdownProperties: readonly Fuzz[] = [...platforms.flatMap(propertiesOf), formulas];
