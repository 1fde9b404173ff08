import { call, constant } from './functions.ts';
import { MOST_EXPRESSION } from './limits.ts';
import {
  factorial,
  floor,
  isWhole,
  negative,
  ofNumber,
  ofText,
  power,
  product,
  quotient,
  type Rational,
  rational,
  root,
  sum,
  toNumber,
  Unreckonable,
  written,
} from './rational.ts';
import { type Dimension, isSame, joined, NONE, type Unit, unitNamed, unitText, WITHOUT } from './units.ts';

/** Quantity in base units. */
export interface Quantity {
  value: Rational;
  /** Nothing was rounded on the way. */
  exact: boolean;
  dimension: Dimension;
}

/** Most brackets, powers and signs within each other. */
const DEEPEST = 60;

const TOKEN =
  /\s*(?:(0x[\da-f]+)|(\d[\d_]*(?:\.\d+)?(?:e[+-]?\d{1,4})?|\.\d+)|([\p{L}µ°][\p{L}\d]*)|(->|\*\*|[-+*/^%!(),×·÷−]))/iuy;

/** Same signs in other spellings. */
const SIGNS: Readonly<Record<string, string>> = { '**': '^', '×': '*', '·': '*', '÷': '/', '−': '-', '->': 'to' };
const NAMES: Readonly<Record<string, string>> = { '°C': 'degC', '°F': 'degF', '°': '' };

interface Token {
  kind: 'number' | 'name' | 'sign';
  text: string;
}

/**
 * Works out an expression: `15% of 80`, `2^100`, `sqrt(2) * 3 m to ft`. Resolves with the result as text.
 * @throws Unreckonable with the reason, in English
 */
export function reckon(expression: string): string {
  if (expression.length > MOST_EXPRESSION) throw new Unreckonable(`it is longer than ${MOST_EXPRESSION} characters`);
  const tokens = tokensOf(expression);
  let at = 0;
  let depth = 0;

  const peek = () => tokens[at];
  const take = (...texts: string[]): string | undefined => {
    const token = tokens[at];
    if (!token || token.kind === 'number' || !texts.includes(token.text)) return undefined;
    at += 1;
    return token.text;
  };

  function within<T>(work: () => T): T {
    depth += 1;
    if (depth > DEEPEST) throw new Unreckonable('it is nested too deeply');
    const result = work();
    depth -= 1;
    return result;
  }

  function total(): Quantity {
    let left = term();
    for (let sign = take('+', '-'); sign !== undefined; sign = take('+', '-')) {
      const right = term();
      if (!isSame(left.dimension, right.dimension)) throw new Unreckonable('it adds quantities of different kinds');
      const value = sum(left.value, sign === '-' ? negative(right.value) : right.value);
      left = { ...left, value, exact: left.exact && right.exact };
    }
    return left;
  }

  function term(): Quantity {
    let left = signed();
    for (;;) {
      const sign = take('*', '/', 'of', 'mod') ?? (startsFactor() ? '*' : undefined);
      if (sign === undefined) return left;
      left = combined(left, sign, signed());
    }
  }

  /** A factor without a sign before it: `3 m`, `2 pi`, `2 (3 + 4)`. */
  function startsFactor(): boolean {
    const token = peek();
    if (token?.kind === 'name') return token.text !== 'to' && !isConversion();
    return token?.kind === 'sign' && token.text === '(';
  }

  /** Tells whether `in` stands for `to`: an inch is followed by no name. */
  function isConversion(): boolean {
    const next = tokens[at + 1];
    return tokens[at]?.text === 'in' && next?.kind === 'name' && next.text !== 'to';
  }

  function signed(): Quantity {
    if (take('+')) return within(signed);
    if (!take('-')) return raised();
    const { value, ...rest } = within(signed);
    return { ...rest, value: negative(value) };
  }

  function raised(): Quantity {
    const base = postfix();
    return take('^') ? toPower(base, within(signed)) : base;
  }

  function postfix(): Quantity {
    let value = atom();
    for (;;) {
      if (take('!')) value = { ...value, value: factorial(plain(value).value) };
      else if (take('%')) value = { ...value, value: quotient(value.value, rational(100n)) };
      else return value;
    }
  }

  function atom(): Quantity {
    const token = tokens[at];
    at += 1;
    if (token?.kind === 'number') return withScale(plainly(numberIn(token.text)));
    if (token?.text === '(') {
      const inside = within(total);
      if (!take(')')) throw new Unreckonable('a bracket is not closed');
      return inside;
    }
    if (token?.kind !== 'name')
      throw new Unreckonable(token ? `"${token.text}" stands where a number should` : 'it ends too early');
    if (take('(')) return call(token.text, within(list));
    const unit = unitNamed(token.text);
    const known = constant(token.text) ?? (unit && { value: unit.size, exact: true, dimension: unit.dimension });
    if (!known) throw new Unreckonable(`"${token.text}" is not known`);
    return known;
  }

  /** A number right before a scale of temperature is a point on it. */
  function withScale(number: Quantity): Quantity {
    const token = peek();
    const unit = token?.kind === 'name' ? unitNamed(token.text) : undefined;
    if (!unit?.offset) return number;
    at += 1;
    return { ...number, value: sum(product(number.value, unit.size), unit.offset), dimension: unit.dimension };
  }

  function list(): Quantity[] {
    const values: Quantity[] = [];
    while (!take(')')) {
      if (values.length > 0 && !take(',')) throw new Unreckonable('a bracket is not closed');
      values.push(total());
    }
    return values;
  }

  const result = total();
  const converts = take('to') ?? (isConversion() ? take('in') : undefined);
  const named = converts === undefined ? undefined : tokens.slice(at).map(({ text }) => text);
  const into = named && target();
  const left = tokens[at];
  if (left) throw new Unreckonable(`"${left.text}" stands where it does not belong`);
  return resultText(result, into, named?.join(' ') ?? '');

  function target(): Unit {
    const token = peek();
    const unit = token?.kind === 'name' && at === tokens.length - 1 ? unitNamed(token.text) : undefined;
    if (unit) {
      at += 1;
      return unit;
    }
    const { value, dimension } = term();
    return { size: value, dimension };
  }
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = expression.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) throw new Unreckonable(`"${text.slice(at).trim().slice(0, 10)}" is not understood`);
    const [, hex, number, name, sign = ''] = found;
    if (hex !== undefined || number !== undefined) tokens.push({ kind: 'number', text: hex ?? number ?? '' });
    else if (name !== undefined)
      tokens.push({ kind: 'name', text: Object.hasOwn(NAMES, name) ? (NAMES[name] ?? '') : name });
    else tokens.push({ kind: sign === '->' ? 'name' : 'sign', text: SIGNS[sign] ?? sign });
  }
  return tokens;
}

