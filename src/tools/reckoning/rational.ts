/** Numbers as fractions of whole numbers: sums of money and powers of two come out to the last digit. */

export interface Rational {
  readonly top: bigint;
  /** Above 0, and without a factor in common with `top`. */
  readonly bottom: bigint;
}

/** Something that cannot be reckoned; the message says why, in English, to the model. */
export class Unreckonable extends Error {}

/** Longest whole number of a fraction, in bits: 361 digits. No reckoning with such takes long. */
const MOST_BITS = 1200;
const MOST = 1n << BigInt(MOST_BITS);

const TOO_LONG = 'a number in it has more than 360 digits';

export function rational(top: bigint, bottom = 1n): Rational {
  if (bottom === 0n) throw new Unreckonable('it divides by zero');
  const sign = bottom < 0n ? -1n : 1n;
  const common = commonFactor(top < 0n ? -top : top, bottom * sign) || 1n;
  const [over, under] = [(top * sign) / common, (bottom * sign) / common];
  if (over > MOST || -over > MOST || under > MOST) throw new Unreckonable(TOO_LONG);
  return { top: over, bottom: under };
}

function commonFactor(one: bigint, other: bigint): bigint {
  let [left, right] = [one, other];
  while (right !== 0n) [left, right] = [right, left % right];
  return left;
}

export const ZERO = rational(0n);
export const ONE = rational(1n);

export const sum = (one: Rational, other: Rational) =>
  rational(one.top * other.bottom + other.top * one.bottom, one.bottom * other.bottom);
export const negative = ({ top, bottom }: Rational) => ({ top: -top, bottom });
export const product = (one: Rational, other: Rational) => rational(one.top * other.top, one.bottom * other.bottom);
export const quotient = (one: Rational, other: Rational) => rational(one.top * other.bottom, one.bottom * other.top);
export const isWhole = ({ bottom }: Rational) => bottom === 1n;
export const isLess = (one: Rational, other: Rational) => one.top * other.bottom < other.top * one.bottom;

/** Largest whole number that is not above it. */
export function floor({ top, bottom }: Rational): bigint {
  const cut = top / bottom;
  return top < 0n && cut * bottom !== top ? cut - 1n : cut;
}

/** Power to a whole number. The length of what comes out is known before it is worked out. */
export function power({ top, bottom }: Rational, exponent: bigint): Rational {
  const times = exponent < 0n ? -exponent : exponent;
  const longest = BigInt(Math.max(bitsOf(top), bitsOf(bottom)));
  if (longest > 1n && (longest - 1n) * times > BigInt(MOST_BITS)) throw new Unreckonable(TOO_LONG);
  // What is left has a base of 0, 1 or -1, or few enough bits.
  const reduced = longest > 1n ? times : times === 0n ? 0n : 2n - (times % 2n);
  return exponent < 0n ? rational(bottom ** reduced, top ** reduced) : rational(top ** reduced, bottom ** reduced);
}

const bitsOf = (value: bigint) => (value < 0n ? -value : value).toString(2).length;

/** Most of a factorial whose value is short enough. */
const MOST_FACTORIAL = 190n;

export function factorial(value: Rational): Rational {
  if (!isWhole(value) || value.top < 0n) throw new Unreckonable('a factorial is of a whole number from 0 on');
  if (value.top > MOST_FACTORIAL) throw new Unreckonable(TOO_LONG);
  let result = 1n;
  for (let factor = 2n; factor <= value.top; factor += 1n) result *= factor;
  return rational(result);
}

/** Digits behind the point to which a root is worked out that is no fraction. */
const ROOT_DIGITS = 40n;

/** Square root, and whether it is that to the last digit. */
export function root({ top, bottom }: Rational): { value: Rational; exact: boolean } {
  if (top < 0n) throw new Unreckonable('the root of a negative number is no real number');
  const [over, under] = [wholeRoot(top), wholeRoot(bottom)];
  if (over * over === top && under * under === bottom) return { value: rational(over, under), exact: true };
  const scale = 10n ** ROOT_DIGITS;
  return { value: rational(wholeRoot((top * scale * scale) / bottom), scale), exact: false };
}

/** Root without what is behind the point. */
function wholeRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt(Math.ceil(bitsOf(value) / 2));
  for (;;) {
    const better = (guess + value / guess) / 2n;
    if (better >= guess) return guess;
    guess = better;
  }
}

/** Significant digits that a floating-point number is good for. */
const FLOAT_DIGITS = 15;

export function ofNumber(value: number): Rational {
  if (!Number.isFinite(value)) throw new Unreckonable('it has no value, or one that is too large');
  return ofText(value.toPrecision(FLOAT_DIGITS));
}

/** Largest power of ten of a number that is written as one. */
const MOST_TENS = 300;

/** Reads `12`, `1.5` or `2e-3`. */
export function ofText(text: string): Rational {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [before = '', behind = ''] = mantissa.split('.');
  const tens = Number(exponent) - behind.length;
  if (Math.abs(tens) > MOST_TENS) throw new Unreckonable(TOO_LONG);
  const digits = BigInt(before + behind);
  return tens < 0 ? rational(digits, 10n ** BigInt(-tens)) : rational(digits * 10n ** BigInt(tens));
}

export const toNumber = ({ top, bottom }: Rational) => {
  // Both may be longer than a floating-point number: what they have too many of goes from both.
  const spare = BigInt(Math.max(0, Math.max(bitsOf(top), bitsOf(bottom)) - 1000));
  return Number(top >> spare) / Number(bottom >> spare);
};

/** Digits behind the point that are shown of a number without an end. */
const SHOWN = 30;

/** Writes a number with a point; `exact`: nothing of it was left out. */
export function written({ top, bottom }: Rational): { text: string; exact: boolean } {
  const sign = top < 0n ? '-' : '';
  const positive = top < 0n ? -top : top;
  const whole = positive / bottom;
  let rest = positive % bottom;
  let digits = '';
  // Zeros at the beginning tell nothing: a small number has as many digits as another.
  const most = SHOWN + (whole === 0n ? zerosIn(rest, bottom) : 0);
  while (rest !== 0n && digits.length < most) {
    rest *= 10n;
    digits += String(rest / bottom);
    rest %= bottom;
  }
  return { text: `${sign}${whole}${digits === '' ? '' : `.${digits}`}`, exact: rest === 0n };
}

function zerosIn(rest: bigint, bottom: bigint): number {
  return rest === 0n ? 0 : Math.max(0, bottom.toString().length - rest.toString().length);
}
