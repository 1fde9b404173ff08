import { parseArgs } from 'node:util';

export interface DemoOptions {
  help: boolean;
  /** End after the tour. */
  once: boolean;
  /** Begin with one's own turn. */
  'skip-tour': boolean;
  /** The stand-in of the model refuses everything. */
  broken: boolean;
  /** Serve no page. */
  'no-page': boolean;
  /** Show the page in the browser. */
  open: boolean;
  /** Port of the page; any free one when absent. */
  port?: number;
}

export const help = `Parley's demo: the real bot, played with in the terminal and in a browser. It needs no account, no key and no service.

  npm run demo                 the page, the tour in the terminal, and then your turn
  npm run demo -- --open       the same, and opens the page in your browser
  npm run demo -- --port 8080  the page at this port of 127.0.0.1
  npm run demo -- --no-page    the terminal alone
  npm run demo -- --once       the tour alone; exit code 0, or 1 if an answer is missing
  npm run demo -- --skip-tour  your turn at once
  npm run demo -- --broken     a model that fails: see what people see then
  npm run demo -- --help       this text

With OPENAI_API_KEY in the environment the real model answers (which costs money), at OPENAI_BASE_URL if that is set. With
OPENAI_BASE_URL alone that server is asked, without a key: http://localhost:11434/v1 is Ollama's.
OPENAI_API, OPENAI_MODEL, OPENAI_MODEL_ADVANCED, OPENAI_IMAGE_MODEL and OPENAI_TRANSCRIPTION_MODEL are obeyed too.
NO_COLOR switches colours off.
`;

/** Reads the command line. Throws a TypeError for what it does not know. */
export function readOptions(args: readonly string[]): DemoOptions {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { ...flag, short: 'h' },
      ...{ once: flag, 'skip-tour': flag, broken: flag, 'no-page': flag, open: flag },
      port: { type: 'string' },
    },
  });
  const { port, ...flags } = values;
  return { ...flags, ...(port === undefined ? {} : { port: readPort(port) }) };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new TypeError(`--port ${text} is no port; expected a number from 0 to 65535`);
}
