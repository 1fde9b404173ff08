import type { Thread } from '../conversation/conversations.ts';
import { type BranchExchange, shownAnswer } from '../conversation/exchange.ts';
import { readable } from '../conversation/prompt-record.ts';
import type { Button } from '../ports/index.ts';
import { pauseWhenLong } from '../util/pause.ts';
import { countsOf, termsOf } from '../util/terms.ts';
import { escapeMarkdown, headline, headOf } from '../util/text.ts';
import { type CommandContext, type CommandDefinition, reply, stringOption } from './command.ts';
import { inRows, menu } from './menu.ts';

/** Most exchanges that are looked through, and most of one text, in UTF-16 units. */
const MOST = 2000;
const MOST_TEXT = 20_000;
/** Most finds that are shown, and the length of a line, in UTF-16 units. */
const SHOWN = 10;
const LINE = 120;

interface Find {
  thread: Thread;
  /** Thread of the conversation that is asked in: it can be gone on with. */
  here: boolean;
  line: string;
}

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
    const { command, texts, locales, now, language } = context;
    const words = stringOption(command, 'words') ?? '';
    const found = await finds(context, words);
    const shown = escapeMarkdown(headline(words, LINE));
    if (found.length === 0) {
      yield* reply(texts('search.nothing', { words: shown }));
      return;
    }
    const lines = found.map(({ thread, here, line }, at) => {
      const age = thread.at > 0 ? ` — ${locales.ago(Math.max(0, now - thread.at), language)}` : '';
      const name = headline(thread.title ?? thread.hint ?? texts('chats.untitled'), 40);
      const where = here ? '' : ` (${texts('search.elsewhere')})`;
      return `${at + 1}\\. **${escapeMarkdown(name)}**${where}${age}: ${escapeMarkdown(line)}`;
    });
    const buttons = found.flatMap(({ thread, here }, at): Button[] =>
      here ? [{ line: `chats switch=#${thread.id}`, label: `${at + 1}` }] : [],
    );
    // Of several finds in one thread the first leads there.
    const once = buttons.filter(({ line }, at) => buttons.findIndex((each) => each.line === line) === at);
    yield* menu([texts('search.found', { words: shown }), ...lines].join('\n\n'), inRows(once, 5));
  },
};

async function finds({ command, conversations, privacy }: CommandContext, words: string): Promise<Find[]> {
  const terms = termsOf(words);
  const found: Find[] = [];
  const seen = new Set<string>();
  const pause = pauseWhenLong();
  if (terms.length === 0) return found;
  for (const conversation of new Set([command.conversation, ...(await privacy.conversations(command.actor.id))])) {
    for (const thread of await conversations.threads(conversation)) {
      if (thread.head === undefined) continue;
      for await (const turn of conversations.history(conversation, MOST - seen.size, thread.head)) {
        if (seen.has(turn.id) || seen.size >= MOST) break;
        seen.add(turn.id);
        const line = lineWith(turn, terms);
        if (line !== undefined) found.push({ thread, here: conversation === command.conversation, line });
        if (found.length >= SHOWN) return found;
        await pause();
      }
    }
  }
  return found;
}

/** Line around the first term, where all terms are in the question or all in its answer. */
function lineWith(turn: BranchExchange, terms: ReturnType<typeof termsOf>): string | undefined {
  for (const text of [readable(turn.prompt), shownAnswer(turn)?.text ?? '']) {
    const read = headOf(text, MOST_TEXT);
    const lower = read.toLowerCase();
    if (!countsOf(terms, lower).every((count) => count > 0)) continue;
    const at = lower.indexOf(terms[0]?.text ?? '');
    return headline(read.slice(Math.max(0, at - 40)).toWellFormed(), LINE);
  }
  return undefined;
}
