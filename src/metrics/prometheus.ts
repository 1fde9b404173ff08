import type { Counter, Gauge, Histogram } from 'prom-client';
import { codeOf, Fault } from '../util/errors.ts';
import { type Label, labelValues, OTHER } from './labels.ts';
import { type MetricName, metrics } from './list.ts';
import type { Meter } from './meter.ts';

/** Values that the settings decide, of labels whose lists are empty. */
export interface GivenValues {
  surface: readonly string[];
  gen_ai_request_model: readonly string[];
}

export interface Prometheus extends Meter {
  /** Text for Prometheus, and its media type. */
  text(): Promise<{ text: string; type: string }>;
}

/** Counters with no more series than this are there from the start: a rate misses the first of one that appears with it. */
const MOST_AT_ZERO = 72;

/** Metrics of Node whose labels name kinds of objects: each version has others, and nobody watches them. */
const needless = /^nodejs_(?:active_(?:handles|requests|resources)$|heap_space_)/;

/**
 * Opens the meter. Only here the package is loaded.
 * @throws Fault('config') where it is not installed
 */
export async function openPrometheus(given: GivenValues): Promise<Prometheus> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await load();
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray()) if (needless.test(name)) registry.removeSingleMetric(name);
  const values: Readonly<Record<Label, readonly string[]>> = { ...labelValues, ...given };
  const counters = new Map<MetricName, Counter>();
  const gauges = new Map<MetricName, Gauge>();
  const histograms = new Map<MetricName, Histogram>();
  for (const [key, metric] of Object.entries(metrics)) {
    const name = key as MetricName;
    const about = { name, help: metric.help, labelNames: [...metric.labels], registers: [registry] };
    if (metric.type === 'counter') counters.set(name, atZero(new Counter(about), metric.labels));
    else if (metric.type === 'gauge') gauges.set(name, new Gauge(about));
    else histograms.set(name, new Histogram({ ...about, buckets: [...metric.buckets] }));
  }

  function atZero(counter: Counter, labels: readonly Label[]): Counter {
    const series = labels.reduce<Record<string, string>[]>(
      (before, label) => before.flatMap((each) => values[label].map((value) => ({ ...each, [label]: value }))),
      [{}],
    );
    if (series.length <= MOST_AT_ZERO) for (const each of series) counter.inc(each, 0);
    return counter;
  }

  function closed(labels: Readonly<Record<string, string | undefined>>): Record<string, string> {
    const known = (label: string, value: string) => values[label as Label].includes(value);
    return Object.fromEntries(
      Object.entries(labels).flatMap(([label, value]) =>
        value === undefined ? [] : [[label, known(label, value) ? value : OTHER]],
      ),
    );
  }

  return {
    count: (name, labels, by = 1) => counters.get(name)?.inc(closed(labels), by),
    observe: (name, labels, value) => histograms.get(name)?.observe(closed(labels), value),
    add: (name, labels, by) => gauges.get(name)?.inc(closed(labels), by),
    set: (name, labels, value) => gauges.get(name)?.set(closed(labels), value),
    text: async () => ({ text: await registry.metrics(), type: registry.contentType }),
  };
}

async function load() {
  try {
    const { default: client } = await import('prom-client');
    return client;
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    const advice = 'Run npm install without --omit=optional, or set METRICS=off.';
    throw new Fault('config', 'METRICS needs the package prom-client, which is not installed', { advice }, error);
  }
}
