import { randomUUID } from 'node:crypto';
import { type Piece, Pieces } from './pieces.ts';

/** File of a multipart body. Its name is ours: no name from outside is sent. */
export interface FormFile {
  field: string;
  name: string;
  mime: string;
  /** One piece, or several that follow each other. */
  bytes: Uint8Array | readonly Uint8Array[];
}

/** Makes a multipart body. Fields are texts, numbers and flags, or lists of texts; those without a value are left out. */
export function multipart(
  fields: Readonly<Record<string, unknown>>,
  files: readonly FormFile[],
): { body: Pieces; headers: Record<string, string> } {
  const boundary = `form-${randomUUID()}`;
  const head = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`;
  const pieces: Piece[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const [field, values] = Array.isArray(value) ? [`${name}[]`, value] : [name, [value]];
    for (const each of values) if (each !== undefined) pieces.push(`${head(`name="${field}"`)}\r\n${each}\r\n`);
  }
  for (const { field, name, mime, bytes } of files) {
    pieces.push(
      `${head(`name="${field}"; filename="${name}"`)}Content-Type: ${mime}\r\n\r\n`,
      ...[bytes].flat(),
      '\r\n',
    );
  }
  pieces.push(`--${boundary}--\r\n`);
  return { body: new Pieces(pieces), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
