import { type CommandDefinition, reply } from './command.ts';
import { describe } from './describe.ts';

/** /help: what there is, in the user's language. */
export const help: CommandDefinition = {
  spec: { name: 'help', audience: 'asker', options: [] },
  async *respond({ texts, commands, whoMay }) {
    const lines = commands
      .filter(({ spec }) => !spec.hidden && whoMay(spec) !== 'nobody')
      .map(({ spec }) => `- /${spec.name} — ${texts(describe(spec.name))}`);
    yield* reply([texts('help.intro'), lines.join('\n'), texts('help.gestures'), texts('help.outro')].join('\n\n'));
  },
};
