import { type BranchExchange, shownAnswer } from '../conversation/exchange.ts';
import { readable } from '../conversation/prompt-record.ts';
import { aloneIn } from '../conversation/scope.ts';
import { nameFrom } from '../util/file-names.ts';
import { byteLength, escapeMarkdown, headline } from '../util/text.ts';
import { type CommandContext, type CommandDefinition, reply } from './command.ts';

/** Most exchanges of one file, and most bytes of it. */
const MOST = 2000;
const MOST_BYTES = 8_000_000;

/** /export: the current conversation as a Markdown file, for who may read all of it: whose own it is, and moderators. */
export const exportConversation: CommandDefinition = {
  spec: { name: 'export', audience: 'asker', options: [{ name: 'private', type: 'boolean' }] },
  async *respond(context) {
    const { command, texts, conversations, files, isAmong } = context;
    if (aloneIn(command) === undefined && !(await isAmong('moderator'))) {
      yield* reply(texts('export.others'));
      return;
    }
    const room = Math.min(files.bytes, MOST_BYTES);
    const parts: string[] = [];
    let bytes = 0;
    let more = false;
    for await (const turn of conversations.history(command.conversation, MOST)) {
      const part = written(turn);
      bytes += byteLength(part) + 1;
      more = bytes > room - 200;
      if (more) break;
      parts.push(part);
    }
    if (parts.length === 0) {
      yield* reply(texts('export.nothing'));
      return;
    }
    const title = await titleOf(context);
    const text = `# ${escapeMarkdown(title)}\n\n${parts.toReversed().join('\n')}`;
    const name = `${nameFrom(title, texts('file.name'))}.md`;
    const document = { bytes: Buffer.from(text), name, mime: 'text/markdown', role: 'document' as const };
    const notice = more || parts.length === MOST ? { notice: texts('export.newest', { count: parts.length }) } : {};
    yield {
      type: 'end',
      end: { reason: 'complete', text: '', ...notice, files: [document], captioned: true, events: [] },
    };
  },
};

async function titleOf({ conversations, command, texts }: CommandContext): Promise<string> {
  const [current] = await conversations.threads(command.conversation);
  return headline(current?.title ?? current?.hint ?? texts('chats.untitled'), 100);
}

/** A question as a quotation, under the name of who asked it in a group, and its answer as it was shown. */
function written(turn: BranchExchange): string {
  const { speaker } = turn.prompt;
  const asked = readable(turn.prompt).split('\n');
  const lines = [...(speaker === undefined ? [] : [`**${escapeMarkdown(speaker)}**`, '']), ...asked];
  return `${lines.map((line) => `> ${line}`.trimEnd()).join('\n')}\n\n${shownAnswer(turn)?.text ?? ''}\n\n---\n`;
}
