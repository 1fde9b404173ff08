import { createRandom, type Random } from '../chaos/random.ts';

/** A kind of text that people, models or platforms may send. */
export interface Input {
  name: string;
  /** Makes a text of this many UTF-16 units; each seed gives another one, so that no cache knows it. */
  text(length: number, seed: number): string;
}

/** Letters of a script, as ranges of code points. A text of them has no space and no punctuation. */
const scripts: Readonly<Record<string, readonly (readonly [from: number, to: number])[]>> = {
  latin: [
    [0x61, 0x7a],
    [0xe0, 0xf6],
  ],
  base64: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  cyrillic: [[0x430, 0x44f]],
  han: [[0x4e00, 0x9fa5]],
  kana: [
    [0x3041, 0x3096],
    [0x30a1, 0x30fa],
  ],
  hangul: [[0xac00, 0xd7a3]],
  thai: [
    [0xe01, 0xe3a],
    [0xe40, 0xe4d],
  ],
  arabic: [[0x621, 0x64a]],
  devanagari: [[0x904, 0x94d]],
  emoji: [
    [0x1f600, 0x1f64f],
    [0x1f466, 0x1f469],
    [0x200d, 0x200d],
  ],
};

/** Ten alphabets without a space. */
export const alphabets: readonly Input[] = Object.entries(scripts).map(([name, ranges]) => ({
  name: `letters: ${name}`,
  text: (length, seed) => letters(ranges, length, createRandom(seed)),
}));

/** One letter over and over: what a cache of merges likes least. */
const one: Input = { name: 'one letter', text: (length, seed) => letterOf(seed).repeat(length) };

/** Units that are repeated; `%` becomes another letter each time. */
const units: Readonly<Record<string, string>> = {
  stars: '*',
  emphasis: '*%_ ',
  strikes: '~~%~',
  headings: '%\n=\n',
  'other underlined headings': '%\n-\n',
  'marked headings': '# %\n%\n',
  'strong words': '%**b',
  'bare hosts': 'www.%.b ',
  addresses: 'http://%.b ',
  'mail addresses': '%@b.c ',
  'addresses with queries': 'https://%.b/c?d=e&f;g ',
  'addresses with dots': `https://%.b/${'.'.repeat(300)}c `,
  'addresses with long queries': `https://%.b/${'&c;'.repeat(22)}${'d'.repeat(100)} `,
  quotes: '> %\n',
  'quotes with lazy lines': '> %\nb\n\n',
  'deep quotes': '>',
  'lists in turn': '1. %\n- b\n',
  'deep lists': '- ',
  tasks: '- [ ] %\n',
  'items and paragraphs': '- %\n\nb\n\n',
  'steps with code': '- %\n\n  > b\n\n  ```\n  c\n  ```\n',
  brackets: '[',
  images: '![',
  'closing brackets': '%&amp;]',
  'escaped footnotes': '\\[^%]1',
  'tasks in a line': '[ ] %1. ',
  'escaped backticks': '\\``%',
  'half links': '[%](',
  links: '[%](b) ',
  definitions: '[%]: b\n',
  'definitions on lines': '[%]:\nb\n"c\nd"\n',
  footnotes: '[^%]: ',
  comments: '<!--%',
  tags: '<%>',
  'open tags': '<% ',
  fences: '```\n%\n',
  'code in quotes': '>     %\n',
  'hard breaks': '%  \n',
  'escaped line ends': '%\\\n',
  'escaped marks': '\\*',
  'all at once': '# %\n> b\n- c *d* `e`\n\n|a|\n|-|\n|www.%.b|\n\n[a](b) <i>&amp;\\*\n',
  rules: '---\n',
  entities: '&%;',
  backslashes: '\\',
  spaces: ' ',
  tabs: '\t',
  'line ends': '\n',
  'carriage returns': '\r',
  'options of a command': '%=b ',
  'half options': '%_',
  mentions: '@%bc ',
  'ids of people': '<@123456789012345678> ',
  'ids of channels': '<#123456789012345678>',
  'closed marks': '</quoted_message>',
  commands: '/% ',
  'quotation marks': '"',
  'percent signs': '%25',
  'stacked marks': '\u0301\u0323',
  families: '👩\u200d',
  joiners: '%\u200d',
  selectors: '\ufe0f',
  'marks of direction': '\u202e%',
  'marks for right to left': '\u200f\u05d0%',
  formulas: '$%_1$ ',
  'formulas on lines': '\\[\n\\frac{%}{b^%}\n\\]\n',
  'half formulas': '\\(%$',
  'break tags': '|%<br>|',
  nuls: '\0',
  'half characters': '\ud83d',
  'events of a stream': 'data: {"type":"%"}\n\n',
  'lines of a stream': 'data: %\n',
  braces: '{"%":[',
  'fillers and words': '\u3164%\n',
};

