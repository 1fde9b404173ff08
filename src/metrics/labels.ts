import { type CallKind, type OnBehalf, type Surface, type Tool, toolGroups } from '../ports/index.ts';
import type { FaultKind } from '../util/errors.ts';

/**
 * Values that labels may have. Each list is closed: a series tells of no person, chat or text, and the number of series has a
 * bound.
 */

/** Stands for every value that is in no list, as the conventions for generative AI have it for errors. */
export const OTHER = '_OTHER';

/** Names, each of which the compiler misses where a new one was not added. */
const named = <Name extends string>(names: Record<Name, true>) => Object.keys(names) as Name[];

/** Methods of a surface that ask the platform whenever they are called. */
type SurfaceCall = Extract<
  keyof Surface,
  | 'create'
  | 'edit'
  | 'remove'
  | 'typing'
  | 'react'
  | 'rename'
  | 'adopt'
  | 'draft'
  | 'download'
  | 'openThread'
  | 'openForm'
  | 'openPrivate'
>;

export const surfaceCalls = named<SurfaceCall>({
  create: true,
  edit: true,
  remove: true,
  typing: true,
  react: true,
  rename: true,
  adopt: true,
  draft: true,
  download: true,
  openThread: true,
  openForm: true,
  openPrivate: true,
});

const faults = named<FaultKind>({
  rate_limited: true,
  unreachable: true,
  server: true,
  unauthorized: true,
  forbidden: true,
  gone: true,
  asleep: true,
  expired: true,
  migrated: true,
  rejected: true,
  conflict: true,
  model_busy: true,
  model_quota: true,
  model_auth: true,
  model_unknown: true,
  model_rejected: true,
  model_too_long: true,
  model_filtered: true,
  model_unreachable: true,
  model_server: true,
  model_stalled: true,
  model_cut: true,
  model_empty: true,
  model_spent: true,
  storage: true,
  config: true,
  internal: true,
});

const purposes = named<OnBehalf['purpose']>({
  answer: true,
  title: true,
  summary: true,
  image: true,
  transcript: true,
  speech: true,
  batch: true,
});

/** Values by label. Those that the settings decide are added when the program starts. */
export const labelValues = {
  surface: [],
  kind: ['prompt', 'command', 'late'],
  outcome: ['answered', 'failed', 'undeliverable', 'forgotten', 'joined'],
  reason: ['complete', 'length', 'filtered', 'stop', 'timeout', 'error', 'cut'],
  call: surfaceCalls,
  calls: named<CallKind>({
    create: true,
    edit: true,
    remove: true,
    typing: true,
    read: true,
    react: true,
    open: true,
    rename: true,
  }),
  error_type: faults,
  gen_ai_operation_name: ['chat', 'image_generation', 'transcription', 'speech'],
  gen_ai_provider_name: ['openai'],
  gen_ai_request_model: [],
  gen_ai_token_type: ['input', 'output'],
  purpose: purposes,
  group: toolGroups,
  effect: named<Tool['effect']>({ read: true, own: true, write: true }),
  work: ['accept', 'record', 'journal', 'finalize', 'close', 'documents', 'jobs', 'limits'],
  job: ['title', 'summary', 'schedule', 'batch', 'handed-over'],
  end: ['done', 'goes_on', 'retried', 'given_up'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Label = keyof typeof labelValues;
