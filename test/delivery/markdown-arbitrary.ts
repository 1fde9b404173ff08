import fc from 'fast-check';
import type { Rendered } from '../../src/ports/index.ts';

const MARKS = [
  ...[
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
    '\n3) ',
    '\n  - ',
    '\n    ',
    '\n> ',
    '\n> \u2063',
  ],
  ...[
    '\n>> ',
    '# ',
    '\n## ',
    '[',
    ']',
    '](http://e.com/',
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
  ],
  ...[
    '&amp;',
    '\\',
    '\n\n```js\n',
    '\n```\n',
    '\n~~~\n',
    '[^1]',
    '\n[^1]: ',
    '\n[r]: http://r.com/',
    '---',
    '\n---\n',
    '\n===\n',
  ],
  ...[
    ' ',
    ' ',
    '.',
    '! ',
    'http://a.com/b_c',
    'www.x.org',
    'a@b.co',
    '\t',
    '😀',
    '👩‍👩‍👧',
    'é',
    'e\u0301',
    '中文。',
    '- [ ] ',
    '\n- [x] ',
  ],
  ...[
    '"',
    '(',
    '\u202e',
    '\u200f',
    'א',
    '<br>',
    '\u200b',
    '\u0000',
    '\ud800',
    '\r\n',
    '$$',
    ':',
    '@everyone',
    '<@1>',
    '||',
    '1. ',
    '>',
  ],
];

/** Markdown that nobody would write, made of markup and of words `w<number>q`, each of them once. */
export function wildMarkdown(size = 80): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 5, arbitrary: fc.constantFrom(...MARKS) },
  );
  return fc
    .array(piece, { maxLength: size, size: 'max' })
    .map((pieces) => pieces.map((mark, index) => mark ?? ` w${1000 + index}q `).join(''));
}

/** The numbered words of `text`, in order. */
function numberedWords(text: string): string[] {
  return text.match(/w\d{4}q/g) ?? [];
}

/** Words of `source` that `shown` does not have, in this order. Lines of the cells of one row stand in turns. */
export function lostWords(source: string, shown: string): string[] {
  let at = 0;
  return source.split('\n').flatMap((line) => {
    const from = at;
    const inTurns = line.includes('|') && /<br/i.test(line);
    return numberedWords(line).filter((word) => {
      const found = shown.indexOf(word, inTurns ? from : at);
      at = Math.max(at, found);
      return found < 0;
    });
  });
}

/** The text with the addresses and languages that its entities carry, where the source has them. */
export function fullText({ text, entities = [] }: Rendered): string {
  let out = '';
  let at = 0;
  for (const { place, extra } of entities.flatMap(carried).sort((a, b) => a.place - b.place)) {
    out += `${text.slice(at, place)} ${extra} `;
    at = place;
  }
  return out + text.slice(at);
}

function carried(entity: object): { place: number; extra: string }[] {
  if (!('offset' in entity && 'length' in entity)) return [];
  const [start, end] = [Number(entity.offset), Number(entity.offset) + Number(entity.length)];
  if ('url' in entity) return [{ place: end, extra: String(entity.url) }];
  return 'language' in entity ? [{ place: start, extra: String(entity.language) }] : [];
}
