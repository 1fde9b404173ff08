import type { EnvFile } from '../../config/index.ts';
import { loadEnvFile } from '../env-file.ts';
import { addToEnvFile, createEnvFile, refuseUnwritable } from '../env-lines.ts';
import { goThroughProxy } from '../through-proxy.ts';
import type { Given, Run, Surroundings } from '../verb.ts';
import { type Ask, Cancelled } from './ask.ts';
import { createDraft, type Draft } from './draft.ts';
import { givenBy, refuseMissing } from './given.ts';
import { interview } from './interview.ts';
import { looks } from './looks.ts';
import { whatIsNext } from './next.ts';
import { createSilent } from './silent.ts';

const PATH = '.env';

/** Asks for what a first start needs, checks it, and writes .env. */
export const run: Run = async (_, surroundings) => {
  const { env, file, options, printer } = surroundings;
  const draft = createDraft(env, file, givenBy(surroundings));
  const config = draft.config();
  printer.hide(config.secrets);
  await goThroughProxy(config, env);
  refuseUnwritable(PATH, file.found);
  let isWritten = false;
  try {
    const ask = await openAsk(surroundings, draft);
    if (draft.answers.size > 0) ask.tell(`Given already: ${[...draft.answers.keys()].join(', ')}.`);
    const bots = await interview({ ask, draft, looks, unchecked: options['unchecked'] === true }, !file.found);
    printer.result(['', write(draft, file), '', whatIsNext(bots), ''].join('\n'));
    isWritten = true;
    if (!(await isToStart(ask, options))) return 0;
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    printer.result(isWritten ? 'Not started.' : 'Nothing was written.');
    return isWritten ? 0 : 130;
  }
  const written = loadEnvFile(PATH, env);
  printer.reconsider(env);
  const { run: start } = await import('../start.ts');
  return start([], { ...surroundings, file: written });
};

/** Asks in the terminal, if there is one and questions are welcome. */
async function openAsk({ file, options, printer }: Surroundings, draft: Draft): Promise<Ask> {
  if (!options['yes'] && process.stdin.isTTY && process.stdout.isTTY) {
    const { openTerminal } = await import('./terminal.ts');
    return openTerminal(
      file.found ? `Parley: what ${PATH} does not have yet` : 'Parley: its first start',
      printer.hide,
    );
  }
  refuseMissing(draft);
  return createSilent(printer.result);
}

function write({ answers }: Draft, { found, names }: EnvFile): string {
  if (answers.size === 0) return `${PATH} has all that a start needs; nothing was changed.`;
  if (!found) {
    createEnvFile(PATH, answers);
    return `Wrote ${PATH}, which only your account can read.`;
  }
  addToEnvFile(PATH, answers, names);
  return `Added ${[...answers.keys()].join(', ')} to ${PATH}; what was there is as it was.`;
}

async function isToStart(ask: Ask, options: Given): Promise<boolean> {
  if (options['start']) return true;
  return ask.agree({ text: 'Start it now?', option: '--start', usual: 'no' });
}
