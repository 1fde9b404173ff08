import { type Config, type EnvFile, readDraft } from '../../config/index.ts';

/** Settings as they become: lines of .env stay as they are, and answers join them. */
export interface Draft {
  /** Tells whether a setting has a value by now, or a file that holds one. */
  has(name: string): boolean;
  /** Tells whether it is in .env already, where nothing is changed. */
  stands(name: string): boolean;
  answer(name: string, value: string): void;
  /** Takes an answer back. */
  forget(...names: string[]): void;
  /** Settings as they are by now. Throws ConfigError where one of them has another form. */
  config(): Config;
  /** Answers, by setting: the lines to write. */
  readonly answers: ReadonlyMap<string, string>;
}

/** Name of what holds a setting: itself, or the name of a file. */
export const formsOf = (name: string): string[] => [name, `${name}_FILE`];

/** @param given answers that are there before anything is asked */
export function createDraft(
  env: Readonly<Record<string, string | undefined>>,
  file: EnvFile,
  given: ReadonlyMap<string, string>,
): Draft {
  const answers = new Map(given);
  const settings = () => ({ ...env, ...Object.fromEntries(answers) });
  const isSet = (from: Readonly<Record<string, string | undefined>>, name: string) => Boolean(from[name]?.trim());
  return {
    answers,
    has: (name) => formsOf(name).some((form) => isSet(settings(), form)),
    stands: (name) => formsOf(name).some((form) => file.names.includes(form) && isSet(env, form)),
    answer(name, value) {
      for (const form of formsOf(name)) answers.delete(form);
      answers.set(name, value);
    },
    forget(...names) {
      for (const name of names.flatMap(formsOf)) answers.delete(name);
    },
    config: () => readDraft(settings(), file),
  };
}
