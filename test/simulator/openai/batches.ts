import type { Call, Reply } from '../server.ts';
import { answerLine, type Line, type LineError, type Outcome, readLines } from './batch-lines.ts';
import { invalid, missing, Refusal } from './failures.ts';
import { checkExpiry, createFiles, type FileLimits, filesRoute, pageOf, type StoredFile } from './files.ts';
import { isRecord } from './heard.ts';
import { checkParameters, listed } from './parameters.ts';
import type { Parts } from './routes.ts';

type Status =
  | 'validating'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'failed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

/** Plan for batches, from their next step on. Without one, each look brings a batch on by one step, to its end. */
export interface BatchPlan {
  /** State in which a batch stays, however often it is looked at. */
  stays?: Status;
  /** Each look brings a batch to its end. */
  atOnce?: boolean;
  /** Most lines that are answered before it expires or is cancelled. */
  answers?: number;
  /** It expires where it would be completed. */
  expires?: boolean;
  /** It fails as a whole where it would begin. */
  fails?: { code: string; message: string };
  /** Refusal of a single line. */
  refuses?(line: Line): Refusal | undefined;
}

/** Batch as it stands. */
export interface StoredBatch {
  id: string;
  status: Status;
  endpoint: string;
  inputFile: string;
  outputFile?: string;
  errorFile?: string;
  createdAt: number;
  metadata: Readonly<Record<string, string>> | null;
  outputLife: number | undefined;
  lines: readonly Line[];
  errors: readonly LineError[];
  counts: { total: number; completed: number; failed: number };
  /** Epoch seconds of the states it came through. */
  times: Partial<Record<Status, number>>;
}

/** Batches of the account, with control over how they go on. */
export interface BatchControl {
  /** Oldest first. */
  readonly batches: readonly StoredBatch[];
  readonly files: readonly StoredFile[];
  plan(plan: BatchPlan): void;
  /** Limits, where a test wants them lower. */
  limits: FileLimits & { lines: number };
}

export interface Batches {
  control: BatchControl;
  /** Answers a call of the Batch or the Files API; undefined for any other. */
  route(call: Call, parts: Pick<Parts, 'models' | 'decide'>): Promise<Reply | undefined>;
}

const endpoints = [
  ...['/v1/responses', '/v1/chat/completions', '/v1/embeddings', '/v1/completions', '/v1/moderations'],
  ...['/v1/images/generations', '/v1/images/edits', '/v1/videos'],
];
const DAY = 86_400;
const now = () => Math.floor(Date.now() / 1000);

export function createBatches(): Batches {
  const files = createFiles();
  const batches: StoredBatch[] = [];
  const limits = { batchBytes: 200 * 1024 * 1024, lines: 50_000 };
  let plan: BatchPlan = {};
  let answered = 0;

  function create(body: Record<string, unknown>): StoredBatch {
    checkCreation(body);
    const { input_file_id: id, endpoint, metadata, output_expires_after: expiry } = body;
    const file = files.find(id);
    if (!file) throw invalid(`No such File object: ${String(id)}`, 'input_file_id', null);
    if (file.purpose !== 'batch') {
      throw invalid(`Invalid file purpose '${file.purpose}': expected 'batch'.`, 'input_file_id', 'invalid_purpose');
    }
    const batch: StoredBatch = {
      id: `batch_${(batches.length + 1).toString(16).padStart(32, '0')}`,
      ...{ status: 'validating', endpoint: String(endpoint), inputFile: file.id, createdAt: now() },
      metadata: (metadata as StoredBatch['metadata']) ?? null,
      outputLife: isRecord(expiry) ? Number(expiry['seconds']) : undefined,
      ...{ lines: [], errors: [], counts: { total: 0, completed: 0, failed: 0 }, times: {} },
    };
    batches.push(batch);
    return batch;
  }

  function enter(batch: StoredBatch, status: Status): void {
    batch.status = status;
    batch.times[status] = now();
  }

  /** Brings a batch on by one step. */
  function step(batch: StoredBatch, parts: Pick<Parts, 'models' | 'decide'>): void {
    if (batch.status === plan.stays) return;
    if (batch.status === 'validating') begin(batch, parts);
    else if (batch.status === 'in_progress') enter(batch, 'finalizing');
    else if (batch.status === 'finalizing') finish(batch, plan.expires ? 'expired' : 'completed', parts);
    else if (batch.status === 'cancelling') finish(batch, 'cancelled', parts);
  }

  function looked(batch: StoredBatch, parts: Pick<Parts, 'models' | 'decide'>): void {
    const { status } = batch;
    step(batch, parts);
    if (plan.atOnce && batch.status !== status) looked(batch, parts);
  }

  function begin(batch: StoredBatch, { models }: Pick<Parts, 'models'>): void {
    const bytes = files.find(batch.inputFile)?.bytes ?? Buffer.alloc(0);
    const { lines, errors } = readLines(bytes, { endpoint: batch.endpoint, models, most: limits.lines });
    batch.lines = lines;
    batch.errors = plan.fails ? [{ ...plan.fails, param: null, line: null }] : errors;
    if (batch.errors.length === 0) batch.counts.total = lines.length;
    enter(batch, batch.errors.length > 0 ? 'failed' : 'in_progress');
  }

  function finish(batch: StoredBatch, end: Status, parts: Pick<Parts, 'models' | 'decide'>): void {
    const most = plan.answers ?? (end === 'cancelled' ? 0 : batch.lines.length);
    const outcomes = batch.lines.slice(0, most).map((line) => {
      answered += 1;
      return answerLine(line, parts, answered, plan.refuses?.(line));
    });
    // Their order is nobody's: the last comes first.
    const done = outcomes
      .filter(({ ok }) => ok)
      .map(withoutError)
      .toReversed();
    const failed = outcomes
      .filter(({ ok }) => !ok)
      .map(withoutError)
      .toReversed();
    const late = end === 'expired' ? batch.lines.slice(most).map(({ custom_id }) => expired(custom_id)) : [];
    const keep = (name: string, lines: readonly object[]) =>
      lines.length === 0 ? undefined : files.add(fileOf(name, lines), batch.outputLife).id;
    const outputFile = keep(`${batch.id}_output.jsonl`, done);
    const errorFile = keep(`${batch.id}_error.jsonl`, [...failed, ...late]);
    Object.assign(batch, { ...(outputFile ? { outputFile } : {}), ...(errorFile ? { errorFile } : {}) });
    batch.counts = { total: batch.lines.length, completed: done.length, failed: failed.length + late.length };
    enter(batch, end);
  }

  function cancel(batch: StoredBatch): void {
    if (batch.status === 'cancelling') return;
    if (!['validating', 'in_progress', 'finalizing'].includes(batch.status)) {
      const message = `Cannot cancel a batch with status '${batch.status}'.`;
      throw new Refusal(409, { message, type: 'invalid_request_error' });
    }
    enter(batch, 'cancelling');
  }

  async function route(call: Call, parts: Pick<Parts, 'models' | 'decide'>): Promise<Reply | undefined> {
    const stored = await filesRoute(call, files, limits);
    const { method, path, query } = call;
    if (stored || !path.startsWith('/v1/batches')) return stored;
    const [, id, ending] = /^\/v1\/batches(?:\/([^/]+)(\/cancel)?)?$/.exec(path) ?? ['none'];
    if (id === undefined) {
      if (method === 'POST') return { status: 200, body: batchObject(create(bodyOf(call))) };
      return { status: 200, body: pageOf(batches.toReversed().map(batchObject), query, 100, 20) };
    }
    const batch = batches.find((each) => each.id === id);
    if (!batch) {
      throw new Refusal(404, { message: `No batch found with id '${id}'.`, type: 'invalid_request_error' });
    }
    if (ending !== undefined && method === 'POST') cancel(batch);
    else if (method === 'GET' && ending === undefined) looked(batch, parts);
    else return undefined;
    return { status: 200, body: batchObject(batch) };
  }

  const control: BatchControl = {
    batches,
    files: files.all,
    limits,
    plan(next) {
      plan = next;
    },
  };
  return { control, route };
}

