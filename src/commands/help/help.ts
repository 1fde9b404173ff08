import { type CommandDefinition, reply } from '../command.ts';
import { describe } from './describe.ts';
import { isOffered } from './offered.ts';

/** /help: what there is, in the user's language. */
export const help: CommandDefinition = {
  spec: { name: 'help', audience: 'asker', options: [] },
  async *respond({ texts, commands, models, batches, whoMay }) {
    const offered = commands
      .map(({ spec }) => spec)
      .filter((spec) => !spec.hidden && isOffered(spec, { models, batches }) && whoMay(spec) !== 'nobody');
    const lines = offered
      .filter(({ audience }) => audience === 'everyone')
      .map(({ name }) => `- /${name} — ${headOfLine(texts(describe(name)))}`);
    const alone = offered.filter(({ audience }) => audience !== 'everyone').map(({ name }) => `/${name}`);
    const draws = commands.some(({ spec }) => spec.onDrawn !== undefined && whoMay(spec) !== 'nobody');
    const gestures = [texts('help.gestures'), ...(draws ? [texts('help.pictures')] : [])];
    const own = texts('help.alone', { commands: alone.join(', ') });
    yield* reply([texts('help.intro'), lines.join('\n'), own, ...gestures, texts('help.outro')].join('\n\n'));
  },
};

/** Cuts a description after what it begins with: all of them have to fit into one message. */
function headOfLine(description: string): string {
  return description.split(/[:;：；]/, 1)[0] ?? '';
}
