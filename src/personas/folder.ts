import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocales } from '../locales/index.ts';
import type { Clock, Log, Persona } from '../ports/index.ts';
import { codeOf } from '../util/errors.ts';
import { oneLine } from '../util/text.ts';
import { Problem } from './problems.ts';
import { readPersona } from './read.ts';
import { MOST_YAML } from './yaml.ts';

/** Files of the operator. A changed one holds from the next question on. */
export interface Folder {
  /** All personas that hold, in the order of their files. Reads again what has changed. */
  all(): Promise<readonly Persona[]>;
  /** Faults, a sentence each with file, line and column. */
  problems(): readonly string[];
  /** Stops to watch. */
  close(): void;
}

interface FolderParts {
  path: string;
  log: Log;
  clock: Pick<Clock, 'elapsed'>;
}

/** Most files that are read. */
export const MOST_FILES = 200;
/** Time after which the folder is looked at although nothing was heard of it: some disks tell nothing, ms. */
const LOOK_AGAIN_MS = 5000;
/** Looks for one question, where files change all the time. */
const LOOKS = 3;

interface Known {
  /** Changes with the file. */
  stamp: string;
  /** Last version that could be read. */
  persona?: Persona;
  problem?: string;
}

/** Opens the folder, and looks at it once in the background, so that the log tells what is wrong. */
export function openFolder({ path, log, clock }: FolderParts): Folder {
  let known = new Map<string, Known>();
  let personas: readonly Persona[] = [];
  let problems: readonly string[] = [];
  let looking: Promise<void> | undefined;
  let stale = true;
  let lookedAt = clock.elapsed();
  let watcher: FSWatcher | undefined;

  function begin(): void {
    try {
      watcher ??= watch(path, { persistent: false }, () => {
        stale = true;
      });
      watcher.once('error', () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // Where nothing tells of changes, the folder is looked at for every question.
    }
  }

  async function look(): Promise<void> {
    begin();
    stale = watcher === undefined;
    lookedAt = clock.elapsed();
    const now = await filesIn(path, known);
    known = now.files;
    const held = withoutDoubles(known);
    personas = held.personas;
    say([...now.problems, ...held.problems]);
  }

  function say(found: readonly string[]): void {
    const before = problems;
    problems = found;
    for (const problem of found.filter((each) => !before.includes(each))) {
      log.warn({ problem }, 'A persona file is not as it should be; what could be read last still holds');
    }
  }

  const lookOnce = () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const folder: Folder = {
    async all() {
      if (looking) await looking;
      if (clock.elapsed() - lookedAt > LOOK_AGAIN_MS) stale = true;
      for (let left = LOOKS; stale && left > 0; left -= 1) await lookOnce();
      return personas;
    },
    problems: () => problems,
    close: () => watcher?.close(),
  };
  void lookOnce();
  return folder;
}

/** Reads the files that changed. Never rejects. */
async function filesIn(path: string, known: ReadonlyMap<string, Known>) {
  const files = new Map<string, Known>();
  const problems: string[] = [];
  try {
    const names = (await readdir(path)).filter((name) => /^[^.].*\.(?:ya?ml|json)$/i.test(name)).toSorted();
    if (names.length > MOST_FILES) problems.push(`There are ${names.length} files; the first ${MOST_FILES} are read.`);
    for (const name of names.slice(0, MOST_FILES)) {
      const file = await readAgain(join(path, name), known.get(name));
      if (!file) continue;
      files.set(name, file);
      if (file.problem) problems.push(`${oneLine(name)}: ${file.problem}`);
    }
  } catch (error) {
    problems.push(`The folder cannot be read (${codeOf(error) ?? 'unknown error'}).`);
    return { files: new Map(known), problems };
  }
  return { files, problems };
}

/** Reads a file if it is another than before. What is broken keeps the former version. */
async function readAgain(path: string, before: Known | undefined): Promise<Known | undefined> {
  let stamp = '';
  try {
    const file = await stat(path);
    if (!file.isFile()) return undefined;
    stamp = [file.mtimeMs, file.ctimeMs, file.size, file.ino].join();
    if (before?.stamp === stamp) return before;
    // A sign takes at most three bytes.
    if (file.size > MOST_YAML * 3) throw new Problem('large', { most: `${MOST_YAML / 1024} kB` });
    return { stamp, persona: await readPersona(await readFile(path, 'utf8')) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    return { ...before, stamp, problem: sentenceOf(error) };
  }
}

/** Sentence for an operator, who reads English. */
function sentenceOf(error: unknown): string {
  if (error instanceof Problem) return error.sentence(createLocales('en').texts('en'));
  return `It cannot be read (${codeOf(error) ?? 'unknown error'}).`;
}

/** Keeps the first file of each slug and language. */
function withoutDoubles(known: ReadonlyMap<string, Known>) {
  const first = new Map<string, { name: string; persona: Persona }>();
  const problems: string[] = [];
  for (const [name, { persona }] of known) {
    if (!persona) continue;
    const key = `${persona.slug}.${persona.language?.toLowerCase() ?? ''}`;
    const same = first.get(key);
    if (same)
      problems.push(`${oneLine(name)}: ${oneLine(same.name)} has the slug "${persona.slug}" already, and holds.`);
    else first.set(key, { name, persona });
  }
  return { personas: [...first.values()].map(({ persona }) => persona), problems };
}
