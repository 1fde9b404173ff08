import type { Call } from '../server.ts';
import { invalid } from './failures.ts';

/** File of a multipart body. */
export interface FormFile {
  bytes: Buffer;
  name: string;
  mime: string;
}

/** A multipart body. Names of lists are without their brackets. */
export interface Form {
  /** Texts by name; of several under one name, the last. */
  fields: Record<string, unknown>;
  lists: ReadonlyMap<string, readonly string[]>;
  files: ReadonlyMap<string, readonly FormFile[]>;
}

/** Reads a multipart body, or refuses what is none. */
export async function readMultipart({ body, headers }: Pick<Call, 'body' | 'headers'>): Promise<Form> {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    throw invalid('We could not parse the multipart form body of your request.', null, null);
  }
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  if (!form) throw invalid('We could not parse the multipart form body of your request.', null, null);
  const fields: Record<string, unknown> = {};
  const lists = new Map<string, string[]>();
  const files = new Map<string, FormFile[]>();
  for (const [key, value] of form.entries()) {
    const name = key.replace(/\[\d*\]$/, '');
    if (typeof value === 'string') {
      fields[name] = value;
      lists.set(name, [...(lists.get(name) ?? []), value]);
    } else {
      const file = { bytes: Buffer.from(await value.arrayBuffer()), name: value.name, mime: value.type };
      files.set(name, [...(files.get(name) ?? []), file]);
    }
  }
  return { fields, lists, files };
}

/** Reads texts of a form as JSON has them: numbers and yes or no. What is neither stays a text. */
export function typed(
  fields: Readonly<Record<string, unknown>>,
  numbers: readonly string[],
  flags: readonly string[],
): Record<string, unknown> {
  const read = ([name, value]: [string, unknown]) => {
    if (numbers.includes(name) && value !== '' && Number.isFinite(Number(value))) return [name, Number(value)];
    if (flags.includes(name) && (value === 'true' || value === 'false')) return [name, value === 'true'];
    return [name, value];
  };
  return Object.fromEntries(Object.entries(fields).map(read));
}
