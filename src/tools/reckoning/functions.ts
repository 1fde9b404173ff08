import {
  floor,
  isLess,
  isWhole,
  negative,
  ONE,
  ofNumber,
  ofText,
  product,
  quotient,
  type Rational,
  rational,
  root,
  sum,
  toNumber,
  Unreckonable,
  ZERO,
} from './rational.ts';
import type { Quantity } from './reckon.ts';
import { isSame, NONE } from './units.ts';

/** Functions and constants of expressions. */

const HALF = rational(1n, 2n);

const constants: Readonly<Record<string, Rational>> = {
  pi: ofText('3.1415926535897932384626433832795028841971'),
  π: ofText('3.1415926535897932384626433832795028841971'),
  e: ofText('2.7182818284590452353602874713526624977572'),
};

export function constant(name: string): Quantity | undefined {
  return Object.hasOwn(constants, name) ? { value: constants[name] ?? ZERO, exact: false, dimension: NONE } : undefined;
}

/** Functions that are worked out as floating-point numbers. Angles are in radians. */
const rounded: Readonly<Record<string, (value: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  exp: Math.exp,
  ln: Math.log,
  log: Math.log10,
  log10: Math.log10,
  log2: Math.log2,
  cbrt: Math.cbrt,
};

/** Functions of one value whose result is as exact as it, in the unit that it has. */
const exactly: Readonly<Record<string, (value: Rational) => Rational>> = {
  abs: (value) => (value.top < 0n ? negative(value) : value),
  floor: (value) => rational(floor(value)),
  ceil: (value) => rational(-floor(negative(value))),
  round: (value) => rational(floor(sum(value, HALF))),
};

/** Calls a function of an expression. */
export function call(name: string, values: readonly Quantity[]): Quantity {
  const [first] = values;
  if (!first) throw new Unreckonable(`${name} takes a value`);
  const exact = values.every((each) => each.exact);
  if (name === 'sum' || name === 'mean' || name === 'min' || name === 'max') {
    if (values.some(({ dimension }) => !isSame(dimension, first.dimension)))
      throw new Unreckonable(`${name} takes quantities of one kind`);
    return {
      ...first,
      exact,
      value: ofMany(
        name,
        values.map(({ value }) => value),
      ),
    };
  }
  if (values.length > 1) return ofTwo(name, values);
  if (Object.hasOwn(exactly, name)) return { ...first, value: exactly[name]?.(first.value) ?? ZERO };
  if (!isSame(first.dimension, NONE)) throw new Unreckonable(`${name} takes a number without a unit`);
  if (name === 'sqrt') {
    const { value, exact: isExact } = root(first.value);
    return { ...first, value, exact: isExact && first.exact };
  }
  const approximately = Object.hasOwn(rounded, name) ? rounded[name] : undefined;
  if (!approximately) throw new Unreckonable(`there is no function "${name}"`);
  return { ...first, value: ofNumber(approximately(toNumber(first.value))), exact: false };
}

function ofMany(name: 'sum' | 'mean' | 'min' | 'max', values: readonly Rational[]): Rational {
  const [first = ZERO, ...rest] = values;
  if (name === 'min') return rest.reduce((least, each) => (isLess(each, least) ? each : least), first);
  if (name === 'max') return rest.reduce((most, each) => (isLess(most, each) ? each : most), first);
  const all = rest.reduce(sum, first);
  return name === 'sum' ? all : quotient(all, rational(BigInt(values.length)));
}

function ofTwo(name: string, [first, second, third]: readonly Quantity[]): Quantity {
  if (name !== 'round' || !first || !second || third) throw new Unreckonable(`${name} takes one value`);
  const { value: places } = second;
  if (!isWhole(places) || places.top < 0n || places.top > 30n)
    throw new Unreckonable('round takes 0 to 30 places behind the point');
  const scale = rational(10n ** places.top);
  return { ...first, value: quotient(exactly['round']?.(product(first.value, scale)) ?? ONE, scale) };
}