const withoutError = ({ custom_id, response }: Outcome) => ({
  ...{ id: `batch_${response.request_id}`, custom_id, response, error: null },
});

const expired = (custom_id: string) => ({
  ...{ id: `batch_req_${custom_id}`, custom_id, response: null },
  error: {
    code: 'batch_expired',
    message: 'This request could not be executed before the completion window expired.',
  },
});

const fileOf = (name: string, lines: readonly object[]) => ({
  ...{ name, purpose: 'batch_output' },
  bytes: Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
});

function bodyOf({ body }: Call): Record<string, unknown> {
  const parsed: unknown = JSON.parse(body.toString('utf8') || 'null');
  if (!isRecord(parsed)) throw invalid('We could not parse the JSON body of your request.', null, null);
  return parsed;
}

function checkCreation(body: Record<string, unknown>): void {
  checkParameters(body, {
    ...{ input_file_id: { type: 'string' }, endpoint: { type: 'string', values: endpoints } },
    completion_window: { type: 'string' },
    metadata: { type: 'object' },
    output_expires_after: { type: 'object' },
  });
  for (const name of ['input_file_id', 'endpoint', 'completion_window']) {
    if (body[name] === undefined) throw missing(name);
  }
  const { completion_window: span, metadata, output_expires_after: expiry } = body;
  if (span !== '24h') {
    const message = `Invalid value: '${String(span)}'. Supported values are: ${listed(['24h'])}.`;
    throw invalid(message, 'completion_window', 'invalid_value');
  }
  const pairs = Object.entries(isRecord(metadata) ? metadata : {});
  const isWrong = ([key, value]: [string, unknown]) =>
    key.length > 64 || typeof value !== 'string' || value.length > 512;
  if (pairs.length > 16 || pairs.some(isWrong)) throw invalid("Invalid 'metadata'.", 'metadata', 'invalid_value');
  if (isRecord(expiry)) checkExpiry('output_expires_after', expiry['anchor'], expiry['seconds'] ?? null);
}

function batchObject(batch: StoredBatch) {
  const { id, status, endpoint, inputFile, outputFile, errorFile, createdAt, metadata, errors, counts, times } = batch;
  const at = (state: Status) => times[state] ?? null;
  return {
    ...{ id, object: 'batch', endpoint, status, metadata, completion_window: '24h' },
    errors: errors.length > 0 ? { object: 'list', data: errors } : null,
    ...{ input_file_id: inputFile, output_file_id: outputFile ?? null, error_file_id: errorFile ?? null },
    ...{ created_at: createdAt, expires_at: createdAt + DAY, request_counts: counts },
    ...{ in_progress_at: at('in_progress'), finalizing_at: at('finalizing'), completed_at: at('completed') },
    ...{ failed_at: at('failed'), expired_at: at('expired') },
    ...{ cancelling_at: at('cancelling'), cancelled_at: at('cancelled') },
  };
}
