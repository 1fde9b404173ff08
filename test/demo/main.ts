import { createPaint } from './ansi.ts';
import { openBrowser } from './browser.ts';
import { playDemo } from './demo.ts';
import { openKeyboard } from './keyboard.ts';
import { type DemoOptions, help, readOptions } from './options.ts';
import { createPictures } from './pictures.ts';
import { createScreen } from './screen.ts';
import type { ModelSettings } from './stage.ts';

/** `npm run demo`: arguments, surroundings, signals and exit codes. The demo itself is in demo.ts. */

const modelKeys = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_API',
  'OPENAI_MODEL',
  'OPENAI_MODEL_ADVANCED',
  'OPENAI_IMAGE_MODEL',
  'OPENAI_TRANSCRIPTION_MODEL',
] as const satisfies readonly (keyof ModelSettings)[];

function modelSettings(): ModelSettings {
  const given = modelKeys.filter((key) => process.env[key]?.trim());
  return Object.fromEntries(given.map((key) => [key, process.env[key]]));
}

async function main(options: DemoOptions): Promise<number> {
  const { once, broken, 'skip-tour': skipTour, port } = options;
  const { stdin, stdout } = process;
  const live = Boolean(stdout.isTTY) && process.env['TERM'] !== 'dumb';
  const screen = createScreen({
    write: (text) => stdout.write(text),
    live,
    paint: createPaint(live && !process.env['NO_COLOR']),
    size: () => ({ columns: stdout.columns || 100, rows: stdout.rows || 24 }),
  });
  const ending = new AbortController();
  let interruptedAt = 0;
  const interrupt = () => {
    const now = performance.now();
    // The second time, whatever still runs is not waited for. One Ctrl-C may come twice: from the terminal and from npm.
    if (ending.signal.aborted && now - interruptedAt > 500) process.exit(130);
    if (!ending.signal.aborted) interruptedAt = now;
    ending.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // Whoever reads a pipe may have seen enough.
  stdout.on('error', () => process.exit(0));
  const keyboard = once ? undefined : openKeyboard({ input: stdin, output: stdout }, screen, interrupt);
  const show = (url: string) => {
    if (options.open) openBrowser(url);
  };
  const page = once || options['no-page'] ? undefined : { show, ...(port === undefined ? {} : { port }) };
  try {
    const tour = await playDemo(
      {
        screen,
        model: modelSettings(),
        broken,
        skipTour,
        pictures: createPictures(),
        // Nobody watches a pipe.
        tokensPerSecond: live || page ? 20 : 0,
        ...(keyboard ? { keyboard } : {}),
        ...(page ? { page } : {}),
      },
      ending.signal,
    );
    return once && tour.failure ? 1 : 0;
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    return once ? 130 : 0;
  }
}

function start(): Promise<number> {
  let options: DemoOptions;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${help}`);
    return Promise.resolve(2);
  }
  if (!options.help) return main(options);
  console.log(help);
  return Promise.resolve(0);
}

start().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
