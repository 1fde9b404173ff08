import type { EnvFile } from '../config/index.ts';
import { initOptions } from './init/options.ts';
import type { Printer } from './printer.ts';

/** Verbs of the program. */
export interface Verb {
  /** Usage, as people type it. */
  usage: string;
  about: string;
  /** Word that follows it, as people call it; none when absent. */
  operand?: string;
  /** The only words that may follow, where they are known. Then none need to. */
  choices?: readonly string[];
  /** Options besides --help, by their names without the dashes. */
  options?: Options;
  /** Search for what is wrong: an .env file that cannot be read is a problem among others, and does not end it. */
  diagnoses?: true;
  /** Loaded when it is used: each costs memory and start-up time. */
  load(): Promise<{ run: Run }>;
}

export type Options = Readonly<Record<string, Option>>;

interface Option {
  type: 'string' | 'boolean';
  /** Name of its value in the usage, in capitals. */
  value?: string;
  about: string;
}

/** Does it; resolves with the exit code, rejects with what is to be printed. */
export type Run = (operands: readonly string[], surroundings: Surroundings) => Promise<number>;

/** Settings, options and output that a verb works with. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  /** Contents of .env; its values are in `env` already. */
  file: EnvFile;
  /** Options that were given, by name. */
  options: Given;
  printer: Printer;
}

export type Given = Readonly<Record<string, string | boolean | undefined>>;

/** Verbs by the word that asks for them; without one, it is `start`. */
export const verbs: Readonly<Record<string, Verb>> = {
  start: { usage: 'npm start', about: 'runs the bot', load: () => import('./start.ts') },
  init: {
    usage: 'npm run init -- [OPTIONS]',
    about: 'asks for what a first start needs, checks it, and writes .env',
    options: initOptions,
    load: () => import('./init.ts'),
  },
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
  doctor: {
    usage: 'npm run doctor -- [model] [--json]',
    about: 'names all that is wrong, each with what mends it, and changes nothing; model: asks the model as well',
    operand: 'thing to ask',
    choices: ['model'],
    options: {
      json: {
        type: 'boolean',
        about: 'prints one object, for machines; the exit code is 1 where something prevents work',
      },
    },
    diagnoses: true,
    load: () => import('./doctor/doctor.ts'),
  },
};
