import { median } from './measures.ts';

/** What a metric must not pass. */
interface Target {
  /** The value itself, or its ratio to the floor's. */
  of: 'value' | 'ratio';
  most?: number;
  least?: number;
}

export interface Metric {
  name: string;
  unit: string;
  target?: Target;
  /** Of ours and of the floor, by round; the floor's may be missing. */
  ours: number[];
  floor: number[];
}

export interface Row {
  name: string;
  unit: string;
  ours: number;
  floor?: number;
  /** The lowest and the highest of the pairs' ratios, or of ours where there is no floor. */
  spread: [number, number];
  /** Median of the pairs' ratios. */
  ratio?: number;
  target?: string;
  ok?: boolean;
}

/** Medians of a metric, judged. */
export function judge({ name, unit, target, ours, floor }: Metric): Row {
  const ratios = ours.flatMap((value, at) => (floor[at] === undefined ? [] : [value / floor[at]]));
  const spanned = ratios.length > 0 ? ratios : ours;
  const row: Row = { name, unit, ours: median(ours), spread: [Math.min(...spanned), Math.max(...spanned)] };
  if (ratios.length > 0) Object.assign(row, { floor: median(floor), ratio: median(ratios) });
  if (!target) return row;
  const judged = target.of === 'ratio' ? row.ratio : row.ours;
  const { most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY } = target;
  const sign = target.most === undefined ? '≥' : '≤';
  const bound = target.most ?? target.least ?? 0;
  return {
    ...row,
    target: `${sign} ${bound}${target.of === 'ratio' ? ' ×' : ` ${unit}`}`,
    ok: judged !== undefined && judged <= most && judged >= least,
  };
}

/** A table for people. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.name,
    `${show(row.ours)} ${row.unit}`,
    row.floor === undefined ? '' : `${show(row.floor)} ${row.unit}`,
    row.ratio === undefined ? '' : `${row.ratio.toFixed(2)} ×`,
    `${row.spread[0].toFixed(2)}–${row.spread[1].toFixed(2)}`,
    row.target ?? '',
    row.ok === undefined ? '' : row.ok ? 'ok' : 'MISS',
  ]);
  const all = [['', 'ours', 'floor', 'ratio', 'spread', 'target', ''], ...lines];
  const widths = [0, 1, 2, 3, 4, 5, 6].map((at) => Math.max(...all.map((line) => line[at]?.length ?? 0)));
  const row = (line: readonly string[]) =>
    line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  return all.map((line) => row(line).trimEnd()).join('\n');
}

function show(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
