import type { EnvFile } from '../config/index.ts';
import { isFault } from '../util/errors.ts';
import { loadNamed } from '../util/named-files.ts';
import { chooseVerb, Misuse } from './command-line.ts';
import { loadEnvFile } from './env-file.ts';
import type { OutputGuard } from './output-guard.ts';
import { createPrinter } from './printer.ts';
import type { Verb } from './verb.ts';

/**
 * Does what a command line asks for.
 * @returns the exit code, 2 for a line that asks for nothing there is; failures have been printed
 */
export async function run(
  line: readonly string[],
  env: Record<string, string | undefined>,
  guard: OutputGuard,
): Promise<number> {
  const printer = createPrinter(env, guard);
  try {
    const choice = chooseVerb(line);
    if ('help' in choice) {
      printer.result(choice.help);
      return 0;
    }
    const { verb, operands, options } = choice;
    const file = readEnvFile(env, verb);
    printer.reconsider(env);
    const { run } = await loadNamed('.ts', verb.load);
    return await run(operands, { env, file, options, printer });
  } catch (error) {
    printer.failure(error);
    return error instanceof Misuse ? 2 : 1;
  }
}

/** Reads .env. Only a verb that looks for what is wrong goes on without one that cannot be read. */
function readEnvFile(env: Record<string, string | undefined>, { diagnoses }: Verb): EnvFile {
  try {
    return loadEnvFile('.env', env);
  } catch (error) {
    if (!diagnoses || !isFault(error)) throw error;
    return { found: true, names: [], problems: [], unreadable: error };
  }
}
