import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, Fault, hasCode } from '../util/errors.ts';
import { valueIn } from './env-file.ts';

/** Writes settings to an .env file. What stands there is never changed. */

/**
 * Makes sure that a file can be written or added to, before anybody is asked for what goes into it.
 * @throws Fault('config') where it cannot
 */
export function refuseUnwritable(path: string, isThere: boolean): void {
  if (!isThere && lstatSync(path, { throwIfNoEntry: false })) {
    const advice = 'Make that file, or take the link away.';
    throw new Fault('config', `${path} is a link to a file that is not there`, { advice });
  }
  try {
    accessSync(isThere ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** Rights of a file that holds secrets: this account's alone. */
const OWNER_ONLY = 0o600;

/**
 * Writes a new file, whole or not at all.
 * @throws Fault('config') where there is one by now, or none can be written
 */
export function createEnvFile(path: string, settings: ReadonlyMap<string, string>): void {
  const made = join(dirname(path), `.env.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeNew(made, `${HEAD}\n\n${linesOf(settings)}`);
    // Unlike a renaming, this takes the place of nothing.
    linkSync(made, path);
  } catch (error) {
    if (!hasCode(error, ...NO_LINKS)) throw unwritten(path, error);
    tryCreating(path, settings);
  } finally {
    remove(made);
  }
}

const HEAD = '# Written by "npm run init". Every setting there is: docs/configuration.md, .env.example';

/** Codes of file systems that know no hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'];

function tryCreating(path: string, settings: ReadonlyMap<string, string>): void {
  try {
    writeNew(path, `${HEAD}\n\n${linesOf(settings)}`);
  } catch (error) {
    throw unwritten(path, error);
  }
}

/**
 * Adds lines below those that a file has, all or none.
 * @param known names that it set when the settings were asked for
 * @throws Fault('config') where it cannot be written, or sets one of them by now
 */
export function addToEnvFile(path: string, settings: ReadonlyMap<string, string>, known: readonly string[] = []): void {
  let file: number | undefined;
  try {
    file = openSync(path, 'a+');
    const text = textOf(file);
    refuseSet(
      path,
      text,
      [...settings.keys()].filter((name) => !known.includes(name)),
    );
    const isOpen = text !== '' && !text.endsWith('\n');
    const { size } = fstatSync(file);
    try {
      writeAll(file, `${isOpen ? '\n' : ''}\n# Added by "npm run init"\n${linesOf(settings)}`);
    } catch (error) {
      ftruncateSync(file, size);
      throw error;
    }
  } catch (error) {
    throw unwritten(path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function textOf(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size);
  return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
}

/** Of two lines with the same name the later one counts: what somebody wrote meanwhile would have no effect. */
function refuseSet(path: string, text: string, names: readonly string[]): void {
  const name = names.find((each) => valueIn(text, each)?.trim());
  if (name === undefined) return;
  const advice = 'Nothing was written. Run this again: it asks for what is missing by then.';
  throw new Fault('config', `${name} is in ${path} by now, and stays as it is`, { advice });
}

function linesOf(settings: ReadonlyMap<string, string>): string {
  return [...settings].map(([name, value]) => `${lineOf(name, value)}\n`).join('');
}

/**
 * Line that is read back as it is meant, with quotes only where they are needed: `docker run --env-file` takes them literally.
 * Docker Compose looks into the file, too, and stops at a `$` that no single quotes are around.
 */
function lineOf(name: string, value: string): string {
  const quotes = value.includes('$') ? ["'", '', '"', '`'] : ['', "'", '"', '`'];
  const written = quotes.map((quote) => `${name}=${quote}${value}${quote}`);
  const line = /[\r\n]/.test(value) ? undefined : written.find((each) => valueIn(each, name) === value);
  if (line === undefined) throw new Fault('config', `${name} has signs that no line of .env can hold`);
  return line;
}

function writeNew(path: string, text: string): void {
  const file = openSync(path, 'wx', OWNER_ONLY);
  try {
    writeAll(file, text);
  } catch (error) {
    remove(path);
    throw error;
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
  fsyncSync(file);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, or was never there.
  }
}

function unwritten(path: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (hasCode(error, 'EEXIST')) {
    return new Fault('config', `${path} is there by now, and stays as it is`, {
      advice: 'Run this again to add to it.',
    });
  }
  const code = codeOf(error) ?? '';
  const advice = 'Nothing was written. Look at the rights of the folder, and at the space on the disk.';
  return new Fault('config', `${path} cannot be written (${code})`, { code, advice }, error);
}
