import { ACCENTS, doubleStruck, scriptOf, signOf } from './maths-signs.ts';

/** Deeper nesting, and longer formulas, are shown as they are written. */
const MAX_DEPTH = 20;
const MAX_LENGTH = 3000;

const TOKEN = /\\[A-Za-z]+|\\[\s\S]|\s+|[\s\S]/gu;

/** Commands that only set their argument in another face. */
const FACES = new Set(
  'text textrm textbf textit textsf texttt mbox mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak boldsymbol bm operatorname boxed'.split(
    ' ',
  ),
);
/** Environments that are lines of formulas, aligned. */
const ALIGNED = /^(?:align|aligned|alignat|gather|gathered|equation|split|multline)\*?$/;

interface Reader {
  tokens: readonly string[];
  at: number;
  depth: number;
}

/** A formula of TeX in Unicode, for people: `x^2 \le \frac12` is `x² ≤ 1/2`. Undefined unless all of it can be said so. */
export function readableMaths(tex: string): string | undefined {
  if (tex.length > MAX_LENGTH) return undefined;
  const reader = { tokens: tex.match(TOKEN) ?? [], at: 0, depth: 0 };
  const text = sequence(reader, undefined);
  const shown = text
    ?.replace(/[ \t]*\n[ \t\n]*/g, '\n')
    .replace(/ {2,}/g, ' ')
    .trim();
  return shown === '' ? undefined : shown;
}

/** Everything up to `end`, or to the end of the formula. */
function sequence(reader: Reader, end: string | undefined): string | undefined {
  if (reader.depth > MAX_DEPTH) return undefined;
  reader.depth += 1;
  let text = '';
  while (reader.at < reader.tokens.length) {
    const token = reader.tokens[reader.at] ?? '';
    reader.at += 1;
    if (token === end) {
      reader.depth -= 1;
      return text;
    }
    const next = token === '}' ? undefined : piece(reader, token, text);
    if (next === undefined) return undefined;
    text += next;
  }
  return end === undefined ? text : undefined;
}

/** Text of a token, together with its arguments; `before` is what the sequence said so far. */
function piece(reader: Reader, token: string, before: string): string | undefined {
  if (token === '^' || token === '_') {
    const script = argument(reader);
    return script === undefined ? undefined : scriptOf(token, script);
  }
  if (token === '{') return sequence(reader, '}');
  if (token === "'") return '′';
  if (token === '&' || token === '~' || /^\s/.test(token)) return ' ';
  if (token === '\\\\') return lineBreak(reader);
  return token.startsWith('\\') && token.length > 1 ? command(reader, token.slice(1), before) : token;
}

/** The next group, command or character. */
function argument(reader: Reader): string | undefined {
  while (/^\s/.test(reader.tokens[reader.at] ?? '')) reader.at += 1;
  const token = reader.tokens[reader.at];
  if (token === undefined || /^[}^_&]$/.test(token) || token === '\\\\') return undefined;
  reader.at += 1;
  // A letter that begins a word is not torn off it.
  if (/^\p{L}/u.test(token) && /^[\p{L}\p{N}]/u.test(reader.tokens[reader.at] ?? '')) return undefined;
  if (reader.depth > MAX_DEPTH) return undefined;
  reader.depth += 1;
  const said = piece(reader, token, '');
  reader.depth -= 1;
  return said;
}

/** Content of square brackets that come next; empty where none do. */
function option(reader: Reader): string {
  if (reader.tokens[reader.at] !== '[') return '';
  const end = reader.tokens.indexOf(']', reader.at);
  if (end < 0 || end - reader.at > 12) return '';
  const inside = reader.tokens.slice(reader.at + 1, end).join('');
  reader.at = end + 1;
  return inside;
}

function lineBreak(reader: Reader): string {
  option(reader);
  return '\n';
}

function command(reader: Reader, name: string, before: string): string | undefined {
  if (/^[dtc]?frac$/.test(name)) return fraction(reader, before);
  if (name === 'sqrt') return root(reader);
  if (name === 'begin' || name === 'end') return ALIGNED.test(argument(reader) ?? '') ? '' : undefined;
  if (name === 'pmod') return wrapped(argument(reader), ' (mod ', ')');
  if (name === 'bmod' || name === 'mod') return ' mod ';
  if (FACES.has(name)) return argument(reader);
  if (name === 'mathbb') return doubleStruck((argument(reader) ?? '').trim());
  const accent = ACCENTS.get(name);
  if (accent !== undefined) {
    const under = argument(reader)?.trim() ?? '';
    return [...under].length === 1 ? (under + accent).normalize('NFC') : undefined;
  }
  // A side without a bracket.
  if (/^(?:left|right|middle)$/.test(name) && reader.tokens[reader.at] === '.') reader.at += 1;
  return signOf(name);
}

function wrapped(text: string | undefined, open: string, close: string): string | undefined {
  return text === undefined ? undefined : open + text.trim() + close;
}

/** A term that stands above a line or under a root; in brackets if it has operators itself. */
function term(text: string): string {
  const bare = text.trim();
  return /^[\p{L}\p{N}\p{M}.′∞°]+$/u.test(bare) ? bare : `(${bare})`;
}

/** A term that something is divided by; a product is in brackets, too. */
function divisor(text: string): string {
  const bare = text.trim();
  return /^(?:[\p{N}.]+|[d∂]?\p{L}[\p{M}\p{No}\p{Lm}′]*|∞)$/u.test(bare) ? bare : `(${bare})`;
}

function fraction(reader: Reader, before: string): string | undefined {
  const above = argument(reader);
  const below = above === undefined ? undefined : argument(reader);
  if (above === undefined || below === undefined) return undefined;
  const said = `${term(above)}/${divisor(below)}`;
  const next = reader.tokens.slice(reader.at).find((token) => /\S/.test(token)) ?? '';
  const isFactor = /^[\p{L}\p{N}({^]/u.test(next) || (/^\\[A-Za-z]/.test(next) && !isApart(next.slice(1)));
  return isFactor || /[\p{L}\p{N})]\s*$/u.test(before) ? `(${said})` : said;
}

/** Tells whether a command is no factor of what stands before it. */
function isApart(name: string): boolean {
  return /^(?:right|quad|qquad|end|text)/.test(name) || (signOf(name)?.startsWith(' ') ?? false);
}

const ROOTS: Readonly<Record<string, string>> = { '': '√', '2': '√', '3': '∛', '4': '∜' };

function root(reader: Reader): string | undefined {
  const degree = option(reader);
  const under = argument(reader);
  if (under === undefined) return undefined;
  return (ROOTS[degree] ?? `${scriptOf('^', degree)}√`) + term(under);
}
