import { ONE, ofText, product, quotient, type Rational, rational } from './rational.ts';

/** Units, by their size in those of the SI. */

/** Powers of base units, by their signs; none of 0. */
export type Dimension = Readonly<Record<string, number>>;

export interface Unit {
  size: Rational;
  dimension: Dimension;
  /** Added to a value in the base unit that it stands for: scales of temperature begin elsewhere. */
  offset?: Rational;
}

const of = (size: string, dimension: Dimension): Unit => ({ size: ofText(size), dimension });

const LENGTH = { m: 1 };
const AREA = { m: 2 };
const VOLUME = { m: 3 };
const MASS = { kg: 1 };
const TIME = { s: 1 };
const FORCE = { kg: 1, m: 1, s: -2 };
const ENERGY = { kg: 1, m: 2, s: -2 };
const POWER = { kg: 1, m: 2, s: -3 };
const PRESSURE = { kg: 1, m: -1, s: -2 };
const BITS = { bit: 1 };

/** Units that take a prefix of the SI: `k` in `km`. */
const metric: Readonly<Record<string, Unit>> = {
  m: of('1', LENGTH),
  g: of('0.001', MASS),
  s: of('1', TIME),
  K: of('1', { K: 1 }),
  A: of('1', { A: 1 }),
  mol: of('1', { mol: 1 }),
  L: of('0.001', VOLUME),
  l: of('0.001', VOLUME),
  Hz: of('1', { s: -1 }),
  N: of('1', FORCE),
  J: of('1', ENERGY),
  W: of('1', POWER),
  Wh: of('3600', ENERGY),
  Pa: of('1', PRESSURE),
  bar: of('100000', PRESSURE),
  V: of('1', { kg: 1, m: 2, s: -3, A: -1 }),
  cal: of('4.184', ENERGY),
  eV: of('1.602176634e-19', ENERGY),
  bit: of('1', BITS),
  B: of('8', BITS),
};

/** Sizes of other units: the international yard and pound of 1959, gallons and pints of the United States. */
const others: Readonly<Record<string, Unit>> = {
  t: of('1000', MASS),
  lb: of('0.45359237', MASS),
  oz: of('0.028349523125', MASS),
  st: of('6.35029318', MASS),
  inch: of('0.0254', LENGTH),
  in: of('0.0254', LENGTH),
  ft: of('0.3048', LENGTH),
  yd: of('0.9144', LENGTH),
  mi: of('1609.344', LENGTH),
  nmi: of('1852', LENGTH),
  ly: of('9460730472580800', LENGTH),
  au: of('149597870700', LENGTH),
  min: of('60', TIME),
  h: of('3600', TIME),
  hour: of('3600', TIME),
  hours: of('3600', TIME),
  minutes: of('60', TIME),
  seconds: of('1', TIME),
  day: of('86400', TIME),
  days: of('86400', TIME),
  week: of('604800', TIME),
  weeks: of('604800', TIME),
  ha: of('10000', AREA),
  acre: of('4046.8564224', AREA),
  acres: of('4046.8564224', AREA),
  gal: of('0.003785411784', VOLUME),
  qt: of('0.000946352946', VOLUME),
  pt: of('0.000473176473', VOLUME),
  cup: of('0.0002365882365', VOLUME),
  floz: of('0.0000295735295625', VOLUME),
  tbsp: of('0.00001478676478125', VOLUME),
  tsp: of('0.00000492892159375', VOLUME),
  kph: { size: rational(5n, 18n), dimension: { m: 1, s: -1 } },
  mph: of('0.44704', { m: 1, s: -1 }),
  kn: { size: rational(463n, 900n), dimension: { m: 1, s: -1 } },
  atm: of('101325', PRESSURE),
  psi: { size: quotient(ofText('4.4482216152605'), ofText('0.00064516')), dimension: PRESSURE },
  mmHg: of('133.322387415', PRESSURE),
  hp: of('745.69987158227022', POWER),
  KiB: of('8192', BITS),
  MiB: of('8388608', BITS),
  GiB: of('8589934592', BITS),
  TiB: of('8796093022208', BITS),
  degC: { ...of('1', { K: 1 }), offset: ofText('273.15') },
  degF: { size: rational(5n, 9n), dimension: { K: 1 }, offset: quotient(ofText('2298.35'), ofText('9')) },
};

const prefixes: Readonly<Record<string, string>> = {
  p: '1e-12',
  n: '1e-9',
  u: '1e-6',
  µ: '1e-6',
  m: '1e-3',
  c: '1e-2',
  d: '1e-1',
  h: '1e2',
  k: '1e3',
  M: '1e6',
  G: '1e9',
  T: '1e12',
  P: '1e15',
};

/** Finds a unit by its sign; undefined where there is none. */
export function unitNamed(name: string): Unit | undefined {
  const plain = own(others, name) ?? own(metric, name);
  if (plain) return plain;
  const prefix = own(prefixes, name.slice(0, 1));
  const unit = own(metric, name.slice(1));
  return prefix !== undefined && unit ? { ...unit, size: product(ofText(prefix), unit.size) } : undefined;
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Dimension of a product: `times` is 1, or -1 for a quotient. */
export function joined(one: Dimension, other: Dimension, times = 1): Dimension {
  const all = { ...one };
  for (const [name, exponent] of Object.entries(other)) all[name] = (all[name] ?? 0) + exponent * times;
  return Object.fromEntries(Object.entries(all).filter(([, exponent]) => exponent !== 0));
}

export function isSame(one: Dimension, other: Dimension): boolean {
  return Object.keys(joined(one, other, -1)).length === 0;
}

/** Writes base units: `kg m^2 s^-2`. */
export function unitText(dimension: Dimension): string {
  return Object.entries(dimension)
    .map(([name, exponent]) => (exponent === 1 ? name : `${name}^${exponent}`))
    .join(' ');
}

export const NONE: Dimension = {};
export const WITHOUT: Unit = { size: ONE, dimension: NONE };
