import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import type { EnvFile } from '../config/index.ts';
import { codeOf, Fault } from '../util/errors.ts';

/**
 * Adds what stands in an .env file to `env`, which keeps what it already has.
 * @throws Fault('config') when the file is there but cannot be read as text
 */
export function loadEnvFile(path: string, env: Record<string, string | undefined>): EnvFile {
  const text = textOf(path);
  if (text === undefined) return { found: false, names: [], problems: [] };
  const values = parse(text);
  for (const [name, value] of Object.entries(values)) if (!Object.hasOwn(env, name)) env[name] = value;
  const names = Object.keys(values).filter((name) => values[name]?.trim());
  return { found: true, names, problems: nonsense(path, text, values) };
}

/** Value of a name in a text that has the form of the file; undefined where it sets none. */
export function valueIn(text: string, name: string): string | undefined {
  const values = parse(text);
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Text of a file that holds a secret. Throws Fault('config') where there is none that can be read. */
export function readSecretFile(path: string): string {
  const text = textOf(path);
  if (text === undefined) throw new Fault('config', `there is no file ${path}`);
  return text;
}

// By its number, which is all that a container and the machine around it have in common.
const account = process.getuid ? `the account that runs Parley (number ${process.getuid()})` : 'your account';
const unreadable = `Make the file readable for ${account}.`;

/** Advice about a file that cannot be read, by the system's error code. */
const adviceFor: Readonly<Record<string, string>> = {
  EACCES: unreadable,
  EPERM: unreadable,
  EISDIR: 'Put a file in its place; a container makes a folder where the file to mount was missing.',
};

function textOf(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    // Windows' editors write UTF-16 when asked for "Unicode".
    if (bytes.includes(0)) throw new Fault('config', `${path} is no UTF-8 text`, { advice: utf8 });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = codeOf(error) ?? '';
    if (code === 'ENOENT') return undefined;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new Fault('config', `${path} is no UTF-8 text`, { advice: utf8 });
    }
    const why = code === 'EISDIR' ? 'is a folder' : 'cannot be read';
    throw new Fault('config', `${path} ${why}`, { code, ...(adviceFor[code] && { advice: adviceFor[code] }) }, error);
  }
}

const utf8 = 'Save it again with the encoding UTF-8.';

/** Lines that set nothing. They are named by number: what stands in them may be a secret. */
function nonsense(path: string, text: string, values: Readonly<Record<string, string>>): string[] {
  const inner = new Set(Object.values(values).flatMap((value) => (value.includes('\n') ? value.split('\n') : [])));
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const blank = /^\s*(#.*)?$/.test(line);
    // A value in quotes may go over several lines; its last one ends with the quote.
    const within = inner.has(line) || inner.has(line.replace(/["'`]\s*(#.*)?$/, ''));
    if (blank || within || Object.keys(parse(line)).length > 0) return [];
    return [`Line ${index + 1} of ${path} sets nothing; expected NAME=value, or # before a remark`];
  });
}