function numberIn(text: string): Rational {
  return /^0x/i.test(text) ? rational(BigInt(text)) : ofText(text.replaceAll('_', ''));
}

const plainly = (value: Rational): Quantity => ({ value, exact: true, dimension: NONE });

/** A quantity without a unit. */
function plain(quantity: Quantity): Quantity {
  if (!isSame(quantity.dimension, NONE)) throw new Unreckonable('it takes a number without a unit there');
  return quantity;
}

function combined(left: Quantity, sign: string, right: Quantity): Quantity {
  const exact = left.exact && right.exact;
  if (sign === 'mod') {
    const times = floor(quotient(plain(left).value, plain(right).value));
    return { value: sum(left.value, negative(product(rational(times), right.value))), exact, dimension: NONE };
  }
  const divides = sign === '/';
  const value = (divides ? quotient : product)(left.value, right.value);
  return { value, exact, dimension: joined(left.dimension, right.dimension, divides ? -1 : 1) };
}

function toPower(base: Quantity, exponent: Quantity): Quantity {
  const { value: times } = plain(exponent);
  if (isWhole(times)) {
    const value = power(base.value, times.top);
    const dimension = Object.fromEntries(
      Object.entries(base.dimension).map(([name, each]) => [name, each * Number(times.top)] as const),
    );
    return { value, exact: base.exact && exponent.exact, dimension: joined(dimension, NONE) };
  }
  plain(base);
  if (times.top === 1n && times.bottom === 2n) {
    const { value, exact } = root(base.value);
    return { value, exact: exact && base.exact, dimension: NONE };
  }
  return { value: ofNumber(toNumber(base.value) ** toNumber(times)), exact: false, dimension: NONE };
}

function resultText({ value, exact, dimension }: Quantity, into: Unit | undefined, name: string): string {
  const { size, offset, dimension: wanted } = into ?? { ...WITHOUT, dimension };
  if (!isSame(dimension, wanted)) throw new Unreckonable('it converts between quantities of different kinds');
  const shown = quotient(offset ? sum(value, negative(offset)) : value, size);
  const { text, exact: whole } = written(shown);
  const unit = into ? name : unitText(dimension);
  const fraction = !whole && exact && shown.bottom < 1_000_000n ? ` (exactly ${shown.top}/${shown.bottom})` : '';
  return `${whole && exact ? '=' : '≈'} ${text}${unit === '' ? '' : ` ${unit}`}${fraction}`;
}

export { Unreckonable };