const repeated: readonly Input[] = Object.entries(units).map(([name, unit]) => ({
  name,
  text(length, seed) {
    const random = createRandom(seed);
    let text = '';
    while (text.length < length) text += unit.replaceAll('%', () => letterOf(random.int(0, 25)));
    return text.slice(0, length);
  },
}));

/** Shapes that are more than one unit repeated. */
const composed: readonly Input[] = [
  { name: 'table', text: (length, seed) => `|${letterOf(seed)}|\n|-|\n${'|'.repeat(length)}`.slice(0, length) },
  {
    name: 'rows',
    text: (length, seed) => `|a|b|\n|-|-|\n${`|${letterOf(seed)}|c|\n`.repeat(length / 6)}`.slice(0, length),
  },
  {
    name: 'runs of backticks',
    text: (length, seed) => {
      let text = letterOf(seed);
      for (let run = 1; text.length < length; run += 1) text += ` ${'`'.repeat(run)}`;
      return text.slice(0, length);
    },
  },
  {
    name: 'lazy lines',
    text: (length, seed) => `>>>>>>>>>a\n${`${letterOf(seed)}\n`.repeat(length / 2)}`.slice(0, length),
  },
  {
    name: 'wide table',
    text: (length, seed) => {
      const cells = Math.ceil(length / 6);
      return `${`|${letterOf(seed)}`.repeat(cells)}|\n${'|-'.repeat(cells)}|\n${'|b'.repeat(cells)}`.slice(0, length);
    },
  },
  {
    name: 'words in a bracket',
    text: (length, seed) => `[${`${letterOf(seed)} b `.repeat(length / 4 + 1)}`.slice(0, length),
  },
  {
    name: 'an address and character references',
    text: (length, seed) => `www.${letterOf(seed)}.b/${'&a;'.repeat(length / 3)}`.slice(0, length),
  },
  {
    name: 'an address and dots',
    text: (length, seed) =>
      `www.${letterOf(seed)}.b/${`${'.'.repeat(10_000)}c `.repeat(length / 10_000 + 1)}`.slice(0, length),
  },
  { name: 'open code', text: (length, seed) => `\`\`\`\n${`${letterOf(seed)}\n`.repeat(length / 2)}`.slice(0, length) },
  { name: 'one mark at the end', text: (length, seed) => `${letterOf(seed).repeat(length - 1)}*` },
  { name: 'spaces before a word', text: (length, seed) => `a${' '.repeat(length - 2)}${letterOf(seed)}` },
];

/** What attackers write. */
export const shapes: readonly Input[] = [one, ...repeated, ...composed];

export const inputs: readonly Input[] = [...alphabets, ...shapes];

/** Lengths that are walked, in UTF-16 units. */
export const lengths = [50_000, 500_000] as const;

function letters(ranges: readonly (readonly [number, number])[], length: number, random: Random): string {
  const all = ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)),
  );
  let text = '';
  while (text.length < length) text += all[random.int(0, all.length - 1)];
  return text.slice(0, length);
}

function letterOf(number: number): string {
  return String.fromCharCode(0x61 + (number % 26));
}
