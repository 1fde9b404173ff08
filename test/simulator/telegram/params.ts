import type { Call } from '../server.ts';
import { badRequest } from './refusal.ts';

/** A file as uploaded in a multipart body. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

/** A call's parameters: JSON values as sent, or strings from a form; uploads by their field name. */
export interface Params {
  fields: Record<string, unknown>;
  files: Record<string, Upload>;
}

/** Reads the parameters of a call from its query and its JSON, urlencoded or multipart body. */
export function readParams(call: Call): Params {
  const fields: Record<string, unknown> = Object.fromEntries(call.query);
  const type = call.headers['content-type'] ?? '';
  if (call.body.length === 0) return { fields, files: {} };
  if (type.startsWith('application/json')) return { fields: { ...fields, ...parseObject(call.body) }, files: {} };
  if (type.startsWith('multipart/form-data')) {
    const form = readMultipart(call.body, type);
    return { fields: { ...fields, ...form.fields }, files: form.files };
  }
  return { fields: { ...fields, ...Object.fromEntries(new URLSearchParams(call.body.toString('utf8'))) }, files: {} };
}

function parseObject(body: Buffer): Record<string, unknown> {
  const value = tryParse(body.toString('utf8'));
  if (!isRecord(value)) throw badRequest("can't parse request: it must be a JSON object");
  return value;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a multipart body by hand: the real server also takes the loosely quoted headers some clients send. */
function readMultipart(body: Buffer, type: string): Params {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (!boundary) throw badRequest('boundary is missing in the multipart request');
  const form: Params = { fields: {}, files: {} };
  const mark = `--${boundary}`;
  let start = body.indexOf(mark);
  while (start >= 0) {
    const from = start + mark.length + 2;
    const next = body.indexOf(`\r\n${mark}`, from - 2);
    if (next < 0) break;
    readPart(body.subarray(from, next), form);
    start = next + 2;
  }
  return form;
}

function readPart(part: Buffer, form: Params): void {
  const split = part.indexOf('\r\n\r\n');
  if (split < 0) return;
  const head = part.subarray(0, split).toString('utf8');
  const content = part.subarray(split + 4);
  const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return;
  const file = /filename="?([^"\r\n;]*)"?/i.exec(head)?.[1];
  if (file === undefined) form.fields[name] = content.toString('utf8');
  else form.files[name] = { name: file, bytes: Buffer.from(content) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is JSON: already parsed, or a string to parse. Undefined when absent or empty. */
export function jsonField(params: Params, name: string): unknown {
  const value = params.fields[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  const parsed = tryParse(value);
  if (parsed === undefined) throw badRequest(`can't parse ${name} JSON object`);
  return parsed;
}

export function textField(params: Params, name: string): string {
  const value = params.fields[name];
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A whole number, 0 when absent; what is not a number counts as absent, as the real server takes it. */
export function numberField(params: Params, name: string): number {
  const value = Number(textField(params, name));
  return Number.isSafeInteger(value) ? value : 0;
}

export function booleanField(params: Params, name: string): boolean {
  const value = textField(params, name).toLowerCase();
  return value === 'true' || value === '1' || value === 'yes';
}
