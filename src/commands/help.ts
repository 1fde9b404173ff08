import { type CommandDefinition, reply } from './command.ts';
import { describe } from './describe.ts';
import { isOffered } from './offered.ts';

/** /help: what there is, in the user's language. */
export const help: CommandDefinition = {
  spec: { name: 'help', audience: 'asker', options: [] },
  async *respond({ texts, commands, models, batches, whoMay }) {
    const lines = commands
      .filter(({ spec }) => !spec.hidden && isOffered(spec, { models, batches }) && whoMay(spec) !== 'nobody')
      .map(({ spec }) => `- /${spec.name} — ${texts(describe(spec.name))}`);
    const draws = commands.some(({ spec }) => spec.onDrawn !== undefined && whoMay(spec) !== 'nobody');
    const gestures = [texts('help.gestures'), ...(draws ? [texts('help.pictures')] : [])];
    yield* reply([texts('help.intro'), lines.join('\n'), ...gestures, texts('help.outro')].join('\n\n'));
  },
};
