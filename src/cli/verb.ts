import type { EnvFile } from '../config/index.ts';
import type { Printer } from './printer.ts';

/** Verb of the program: how it is asked for, and what does it. */
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
