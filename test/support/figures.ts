/** Figures as Prometheus is told them. */

export interface Series {
  /** With `_bucket`, `_sum` or `_count`, for a histogram. */
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Reads the text that Prometheus is given. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function readFigures(text: string): Series[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === '') throw new Error(`no series: ${line}`);
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    return { name, labels: Object.fromEntries(pairs.map(([, label, text]) => [label, text])), value: Number(value) };
  });
}

/** Sum of the series of this name that have these labels; undefined where there is none. */
export function figure(all: readonly Series[], name: string, labels: Series['labels'] = {}): number | undefined {
  const wanted = Object.entries(labels);
  const found = all.filter((each) => each.name === name && wanted.every(([label, is]) => each.labels[label] === is));
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}
