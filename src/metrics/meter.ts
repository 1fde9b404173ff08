import type { CounterName, GaugeName, HistogramName, LabelsOf } from './list.ts';

/** Counts what is told to it. A label's value that is in no list becomes `_OTHER`. */
export interface Meter {
  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Adds to a gauge; `by` may be below 0. */
  add<Name extends GaugeName>(name: Name, labels: LabelsOf<Name>, by: number): void;
  /** Sets a gauge. */
  set<Name extends GaugeName>(name: Name, labels: LabelsOf<Name>, value: number): void;
}
