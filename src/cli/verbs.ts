import { parseArgs } from 'node:util';
import type { EnvFile } from '../config/index.ts';
import { Fault } from '../util/errors.ts';
import type { Printer } from './printer.ts';

/** Verbs of the program. */
export interface Verb {
  /** Usage, as people type it. */
  usage: string;
  about: string;
  /** Word that follows it, as people call it; none when absent. */
  operand?: string;
  /** Loaded when it is used: each costs memory and start-up time. */
  load(): Promise<{ run: Run }>;
}

/** Does it; resolves with the exit code, rejects with what is to be printed. */
export type Run = (operands: readonly string[], surroundings: Surroundings) => Promise<number>;

/** Settings and output that a verb works with. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  /** Contents of .env; its values are in `env` already. */
  file: EnvFile;
  printer: Printer;
}

const start: Verb = { usage: 'npm start', about: 'runs the bot', load: () => import('./start.ts') };

const verbs: Readonly<Record<string, Verb>> = {
  start,
  backup: {
    usage: 'npm run backup -- FILE',
    about: 'copies the database to a new file, and kept pictures to a folder beside it, also while the bot runs',
    operand: 'file',
    load: () => import('./backup.ts'),
  },
  restore: {
    usage: 'npm run restore -- FILE',
    about: 'puts a copy in the place of the database and its pictures, which are kept beside it; stop the bot first',
    operand: 'file',
    load: () => import('./restore.ts'),
  },
  forget: {
    usage: 'npm run forget -- PERSON',
    about: 'deletes everything that is kept of a person, named as in OWNERS; stop the bot first',
    operand: 'person',
    load: () => import('./forget.ts'),
  },
};

/** Usage of the program. */
export function usage(): string {
  const all = Object.values(verbs);
  const width = Math.max(...all.map((verb) => verb.usage.length));
  return ['Usage:', ...all.map((verb) => `  ${verb.usage.padEnd(width)}  ${verb.about}`)].join('\n');
}

/**
 * Finds what a command line asks for.
 * @returns `help` where somebody wants to know how to ask
 * @throws Fault('config') when it asks for nothing there is
 */
export function chooseVerb(line: readonly string[]): { verb: Verb; operands: readonly string[] } | 'help' {
  const { help, words } = readLine(line);
  if (help) return 'help';
  const [name, ...operands] = words;
  if (name === undefined) return { verb: start, operands };
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) throw misused(`there is no command ${JSON.stringify(name)}`);
  if (operands.length === (verb.operand === undefined ? 0 : 1)) return { verb, operands };
  const taken = verb.operand === undefined ? 'nothing' : `one ${verb.operand}`;
  throw misused(`${name} takes ${taken}, and was given ${operands.length}`);
}

function readLine(line: readonly string[]): { help: boolean; words: readonly string[] } {
  try {
    const options = { help: { type: 'boolean', short: 'h', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...line], allowPositionals: true, options });
    return { help: values.help, words: positionals };
  } catch (error) {
    // Its first sentence; the second one explains a shell's dashes.
    throw misused(String(error instanceof Error ? error.message.split('. ')[0] : error));
  }
}

function misused(message: string): Fault {
  return new Fault('config', message, { advice: usage() });
}
