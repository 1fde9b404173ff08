import { transcript } from '../../answering/told/prompts.ts';
import { knowledgeAt } from '../../conversation/knowledge-at.ts';
import { readable } from '../../conversation/prompt-record.ts';
import type { Addition } from '../../knowledge/knowledge.ts';
import type { Source } from '../../knowledge/source.ts';
import { DoorRefusal } from '../../net/door.ts';
import type { WebText } from '../../net/page.ts';
import type { Attachment, Progress, Quote } from '../../ports/index.ts';
import { digest, escapeMarkdown, headline, isBlank } from '../../util/text.ts';
import { type CommandContext, numberOption } from '../command.ts';

/** Texts that somebody gives the bot to draw on: files, a page of the web, a message, the latest messages of a channel. */

/** Text without what tells where it goes. */
export type Given = Omit<Addition, 'by'>;

/** Most of a channel's messages, in UTF-16 units of all together, and of one. */
const MOST_CHANNEL = 200_000;
const MOST_MESSAGE = 8000;
/** Longest name that is made of a message, in UTF-16 units. */
const NAME = 60;

/** Address of a web page at the beginning of a text, and what stands behind it. */
const ADDRESS = /^\s*((?:https?:\/\/|www\.)\S+)\s*/i;

/** Gathers what is to be added; a sentence where that is nothing, or nothing that can be read. `name`: chosen by the person. */
export async function* gather(
  context: CommandContext,
  name: string | undefined,
): AsyncGenerator<Progress, Given[] | string> {
  const { command, texts } = context;
  const { files = {}, attachments = [], quote } = command;
  if (numberOption(command, 'messages') !== undefined) return latest(context, name);
  const own = [...Object.values(files), ...attachments];
  const typed = ADDRESS.exec(name ?? '');
  // Only what the person types is opened: an address in somebody else's message may be a trap.
  if (typed && own.length === 0) return yield* fromWeb(context, typed[1] ?? '', name?.slice(typed[0].length));
  const given = own.length > 0 ? own : (quote?.attachments ?? []);
  if (given.length > 0) return yield* fromFiles(context, given, name);
  const words = quote ? readable(quote) : '';
  if (words.replace(ADDRESS, '') === '' && words !== '') return texts('knowledge.link');
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

/** Fetches a page. `typed`: its address, as the person typed it. */
async function* fromWeb(
  context: CommandContext,
  typed: string,
  name: string | undefined,
): AsyncGenerator<Progress, Given[] | string> {
  const url = /^www\./i.test(typed) ? `https://${typed}` : typed;
  const page = yield* fetchPage(context, url);
  if (typeof page === 'string') return page;
  return [givenPage(context, page, url, name || page.title || typed.replace(/^https?:\/\//i, ''))];
}

/** Fetches a page anew: what it says now takes the place of what it said. */
export async function* fetchAgain(
  context: CommandContext,
  { name, from: { url } }: Pick<Source, 'name'> & { from: NonNullable<Source['from']> },
): AsyncGenerator<Progress, Given | string> {
  const page = yield* fetchPage(context, url);
  return typeof page === 'string' ? page : givenPage(context, page, url, name);
}

async function* fetchPage(context: CommandContext, url: string): AsyncGenerator<Progress, WebText | string> {
  const { texts } = context;
  try {
    const page = yield* context.meanwhile(context.page(url), texts('media.reading'));
    if (!('reason' in page)) return page;
    return texts(page.reason === 'missing_library' ? 'media.missing_library' : 'web.unread');
  } catch (error) {
    if (!(error instanceof DoorRefusal)) throw error;
    return texts(`web.${error.reason}`);
  }
}

function givenPage(context: CommandContext, page: WebText, url: string, name: string): Given {
  const from = { url, at: context.now };
  return { id: idOf(context), name, kind: 'page', pages: page.pages, from, ...(page.read.more ? { more: true } : {}) };
}

function fromMessage(context: CommandContext, quote: Quote, name: string | undefined): Given {
  const text = readable(quote);
  const from = quote.author === undefined ? '' : `${quote.author}: `;
  const pages = [{ name: '', text: `${from}${text}` }];
  const said = saidIn(context, [quote]);
  return { id: idOf(context), name: name ?? headline(text, NAME), kind: 'message', pages, said };
}

/** Names the messages that a text is made of: who wrote them may be forgotten one day. */
function saidIn({ command }: CommandContext, quotes: readonly Quote[]): NonNullable<Addition['said']> {
  return { place: knowledgeAt(command).here, messages: quotes.map(({ id = '' }) => id) };
}

/** The latest messages of the place: those that came with the command, else those that were overheard. */
async function latest(context: CommandContext, name: string | undefined): Promise<Given[] | string> {
  const { command, texts, now } = context;
  const count = numberOption(command, 'messages') ?? 0;
  const said: readonly Quote[] = command.material ?? (await context.overheard(MOST_CHANNEL));
  const newest = said.slice(-count);
  const { text, messages } = transcript(newest, MOST_CHANNEL, MOST_MESSAGE);
  if (messages === 0) return texts('knowledge.no_messages');
  const day = new Date(now).toISOString().slice(0, 10);
  const called = name ?? texts('knowledge.channel', { count: messages, day });
  const more = messages < Math.min(count, said.length);
  const pages = [{ name: '', text }];
  const from = saidIn(context, newest.slice(0, messages));
  return [{ id: idOf(context), name: called, kind: 'channel', pages, said: from, ...(more ? { more } : {}) }];
}

/** Id of what a command adds: the same in every attempt. */
export function idOf({ command }: Pick<CommandContext, 'command'>, at = 0): string {
  return digest(`${command.key}|${at}`).slice(0, 16);
}

/** Name of a source as it is shown. */
export function shownName(name: string): string {
  return escapeMarkdown(headline(name, NAME));
}
