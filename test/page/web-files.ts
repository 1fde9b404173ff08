import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';

/** Files of the page by their paths on the server. What is not in the folder at the start is not there. */
export type WebFiles = ReadonlyMap<string, WebFile>;

export interface WebFile {
  type: string;
  /** Bytes as the browser takes them: of TypeScript without its types. Read once. */
  read(): Promise<Buffer>;
}

const folder = join(import.meta.dirname, 'web');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Finds the page's files, tests aside. */
export async function listWebFiles(): Promise<WebFiles> {
  const names = await readdir(folder, { recursive: true });
  const found = names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !name.endsWith('.test.ts'))
    .flatMap((name): [string, WebFile][] => {
      const type = types[extname(name)];
      return type === undefined ? [] : [[name === 'index.html' ? '/' : `/${name}`, file(join(folder, name), type)]];
    });
  return new Map(found);
}

function file(path: string, type: string): WebFile {
  let bytes: Promise<Buffer> | undefined;
  return {
    type,
    read() {
      bytes ??= readFile(path).then((read) => (path.endsWith('.ts') ? script(read.toString('utf8')) : read));
      return bytes;
    },
  };
}

/** Types become blanks, so that lines and columns stay what they are. */
function script(text: string): Buffer {
  const warn = process.emitWarning;
  // Node warns that this function is experimental; nobody who looks at a demo wants to know.
  process.emitWarning = () => undefined;
  try {
    return Buffer.from(stripTypeScriptTypes(text));
  } finally {
    process.emitWarning = warn;
  }
}
