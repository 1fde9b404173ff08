/** Texts reduced to what a reader sees in them, so that a word is found in whatever letters it is spelled. Linear. */

export interface Skeleton {
  /** Lower-case Latin look-alikes without spaces, hyphens, marks and what is invisible; `i` and `1` read `l`. */
  text: string;
  /** Place in the original of each UTF-16 unit of `text`: its first unit, and the one after its last. */
  starts: readonly number[];
  ends: readonly number[];
  /** Lines: where each begins in `text` and in the original. Empty ones are left out. */
  lines: readonly { at: number; from: number }[];
}

/** Look-alikes that no normal form knows, by what they look like. Cyrillic, Greek, Armenian, Cherokee, small capitals. */
const looks: Readonly<Record<string, string>> = {
  a: 'аАαΑɑᴀᎪ',
  b: 'вВьЬΒʙᏴ',
  c: 'сСϲςϹᴄᏟ',
  d: 'ԁԀᴅᎠꓒ',
  e: 'еЕεΕᴇᎬєЄ',
  f: 'ғꜰϝ',
  g: 'ɡԍɢᏀց',
  h: 'һҺнНΗհʜᎻ',
  j: 'јЈյᴊᎫϳ',
  k: 'кКκΚᴋᏦ',
  l: 'iI1ıіІιΙӏӀʟɪᏞᎥ∣ǀ',
  m: 'мМΜᴍᎷ',
  n: 'пПηΝոɴ',
  o: '0оОοΟσօՕᴏ',
  p: 'рРρΡᴘᏢ',
  q: 'ԛԚզ',
  r: 'гГʀᎡᏒ',
  s: 'ѕЅꜱᏚՏ',
  t: 'тТτΤᴛᎢ',
  u: 'υциμսᴜՍ',
  v: 'νѵѴᴠᏙ',
  w: 'ωԝԜᴡᎳ',
  x: 'хХχΧ',
  y: 'уУγΥүҮʏᎩ',
  z: 'ΖᴢᏃ',
  '<': '‹«〈⟨《⟪❮❰˂ᐸ≺⧼᚜',
  '>': '›»〉⟩》⟫❯❱˃ᐳ≻⧽᚛',
  '/': '\\∕⁄⧸⧹∖╱',
  '|': '¦│┃❘‖',
  ':': '꞉∶ː։׃',
  '[': '【〔⟦⁅❲',
  ']': '】〕⟧⁆❳',
};

const lookOf = new Map(Object.entries(looks).flatMap(([look, all]) => [...all].map((each) => [each, look] as const)));

const SILENT = /[\s\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\p{Pd}\p{Pc}.·•\u2800]/u;
const LINE = /[\n\r\v\f\u0085\u2028\u2029]/;
/** A character written as an entity, however often its ampersand was written as one, too. */
const ENTITY = /&(?:amp;)*(?:(lt|gt|sol|vert|colon|lsqb|rsqb|lang|rang)|#0*(\d{1,7})|#x0*([\da-f]{1,6}));?/iy;
const named: Readonly<Record<string, string>> = {
  lt: '<',
  lang: '<',
  gt: '>',
  rang: '>',
  sol: '/',
  vert: '|',
  colon: ':',
  lsqb: '[',
  rsqb: ']',
};

/** Skeletons of the characters of the basic plane, worked out at their first use. */
const known: (string | undefined)[] = [];

function looksLike(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return reduced(character);
  const before = known[code];
  if (before !== undefined) return before;
  const now = reduced(character);
  known[code] = now;
  return now;
}

function reduced(character: string): string {
  const own = lookOf.get(character);
  if (own !== undefined) return own;
  let text = '';
  for (const part of character.normalize('NFKD')) {
    if (SILENT.test(part)) continue;
    const small = part.toLowerCase();
    text += lookOf.get(part) ?? lookOf.get(small) ?? small;
  }
  return text;
}

export function skeletonOf(text: string): Skeleton {
  const units: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const lines = [{ at: 0, from: 0 }];
  let at = 0;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const entity = character === '&' ? entityAt(text, at) : undefined;
    const end = entity?.end ?? at + character.length;
    for (const unit of looksLike(entity?.character ?? character)) {
      units.push(unit);
      for (let width = 0; width < unit.length; width += 1) {
        starts.push(at);
        ends.push(end);
      }
    }
    if (LINE.test(character)) {
      if (lines.at(-1)?.at === starts.length) lines.pop();
      lines.push({ at: starts.length, from: end });
    }
    at = end;
  }
  return { text: units.join(''), starts, ends, lines };
}

function entityAt(text: string, at: number): { character: string; end: number } | undefined {
  ENTITY.lastIndex = at;
  const match = ENTITY.exec(text);
  if (!match) return undefined;
  const [, name, decimal, hex] = match;
  const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal);
  const character = name === undefined ? fromCode(code) : named[name.toLowerCase()];
  return character === undefined ? undefined : { character, end: ENTITY.lastIndex };
}

function fromCode(code: number): string | undefined {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
}
