/** Texts reduced to what a reader sees in them, so that a word is found in whatever letters it is spelled. Linear. */

export interface Skeleton {
  /**
   * Lower-case Latin look-alikes without spaces, hyphens, marks and what is invisible; `i` and `1` read `l`. Lines are
   * parted by one `\n`, however many breaks there were.
   */
  text: string;
  /** Place in the original at which each UTF-16 unit of `text` begins. */
  starts: Uint32Array;
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

const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\p{Pd}\p{Pc}.·•\u2800]/u;
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

/** Code points that are looked up: the first two planes. */
const PLANES = 0x20000;
/** Stands for letters that look like no Latin one. */
const OTHER = 0xfffc;
/** Plane of tags and variation selectors. */
const TAGS = 0xe0000;
/** Entries of the table that are no unit to write. */
const SILENT = 0;
const UNKNOWN = 1;
const SEVERAL = 2;

const LINE_FEED = 10;
const AMPERSAND = 38;
/** Most units that a character reduces to. */
const MOST = 4;

/** Units that characters reduce to, worked out at their first use; 256 KB, made when it is first needed. */
let table: Uint16Array | undefined;
const several = new Map<number, number[]>();

export function skeletonOf(text: string): Skeleton {
  const units = new Uint16Array(MOST * text.length);
  const starts = new Uint32Array(MOST * text.length);
  let length = 0;
  for (let at = 0; at < text.length; ) {
    let code = text.charCodeAt(at);
    let end = at + 1;
    if (code === AMPERSAND || isHalf(code)) ({ code, end } = characterAt(text, at));
    const unit = unitOf(code);
    const again = unit === LINE_FEED && units[length - 1] === LINE_FEED;
    if (unit === SEVERAL) {
      for (const each of several.get(code) ?? []) {
        units[length] = each;
        starts[length] = at;
        length += 1;
      }
    } else if (unit !== SILENT && !again) {
      units[length] = unit;
      starts[length] = at;
      length += 1;
    }
    at = end;
  }
  return { text: Buffer.from(units.buffer, 0, 2 * length).toString('utf16le'), starts };
}

/** The character at a place of a text, and where the next one begins. An entity is one character. */
export function characterAt(text: string, at: number): { code: number; end: number } {
  const code = text.codePointAt(at) ?? 0;
  const entity = code === AMPERSAND ? entityAt(text, at) : undefined;
  return entity ?? { code, end: at + (code > 0xffff ? 2 : 1) };
}

function entityAt(text: string, at: number): { code: number; end: number } | undefined {
  ENTITY.lastIndex = at;
  const match = ENTITY.exec(text);
  if (!match) return undefined;
  const [, name, decimal, hex] = match;
  const written = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal);
  const code = name === undefined ? written : (named[name.toLowerCase()]?.codePointAt(0) ?? 0);
  return code <= 0x10ffff ? { code, end: ENTITY.lastIndex } : undefined;
}

/** Tells whether a code unit is half of a character. */
function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}

/** Finds the unit to write for a character. Ideographs and Hangul are many, and look like no Latin letter. */
function unitOf(code: number): number {
  if (code >= PLANES) return code >= TAGS ? SILENT : OTHER;
  if ((code >= 0x3400 && code < 0xa000) || (code >= 0xac00 && code < 0xd800)) return OTHER;
  table ??= new Uint16Array(PLANES).fill(UNKNOWN);
  const known = table[code] ?? UNKNOWN;
  if (known !== UNKNOWN) return known;
  const now = reduced(String.fromCodePoint(code));
  const unit = now.length > 1 ? SEVERAL : now === '' ? SILENT : now.charCodeAt(0);
  if (unit === SEVERAL)
    several.set(
      code,
      Array.from({ length: now.length }, (_, index) => now.charCodeAt(index)),
    );
  table[code] = unit;
  return unit;
}

/** Reduces a character to what it looks like, in at most four units of the basic plane. */
function reduced(character: string): string {
  if (LINE.test(character)) return '\n';
  const own = lookOf.get(character);
  if (own !== undefined) return own;
  let text = '';
  for (const part of character.normalize('NFKD')) {
    if (INVISIBLE.test(part)) continue;
    const small = part.toLowerCase();
    const look = lookOf.get(part) ?? lookOf.get(small) ?? small;
    text += look.length > 1 ? String.fromCharCode(OTHER) : look;
  }
  return text.slice(0, MOST);
}
