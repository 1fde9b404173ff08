import type { Label } from './labels.ts';

/** Every metric of ours, once: what counts, what documents and what checks dashboards and alerts reads this. */

interface Metric {
  type: 'counter' | 'gauge' | 'histogram';
  /** One sentence for people who look at it. */
  help: string;
  labels: readonly Label[];
  /** Upper bounds of a histogram's buckets. */
  buckets?: readonly number[];
}

/** Powers of a base, from `first` on. */
const powers = (first: number, base: number, count: number) =>
  Array.from({ length: count }, (_, at) => Number((first * base ** at).toPrecision(12)));

/**
 * Bounds that the conventions for generative AI advise, in seconds and in tokens.
 * https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-metrics.md
 */
const SECONDS = powers(0.01, 2, 14);
const TOKENS = powers(1, 4, 14);
/** Bounds for writes, which take milliseconds. */
const MOMENTS = powers(0.0005, 3, 9);
/** Bounds for what may last hours. */
const HOURS = [1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400];

/** Labels that the conventions require of each operation. */
const operation = ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model'] as const;

export const metrics = {
  parley_turns_accepted_total: {
    type: 'counter',
    help: 'Messages, presses and due times that were accepted to be answered.',
    labels: ['surface', 'kind'],
  },
  parley_turns_total: {
    type: 'counter',
    help: 'Turns that were closed, by what became of them. joined: answered with another one.',
    labels: ['surface', 'kind', 'outcome'],
  },
  parley_answers_total: {
    type: 'counter',
    help: 'Answers that became final, by the reason for which they ended.',
    labels: ['surface', 'reason'],
  },
  parley_turn_retries_total: {
    type: 'counter',
    help: 'Turns that were begun again, after a failure or because a process ended.',
    labels: ['surface'],
  },
  parley_turn_first_bubble_seconds: {
    type: 'histogram',
    help: 'Time from the acceptance of a message to the first bubble of its answer.',
    labels: ['surface', 'kind'],
    buckets: SECONDS,
  },
  parley_turn_final_seconds: {
    type: 'histogram',
    help: 'Time from the acceptance of a message to the last word of its answer.',
    labels: ['surface', 'kind'],
    buckets: SECONDS,
  },
  parley_open_turns: {
    type: 'gauge',
    help: 'Turns that are accepted and not closed, in the store.',
    labels: [],
  },
  parley_oldest_turn_age_seconds: {
    type: 'gauge',
    help: 'Age of the oldest open turn in the store; 0 without one.',
    labels: [],
  },
  parley_places_in_use: {
    type: 'gauge',
    help: 'Turns of this process whose answer is being made.',
    labels: ['surface'],
  },
  parley_places: {
    type: 'gauge',
    help: 'Most turns whose answer is made at once (MAX_CONCURRENT_TURNS); 0 for no limit.',
    labels: ['surface'],
  },
  parley_turns_waiting_for_place: {
    type: 'gauge',
    help: 'Turns of this process that wait because all places are in use.',
    labels: ['surface'],
  },
  gen_ai_client_token_usage: {
    type: 'histogram',
    help: 'Tokens of a call to a model.',
    labels: [...operation, 'gen_ai_token_type'],
    buckets: TOKENS,
  },
  gen_ai_client_operation_duration_seconds: {
    type: 'histogram',
    help: 'Time of a call to a model, further attempts included.',
    labels: [...operation, 'error_type'],
    buckets: SECONDS,
  },
  gen_ai_client_operation_time_to_first_chunk_seconds: {
    type: 'histogram',
    help: 'Time from a call to a model to the first that it says.',
    labels: operation,
    buckets: SECONDS,
  },
  parley_model_calls_total: {
    type: 'counter',
    help: 'Calls to models, by what they are for.',
    labels: ['gen_ai_operation_name', 'purpose'],
  },
  parley_model_errors_total: {
    type: 'counter',
    help: 'Calls to models that failed for good.',
    labels: ['gen_ai_operation_name', 'error_type'],
  },
  parley_model_retries_total: {
    type: 'counter',
    help: 'Further attempts of calls that stream an answer.',
    labels: [],
  },
  parley_tool_calls_total: {
    type: 'counter',
    help: 'Calls of tools, by their group and by what they change.',
    labels: ['group', 'effect'],
  },
  parley_tool_errors_total: {
    type: 'counter',
    help: 'Calls of tools that failed.',
    labels: ['group'],
  },
  parley_platform_call_seconds: {
    type: 'histogram',
    help: 'Time of a call to a platform.',
    labels: ['surface', 'call'],
    buckets: SECONDS,
  },
  parley_platform_errors_total: {
    type: 'counter',
    help: 'Calls that a platform refused or lost. rate_limited: it answered 429.',
    labels: ['surface', 'error_type'],
  },
  parley_penalty_seconds: {
    type: 'histogram',
    help: 'Time for which a platform refused calls, where that was long enough to be remembered.',
    labels: ['surface', 'calls'],
    buckets: HOURS,
  },
  parley_due_late_seconds: {
    type: 'histogram',
    help: 'Time from the moment at which a reminder or schedule was due to its acceptance.',
    labels: ['surface'],
    buckets: HOURS,
  },
  parley_job_seconds: {
    type: 'histogram',
    help: 'Time of an attempt at a job in the background, by how it ended.',
    labels: ['job', 'end'],
    buckets: SECONDS,
  },
  parley_storage_write_seconds: {
    type: 'histogram',
    help: 'Time of a write until it is durable.',
    labels: ['work'],
    buckets: MOMENTS,
  },
  parley_storage_errors_total: {
    type: 'counter',
    help: 'Reads and writes that the store refused.',
    labels: [],
  },
  parley_disk_free_bytes: {
    type: 'gauge',
    help: 'Room left on the disk of the database, for the account of the bot.',
    labels: [],
  },
  parley_disk_size_bytes: {
    type: 'gauge',
    help: 'Size of the disk of the database.',
    labels: [],
  },
} as const satisfies Readonly<Record<string, Metric>>;

type Metrics = typeof metrics;
type NameOf<Type> = { [Name in keyof Metrics]: Metrics[Name]['type'] extends Type ? Name : never }[keyof Metrics];

export type CounterName = NameOf<'counter'>;
export type GaugeName = NameOf<'gauge'>;
export type HistogramName = NameOf<'histogram'>;
export type MetricName = keyof Metrics;

/** Values of a metric's labels. One that is absent is left out. */
export type LabelsOf<Name extends MetricName> = Readonly<Partial<Record<Metrics[Name]['labels'][number], string>>>;
