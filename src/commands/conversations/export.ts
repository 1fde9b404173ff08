import type { Thread } from '../../conversation/conversations.ts';
import { type BranchExchange, shownAnswer } from '../../conversation/exchange.ts';
import { readable } from '../../conversation/prompt-record.ts';
import { aloneIn } from '../../conversation/scope.ts';
import { nameFrom } from '../../util/file-names.ts';
import { byteLength, escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, reply, stringOption } from '../command.ts';
import { found, missing, suggestThreads } from './chats.ts';

/** Most exchanges of one file, and most bytes of it. */
const MOST = 2000;
const MOST_BYTES = 8_000_000;

/** Stands for all conversations of the chat. */
const ALL = 'all';

/** /export: a conversation as a Markdown file, or all of the chat, for who may read all of it: whose own it is, and moderators. */
export const exportConversation: CommandDefinition = {
  spec: {
    name: 'export',
    audience: 'asker',
    options: [
      { name: 'thread', type: 'string', rest: true, suggest: true, maxLength: 100 },
      { name: 'private', type: 'boolean' },
    ],
  },
  async *respond(context) {
    const { command, texts, conversations, files, isAmong } = context;
    if (aloneIn(command) === undefined && !(await isAmong('moderator'))) {
      yield* reply(texts('export.others'));
      return;
    }
    const wanted = stringOption(command, 'thread');
    const threads = await conversations.threads(command.conversation);
    const chosen = chosenOf(threads, wanted);
    if (!chosen) {
      yield* reply(missing(wanted ?? '', context));
      return;
    }
    const { text, count, more } = await written(context, chosen, Math.min(files.bytes, MOST_BYTES) - 200);
    if (count === 0) {
      yield* reply(texts('export.nothing'));
      return;
    }
    const title = wanted === ALL ? texts('export.all') : titleOf(chosen[0], context);
    const name = `${nameFrom(title, texts('file.name'))}.md`;
    const document = { bytes: Buffer.from(text), name, mime: 'text/markdown', role: 'document' as const };
    const notice = more ? { notice: texts('export.newest', { count }) } : {};
    yield {
      type: 'end',
      end: { reason: 'complete', text: '', ...notice, files: [document], captioned: true, events: [] },
    };
  },
  async suggest(context, _option, typed) {
    const all = { label: context.texts('export.all'), value: ALL };
    const known = await suggestThreads(context, typed);
    return all.label.toLowerCase().includes(typed.toLowerCase()) ? [all, ...known] : known;
  },
};

/** Threads to be written: the current one where none is named. Undefined where there is none of that name. */
function chosenOf(threads: readonly Thread[], wanted: string | undefined): readonly Thread[] | undefined {
  if (wanted?.toLowerCase() === ALL) return threads;
  const one = wanted === undefined ? threads.find(({ current }) => current) : found(threads, wanted);
  return one ? [one] : wanted === undefined ? [] : undefined;
}

/** Writes threads down, each under its title, the newest questions first where not all have room. `room`: bytes. */
async function written(context: CommandContext, threads: readonly Thread[], room: number) {
  const { command, conversations } = context;
  const sections: string[] = [];
  let [left, count, more] = [room, 0, false];
  for (const thread of threads) {
    if (more || thread.head === undefined) continue;
    const heading = `# ${escapeMarkdown(titleOf(thread, context))}\n\n`;
    left -= byteLength(heading);
    const parts: string[] = [];
    for await (const turn of conversations.history(command.conversation, MOST - count, thread.head)) {
      const part = asText(turn);
      left -= byteLength(part) + 1;
      more = left < 0;
      if (more) break;
      parts.push(part);
      count += 1;
    }
    more ||= count >= MOST;
    if (parts.length > 0) sections.push(`${heading}${parts.toReversed().join('\n')}`);
  }
  return { text: sections.join('\n'), count, more };
}

function titleOf(thread: Thread | undefined, { texts }: CommandContext): string {
  return headline(thread?.title ?? thread?.hint ?? texts('chats.untitled'), 100);
}

/** A question as a quotation, under the name of who asked it in a group, and its answer as it was shown. */
function asText(turn: BranchExchange): string {
  const { speaker } = turn.prompt;
  const asked = readable(turn.prompt).split('\n');
  const lines = [...(speaker === undefined ? [] : [`**${escapeMarkdown(speaker)}**`, '']), ...asked];
  return `${lines.map((line) => `> ${line}`.trimEnd()).join('\n')}\n\n${shownAnswer(turn)?.text ?? ''}\n\n---\n`;
}
