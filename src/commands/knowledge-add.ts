import { transcript } from '../answering/prompts.ts';
import { readable } from '../conversation/prompt-record.ts';
import type { Addition } from '../knowledge/knowledge.ts';
import type { Attachment, Progress, Quote } from '../ports/index.ts';
import { digest, escapeMarkdown, headline, isBlank } from '../util/text.ts';
import { type CommandContext, numberOption } from './command.ts';

/** Texts that somebody gives the bot to draw on: files, a message, the latest messages of a channel. */

/** Text without what tells where it goes. */
export type Given = Omit<Addition, 'by'>;

/** Most of a channel's messages, in UTF-16 units of all together, and of one. */
const MOST_CHANNEL = 200_000;
const MOST_MESSAGE = 8000;
/** Longest name that is made of a message, in UTF-16 units. */
const NAME = 60;

/** A text that is nothing but the address of a web page. */
const ADDRESS = /^\s*(?:https?:\/\/|www\.)\S+\s*$/i;

/** Gathers what is to be added; a sentence where that is nothing, or nothing that can be read. `name`: chosen by the person. */
export async function* gather(
  context: CommandContext,
  name: string | undefined,
): AsyncGenerator<Progress, Given[] | string> {
  const { command, texts } = context;
  const { files = {}, attachments = [], quote } = command;
  if (numberOption(command, 'messages') !== undefined) return latest(context, name);
  const own = [...Object.values(files), ...attachments];
  const given = own.length > 0 ? own : (quote?.attachments ?? []);
  if (given.length > 0) return yield* fromFiles(context, given, name);
  const words = quote ? readable(quote) : '';
  if (ADDRESS.test(words) || (!quote && ADDRESS.test(name ?? ''))) return texts('knowledge.link');
  if (quote && !isBlank(words)) return [fromMessage(context, quote, name)];
  return texts(quote?.unseen ? 'prompt.unseen' : quote ? 'material.wordless' : 'knowledge.how');
}

async function* fromFiles(
  context: CommandContext,
  files: readonly Attachment[],
  chosen: string | undefined,
): AsyncGenerator<Progress, Given[] | string> {
  const { texts } = context;
  const given: Given[] = [];
  for (const [at, file] of files.entries()) {
    const { name: told = texts('knowledge.unnamed'), mime = '' } = file;
    const name = (files.length === 1 ? chosen : undefined) ?? told;
    if (file.kind !== 'file' || /^(image|audio|video)\//.test(mime)) return texts('knowledge.no_file');
    const { read, reason } = yield* context.meanwhile(context.read(file), texts('media.reading'));
    if (!read) return reason ? texts(`media.${reason}`) : texts('knowledge.no_text', { name: shownName(name) });
    const kind = mime.startsWith('text/html') || /\.x?html?$/i.test(told) ? 'page' : 'file';
    const pages = read.parts.map(({ name: page = '', text }) => ({ name: page, text }));
    given.push({ id: idOf(context, at), name, kind, pages, ...(read.more ? { more: true } : {}) });
  }
  return given;
}

function fromMessage(context: CommandContext, quote: Quote, name: string | undefined): Given {
  const text = readable(quote);
  const from = quote.author === undefined ? '' : `${quote.author}: `;
  const pages = [{ name: '', text: `${from}${text}` }];
  return { id: idOf(context), name: name ?? headline(text, NAME), kind: 'message', pages };
}

/** The latest messages of the place: those that came with the command, else those that were overheard. */
async function latest(context: CommandContext, name: string | undefined): Promise<Given[] | string> {
  const { command, texts, now } = context;
  const count = numberOption(command, 'messages') ?? 0;
  const said: readonly Quote[] = command.material ?? (await context.overheard(MOST_CHANNEL));
  const { text, messages } = transcript(said.slice(-count), MOST_CHANNEL, MOST_MESSAGE);
  if (messages === 0) return texts('knowledge.no_messages');
  const day = new Date(now).toISOString().slice(0, 10);
  const called = name ?? texts('knowledge.channel', { count: messages, day });
  const more = messages < Math.min(count, said.length);
  return [{ id: idOf(context), name: called, kind: 'channel', pages: [{ name: '', text }], ...(more ? { more } : {}) }];
}

/** The same in every attempt. */
function idOf({ command }: CommandContext, at = 0): string {
  return digest(`${command.key}|${at}`).slice(0, 16);
}

/** Name of a source as it is shown. */
export function shownName(name: string): string {
  return escapeMarkdown(headline(name, NAME));
}
