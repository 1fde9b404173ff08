// First, for whoever starts this file alone.
import './compile-cache.js';
import { loadEnvFile } from './cli/env-file.ts';
import { createPrinter } from './cli/printer.ts';
import { chooseVerb, usage } from './cli/verbs.ts';

// What the program writes holds what people said: it belongs to this account alone.
process.umask(0o077);

const env = process.env;
let printer = createPrinter(env);

/** Ends the process for a failure nobody handled. */
function giveUp(error: unknown): void {
  const message = 'A failure nobody handled; the process ends and what was accepted is taken up at the next start';
  printer.log.error({ error }, message);
  process.exit(1);
}

process.on('unhandledRejection', giveUp);
process.on('uncaughtException', giveUp);
// Node would print them past the log.
process.removeAllListeners('warning');
process.on('warning', (error) => printer.log.warn({ error }, 'A warning of Node'));

async function main(line: string[]): Promise<number> {
  const choice = chooseVerb(line);
  if (choice === 'help') {
    printer.result(usage());
    return 0;
  }
  const file = loadEnvFile('.env', env);
  printer = createPrinter(env);
  const { run } = await choice.verb.load();
  return run(choice.operands, { env, file, printer });
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    printer.failure(error);
    process.exit(1);
  },
);
