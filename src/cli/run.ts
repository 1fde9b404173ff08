import { loadNamed } from '../util/named-files.ts';
import type { Door } from './door.ts';
import { loadEnvFile } from './env-file.ts';
import { createPrinter } from './printer.ts';
import { chooseVerb, usage } from './verbs.ts';

/**
 * Does what a command line asks for.
 * @returns the exit code; failures have been printed
 */
export async function run(
  line: readonly string[],
  env: Record<string, string | undefined>,
  door: Door,
): Promise<number> {
  const printer = createPrinter(env, door);
  try {
    const choice = chooseVerb(line);
    if (choice === 'help') {
      printer.result(usage());
      return 0;
    }
    const file = loadEnvFile('.env', env);
    printer.reconsider(env);
    const verb = await loadNamed('.ts', choice.verb.load);
    return await verb.run(choice.operands, { env, file, printer });
  } catch (error) {
    printer.failure(error);
    return 1;
  }
}
