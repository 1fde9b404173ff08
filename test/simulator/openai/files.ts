import type { Call, Reply } from '../server.ts';
import { invalid, missing, Refusal } from './failures.ts';
import { readMultipart } from './multipart.ts';
import { listed } from './parameters.ts';

/** File that is kept for its account. */
export interface StoredFile {
  id: string;
  name: string;
  purpose: string;
  bytes: Buffer;
  /** Epoch seconds. */
  createdAt: number;
  expiresAt?: number;
}

/** Files of an account, oldest first. */
export interface Files {
  readonly all: readonly StoredFile[];
  find(id: unknown): StoredFile | undefined;
  add(file: Pick<StoredFile, 'name' | 'purpose' | 'bytes'>, expiry: unknown): StoredFile;
  remove(id: string): void;
}

/** Least and longest life of a file that is to go by itself, seconds. */
const [SHORTEST, LONGEST] = [3600, 30 * 86_400];
/** Life of a batch's files where none is asked for, seconds. */
const BATCH_LIFE = LONGEST;

export function createFiles(): Files {
  const all: StoredFile[] = [];
  let made = 0;
  return {
    all,
    find: (id) => all.find((file) => file.id === id),
    add({ name, purpose, bytes }, expiry) {
      made += 1;
      const createdAt = Math.floor(Date.now() / 1000);
      const life = expiry ?? (purpose.startsWith('batch') ? BATCH_LIFE : undefined);
      const file: StoredFile = {
        ...{ id: `file-${made.toString(36).padStart(22, '0')}`, name, purpose, bytes, createdAt },
        ...(typeof life === 'number' ? { expiresAt: createdAt + life } : {}),
      };
      all.push(file);
      return file;
    },
    remove(id) {
      const at = all.findIndex((file) => file.id === id);
      if (at >= 0) all.splice(at, 1);
    },
  };
}

const purposes = ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'];

/** Reads `{anchor, seconds}`, or refuses it. Gives seconds; undefined where nothing is asked for. */
export function checkExpiry(name: string, anchor: unknown, seconds: unknown): number | undefined {
  if (anchor === undefined && seconds === undefined) return undefined;
  if (anchor !== 'created_at')
    throw invalid(`Invalid value: '${String(anchor)}'. Supported values are: 'created_at'.`, `${name}.anchor`, null);
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) {
    throw invalid(`Invalid type for '${name}.seconds': expected an integer.`, `${name}.seconds`, 'invalid_type');
  }
  if (seconds < SHORTEST || seconds > LONGEST) {
    const message = `Invalid '${name}.seconds': expected a value between ${SHORTEST} and ${LONGEST}, but got ${seconds} instead.`;
    throw invalid(
      message,
      `${name}.seconds`,
      seconds < SHORTEST ? 'integer_below_min_value' : 'integer_above_max_value',
    );
  }
  return seconds;
}

/** Most bytes of a file, and of one of a batch; the latter can be set lower. */
const MOST_BYTES = 512 * 1024 * 1024;

export interface FileLimits {
  batchBytes: number;
}

const known = ['purpose', 'expires_after[anchor]', 'expires_after[seconds]'];

async function upload(call: Call, files: Files, { batchBytes }: FileLimits): Promise<Reply> {
  const { fields, files: sent } = await readMultipart(call);
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter');
  const { purpose, 'expires_after[anchor]': anchor, 'expires_after[seconds]': seconds } = fields;
  const [file, ...more] = sent.get('file') ?? [];
  if (!file || more.length > 0) throw missing('file');
  if (typeof purpose !== 'string') throw missing('purpose');
  if (!purposes.includes(purpose)) {
    throw invalid(
      `Invalid value: '${purpose}'. Supported values are: ${listed(purposes)}.`,
      'purpose',
      'invalid_value',
    );
  }
  if (purpose === 'batch' && !file.name.endsWith('.jsonl'))
    throw invalid('Invalid file format for Batch API. Must be .jsonl', null, null);
  if (file.bytes.length > (purpose === 'batch' ? batchBytes : MOST_BYTES)) {
    const type = 'invalid_request_error';
    throw new Refusal(413, { message: 'The file is larger than this purpose allows.', type, param: 'file' });
  }
  const life = checkExpiry('expires_after', anchor, seconds === undefined ? undefined : Number(seconds));
  return { status: 200, body: fileObject(files.add({ ...file, purpose }, life)) };
}

const fileObject = ({ id, name, purpose, bytes, createdAt, expiresAt }: StoredFile) => ({
  object: 'file',
  id,
  purpose,
  filename: name,
  bytes: bytes.length,
  created_at: createdAt,
  ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
  status: 'processed',
  status_details: null,
});

function listFiles({ query }: Call, files: Files): Reply {
  const purpose = query.get('purpose');
  const all = files.all.filter((file) => purpose === null || file.purpose === purpose);
  const ordered = query.get('order') === 'asc' ? all : all.toReversed();
  return { status: 200, body: pageOf(ordered.map(fileObject), query, 10_000) };
}

/** A page of a list. `most`: the largest page. */
export function pageOf(all: readonly { id: string }[], query: URLSearchParams, most: number, usual = most): object {
  const limit = Number(query.get('limit') ?? usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw invalid(`Invalid 'limit': expected a value between 1 and ${most}.`, 'limit', 'invalid_value');
  }
  const after = query.get('after');
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== null && from === 0) throw invalid(`Invalid 'after': no object '${after}'.`, 'after', null);
  const data = all.slice(from, from + limit);
  const ends = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
  return { object: 'list', data, ...ends, has_more: all.length > from + limit };
}

/** Answers a call of the Files API; undefined for any other. */
export async function filesRoute(call: Call, files: Files, limits: FileLimits): Promise<Reply | undefined> {
  const [, id, content] = /^\/v1\/files(?:\/([^/]+)(\/content)?)?$/.exec(call.path) ?? ['none'];
  if (!call.path.startsWith('/v1/files')) return undefined;
  if (id === undefined) {
    if (call.method === 'POST') return upload(call, files, limits);
    return call.method === 'GET' ? listFiles(call, files) : undefined;
  }
  const file = files.find(id);
  if (!file) {
    const message = `No such File object: ${id}`;
    throw new Refusal(404, { message, type: 'invalid_request_error', param: 'id' });
  }
  if (content !== undefined) {
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: file.bytes };
  }
  if (call.method === 'DELETE') {
    files.remove(id);
    return { status: 200, body: { object: 'file', id, deleted: true } };
  }
  return { status: 200, body: fileObject(file) };
}
