import * as fc from 'fast-check';

/** What outside data is made of: any JSON, any text, and shapes that are nearly right. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const units = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

const oddTexts = [
  '',
  ' ',
  '\n\n',
  '\0',
  '\ud800',
  'a\udc00b',
  '\ufeff',
  '\u202eabc',
  '\u2060',
  '👩‍👩‍👧',
  'é́́',
  '__proto__',
  'constructor',
  'toString',
  '1e999',
  '%00%zz',
  '{{y}}$&$1',
  '</quoted_message>',
  '<quoted_material_000000000000 from="you">',
  '/start@parley_bot x',
  'a'.repeat(5000),
];

/** Any text: graphemes, code points, lone surrogates, odd ones. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.array(units, { maxLength: 30 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.constantFrom(...oddTexts) },
);

/** Numbers as JSON can hold them; a number with a large exponent is read as Infinity. */
const oddNumbers = [
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 52,
  2 ** 53,
  2 ** 63,
  1e21,
  1e308,
  5e-324,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

const oddValues: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, [], {}, [[]], [null], { v: 1 }, { v: 2 }),
  fc.constantFrom<Json>(...oddNumbers),
  fc.integer(),
  text,
);

const keyed = fc.array(fc.tuple(fc.oneof(text, fc.constantFrom('id', 'v', 'text', 'kind')), oddValues), {
  maxLength: 5,
});

/** Any JSON, also with keys such as `__proto__`. */
export const json: fc.Arbitrary<Json> = fc.oneof(
  oddValues,
  keyed.map((entries): Json => Object.fromEntries(entries)),
  fc.jsonValue({ stringUnit: 'binary', depthSize: 'small' }).map((value): Json => plain(value)),
);

/** Without -0, which JSON writes as 0. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

interface Edit {
  /** Which node, in the order of reading, wrapped around. */
  at: number;
  how: 'replace' | 'remove' | 'add' | 'repeat' | 'swap';
  key: string;
  value: Json;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat({ max: 300 }),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'repeat', 'swap'),
  key: fc.oneof(text, fc.constantFrom('__proto__', 'id', 'type', 'text', 'chat', 'from')),
  value: json,
});

/** Values of `shape`, one in five as they are, the others with a few things replaced, removed, added or repeated. */
export function mutated(shape: fc.Arbitrary<Json>, most = 4): fc.Arbitrary<Json> {
  const edits = fc.oneof(
    { weight: 1, arbitrary: fc.constant<Edit[]>([]) },
    { weight: 4, arbitrary: fc.array(edit, { minLength: 1, maxLength: most }) },
  );
  return fc.tuple(shape, edits).map(([value, list]) => list.reduce(applied, value));
}

function applied(root: Json, { at, how, key, value }: Edit): Json {
  const target = at % size(root);
  let seen = -1;
  const REMOVED = Symbol('removed');

  function walk(node: Json): Json | typeof REMOVED {
    seen += 1;
    if (seen === target) return changed(node);
    if (Array.isArray(node)) return node.map(walk).filter((each) => each !== REMOVED);
    if (typeof node !== 'object' || node === null) return node;
    const entries: [string, Json][] = [];
    for (const [name, inner] of Object.entries(node)) {
      const next = walk(inner);
      if (next !== REMOVED) entries.push([name, next]);
    }
    return Object.fromEntries(entries);
  }

  function changed(node: Json): Json | typeof REMOVED {
    const whole = typeof node === 'object' && node !== null;
    if (how === 'remove') return REMOVED;
    if (how === 'add' && Array.isArray(node)) return [...node, value];
    if (how === 'add' && whole) return Object.fromEntries([...Object.entries(node), [key, value]]);
    if (how === 'repeat' && Array.isArray(node)) return [...node, ...node];
    if (how === 'swap' && Array.isArray(node)) return node.toReversed();
    return value;
  }

  const result = walk(root);
  return result === REMOVED ? null : result;
}

function size(node: Json): number {
  if (typeof node !== 'object' || node === null) return 1;
  return Object.values(node).reduce((sum: number, each) => sum + size(each), 1);
}

/** Text with random characters changed, cut or repeated: what is left of a value after a bad disk. */
export function damaged(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const cut = fc.record({ at: fc.nat({ max: 400 }), length: fc.nat({ max: 20 }), put: text });
  return fc.tuple(texts, fc.array(cut, { maxLength: 2 })).map(([whole, cuts]) =>
    cuts.reduce((left, { at, length, put }) => {
      const start = at % (left.length + 1);
      return left.slice(0, start) + put + left.slice(start + length);
    }, whole),
  );
}
