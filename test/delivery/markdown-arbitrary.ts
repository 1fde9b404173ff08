import fc from 'fast-check';

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
  ...['"', '(', '\u202e', '\u200b', '\u0000', '\ud800', '\r\n', '$$', ':', '@everyone', '<@1>', '||', '1. ', '>'],
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

/** Words of `source` that `shown` does not have, in this order. */
export function lostWords(source: string, shown: string): string[] {
  let at = 0;
  return numberedWords(source).filter((word) => {
    const found = shown.indexOf(word, at);
    if (found >= 0) at = found;
    return found < 0;
  });
}
