import { chatOf, memberOf, surfaceOf } from '../../conversation/scope.ts';
import { createPast, type Find } from '../../conversation/searching.ts';
import type { Button } from '../../ports/index.ts';
import { escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, platformOf, reply, stringOption } from '../command.ts';
import { inRows, menu } from '../menu.ts';

/** Length of a line, in UTF-16 units. */
const LINE = 120;

/** /search: questions and answers with these words, in the conversation here and in those that are the asker's alone. */
export const search: CommandDefinition = {
  spec: {
    name: 'search',
    audience: 'asker_always',
    menu: true,
    options: [
      { name: 'words', type: 'string', required: true, rest: true, maxLength: 200 },
      { name: 'private', type: 'boolean' },
    ],
  },
  async *respond(context) {
    const { command, texts, locales, now, language, conversations, privacy } = context;
    const { conversation, actor } = command;
    const words = stringOption(command, 'words') ?? '';
    const past = createPast({ conversations, alone: privacy.conversations });
    const found = await past.find({ conversation, person: actor.id }, words, LINE);
    const shown = escapeMarkdown(headline(words, LINE));
    if (found.length === 0) {
      yield* reply(texts('search.nothing', { words: shown }));
      return;
    }
    const lines = found.map((find, at) => {
      const { thread, conversation: where, line } = find;
      const age = thread.at > 0 ? ` — ${locales.ago(Math.max(0, now - thread.at), language)}` : '';
      const name = headline(thread.title ?? thread.hint ?? texts('chats.untitled'), 40);
      const elsewhere = where === conversation ? '' : ` (${elsewhereText(context, find)})`;
      return `${at + 1}\\. **${escapeMarkdown(name)}**${elsewhere}${age}: ${escapeMarkdown(line)}`;
    });
    const buttons = found.flatMap(({ thread, conversation: where }, at): Button[] =>
      where === conversation ? [{ line: `chats switch=#${thread.id}`, label: `${at + 1}` }] : [],
    );
    // Of several finds in one thread the first leads there.
    const once = buttons.filter(({ line }, at) => buttons.findIndex((each) => each.line === line) === at);
    yield* menu([texts('search.found', { words: shown }), ...lines].join('\n\n'), inRows(once, 5));
  },
};

/** Says in which chat something was found, with a link where there is one; else with the day. */
function elsewhereText(
  { texts, locales, language, linkTo }: CommandContext,
  find: Pick<Find, 'at' | 'conversation' | 'thread'>,
): string {
  const isWhole = find.conversation === chatOf(find.conversation);
  const kind = memberOf(find.conversation) ? 'group' : isWhole ? 'private' : 'elsewhere';
  const chat = texts(`search.${kind}`, { platform: platformOf(surfaceOf(find.conversation)) });
  const link = linkTo(find);
  if (link !== undefined) return `[${chat}](${link})`;
  const day = new Intl.DateTimeFormat(locales.nearest(language), { dateStyle: 'medium', timeZone: 'UTC' });
  return find.thread.at > 0 ? `${chat}, ${day.format(find.thread.at)}` : chat;
}
