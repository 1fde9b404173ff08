import { escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandDefinition, reply, stringOption } from '../command.ts';

/** /new: another conversation begins; the one before is kept, and /chats leads back to it. Sent twice, it is harmless. */
export const newConversation: CommandDefinition = {
  spec: {
    name: 'new',
    audience: 'everyone',
    options: [
      { name: 'title', type: 'string', rest: true, maxLength: 100 },
      { name: 'private', type: 'boolean' },
    ],
  },
  async *respond({ command, turn, texts }) {
    const title = headline(stringOption(command, 'title') ?? '', 100);
    const text = title === '' ? texts('new.done') : texts('new.titled', { title: escapeMarkdown(title) });
    yield* reply(text, [{ type: 'reset', thread: turn, ...(title === '' ? {} : { title }) }]);
  },
};
