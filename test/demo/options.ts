import { parseArgs } from 'node:util';

export interface DemoOptions {
  help: boolean;
  /** End after the tour. */
  once: boolean;
  /** Begin with one's own turn. */
  'skip-tour': boolean;
  /** The stand-in of the model refuses everything. */
  broken: boolean;
}

export const help = `Parley's demo: the real bot, played with in the terminal. It needs no account, no key and no service.

  npm run demo                 the tour, and then your turn
  npm run demo -- --once       the tour alone; exit code 0, or 1 if an answer is missing
  npm run demo -- --skip-tour  your turn at once
  npm run demo -- --broken     a model that fails: see what people see then
  npm run demo -- --help       this text

With OPENAI_API_KEY in the environment the real model answers (which costs money), at OPENAI_BASE_URL if that is set.
OPENAI_API, OPENAI_MODEL, OPENAI_MODEL_ADVANCED, OPENAI_IMAGE_MODEL and OPENAI_TRANSCRIPTION_MODEL are obeyed too.
NO_COLOR switches colours off.
`;

/** Reads the command line. Throws a TypeError for what it does not know. */
export function readOptions(args: readonly string[]): DemoOptions {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { help: { ...flag, short: 'h' }, once: flag, 'skip-tour': flag, broken: flag },
  });
  return values;
}
