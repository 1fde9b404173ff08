import { Readable } from 'node:stream';
import { GrammyError } from 'grammy';
import * as v from 'valibot';
import { messageEvent } from '../../adapters/discord/gateway/events.ts';
import { commandEvent } from '../../adapters/discord/interactions/events.ts';
import { slashCommandOf } from '../../adapters/discord/interactions/interactions.ts';
import { hasMentions, mentionedIn } from '../../adapters/discord/messages/mentions.ts';
import { toEvents } from '../../adapters/telegram/inbound.ts';
import { readUpdate } from '../../adapters/telegram/update.ts';
import { createAccount } from '../../src/answering/request/usage.ts';
import { codeBlocks } from '../../src/commands/answers/code-blocks.ts';
import { commands } from '../../src/commands/index.ts';
import { parseCommand } from '../../src/commands/parsing/parse.ts';
import type { BranchExchange } from '../../src/conversation/exchange.ts';
import { passedOn } from '../../src/conversation/pieces.ts';
import { LiveLayout } from '../../src/delivery/layout.ts';
import { continuationOf, messageOf, quoteOf } from '../../src/intake/pieces.ts';
import { taskReader } from '../../src/intake/stored-task.ts';
import { foldedNames, hasName } from '../../src/intake/wake-names.ts';
import { createChatReader } from '../../src/model/chat.ts';
import { readImageBody, readImageStream } from '../../src/model/image-body.ts';
import { readImages } from '../../src/model/images.ts';
import { createEventDecoder } from '../../src/model/sse.ts';
import { createThinker } from '../../src/model/think.ts';
import { eventsOf } from '../../src/model/whole.ts';
import type { Renderer } from '../../src/ports/index.ts';
import { saying } from '../../src/util/messages.ts';
import { inSlices } from '../../src/util/slices.ts';
import { promptOf } from '../fixtures.ts';
import { type Api, listen } from '../fuzz/listen.ts';
import { nextTurn } from './longest-turn.ts';

/** Reads blocks of code in a quote, in the answer itself, and one that it ends in. */
export const blocksOfCode = (text: string) =>
  inSlices(codeBlocks(`> \`\`\`${text.slice(0, 200)}\n${text}\n> \`\`\`\n${text}\n\`\`\`\n${text}`, 10));

/** Calls of functions that touch text from outside, where one takes more than a line: the values around the text. */

export const specs = commands.map(({ spec }) => spec);
export const names = { role: () => undefined, channel: () => undefined };

/** Turns of a conversation that say so. */
export function history(text: string): BranchExchange[] {
  const said = { prompt: { text, quote: { text } }, answers: [{ text, reason: 'complete' as const }], bubbles: [] };
  return ['1', '2', '3'].map((id) => ({ v: 2, id, place: { parent: null, thread: 'first' }, ...said }));
}

export function oldTurn(text: string): object {
  return { v: 1, id: '1', parent: null, prompt: { text, quote: { text } }, answers: [{ text, reason: 'complete' }] };
}

/** Puts as many messages together as one act holds, each of one source or another. */
export function severalMessages(text: string): unknown {
  const length = Math.ceil(text.length / 49);
  const pieces = Array.from({ length: 49 }, (_, at) => ({
    ...{ key: `${at}`, id: `${at}`, text: text.slice(at * length, (at + 1) * length), at: 1, length: 4096 },
    ...(at % 3 === 0 ? {} : { source: { kind: 'forward' as const, author: at % 3 === 1 ? 'Ann' : text.slice(0, 64) } }),
  }));
  const said = messageOf(pieces);
  return [continuationOf(pieces, said), passedOn({ pieces }), quoteOf(pieces)];
}

/** Looks for names that are made of the text, and for such as repeat its beginning. */
export function wakeNames(text: string): unknown {
  return hasName(text, foldedNames([text.slice(0, 32), `${text.slice(0, 1).repeat(31)}!`, 'parley']));
}

export function estimated(text: string): unknown {
  const account = createAccount();
  account.sent({ model: 'm', messages: [saying('user', text)], onBehalf: { chat: 'c', purpose: 'answer' } });
  account.seen(text);
  return account.total();
}

export async function everyCommand(text: string): Promise<void> {
  for (const { name } of specs) {
    parseCommand(promptOf({ text: `/${name} ${text}` }), specs);
    await nextTurn();
  }
}

export function* decoded(text: string): Generator<unknown> {
  const decoder = createEventDecoder();
  yield* decoder.push(Buffer.from(text.slice(0, 64 * 1024)));
  yield* decoder.flush();
}

/** As many messages as Telegram hands out at once, each as long as they get. */
export function batch(text: string): unknown {
  const from = { id: 5, is_bot: false, first_name: 'A' };
  const updates = Array.from({ length: 100 }, (_, at) => ({
    update_id: at + 1,
    message: {
      message_id: at + 1,
      date: 1,
      chat: { id: 5, type: 'private' as const },
      from,
      text: text.slice(at * 4096, at * 4096 + 4096).padEnd(4096, 'x'),
    },
  }));
  return toEvents(updates, reader, { now: 0, live: true });
}

export const refusal = (description: string) =>
  new GrammyError('refused', { ok: false, error_code: 400, description }, 'sendMessage', {});

/** A task as it is stored at one time and read at another. */
export async function storedTask(text: string): Promise<void> {
  const stored = JSON.stringify(promptOf({ text }));
  await nextTurn();
  taskReader.read(JSON.parse(stored));
}

/** An answer as it arrives: piece by piece, each in a turn of its own. */
export async function grow(text: string, renderer: Renderer): Promise<void> {
  const live = new LiveLayout(renderer);
  for (let end = 0; end < text.length; end += PIECE) {
    await live.update(text.slice(0, end));
    await nextTurn();
  }
  await live.update(text, true);
}

/** Sizes of what arrives at once: of an answer, in UTF-16 units; of a socket, in bytes. */
const PIECE = 5_000;
export const arrival = { lead: 0, pieces: [64 * 1024], end: 'close', slow: true } as const;

/** Streams of a model that says `text` in small pieces, then all of it once more. */
export async function stream(api: Api, text: string): Promise<unknown> {
  const [head, tail] =
    api === 'chat'
      ? ['{"choices":[{"delta":{"content":"', '"}}]}']
      : ['{"type":"response.output_text.delta","delta":"', '"}'];
  const event = (delta: string) => `data: ${head}${delta}${tail}\n\n`;
  const deltas: string[] = [];
  for (let at = 0; at < text.length; at += 200) {
    deltas.push(JSON.stringify(text.slice(at, at + 200)).slice(1, -1));
    // Writing the body is no part of what is measured: it takes turns of its own.
    if (deltas.length % 250 === 0) await nextTurn();
  }
  const body = Buffer.from([...deltas.map(event), event(deltas.join(''))].join(''));
  await nextTurn();
  return listen(api, body, arrival);
}

/** What is no picture is refused; that it is refused quickly is what counts. */
export async function pictures(body: string): Promise<unknown> {
  return readImages(await readImageBody(Readable.from([Buffer.from(body)]), 10));
}

/** Reads a drawing that is streamed, with a preview whose picture is `text`. */
export async function drawing(text: string): Promise<unknown> {
  const event = (type: string, picture: string) =>
    `data: {"type":"image_generation.${type}","b64_json":"${picture}"}\n\n`;
  const body = `${event('partial_image', text)}${event('completed', 'iVBORw0KGgo=')}`;
  return readImageStream(Readable.from([Buffer.from(body)]), 1, () => undefined, { model: 'a' });
}

/** Body of an answer that draws, whose picture is `text`. */
export function drawnItem(text: string): Buffer {
  const item = `{"type":"image_generation_call","result":"${text}"}`;
  return Buffer.from(`data: {"type":"response.output_item.done","item":${item}}\n\n`);
}

/** Tells reasoning from an answer that comes in small pieces. */
export function thinking(unmarked: boolean, text: string): void {
  const thinker = createThinker({ unmarked });
  const split = { text: '', reasoning: '', reset: false };
  for (let at = 0; at < text.length; at += 200) thinker.push(text.slice(at, at + 200), split);
  thinker.end(true, split);
}

export const reader = { self: { id: 1, username: 'parley_bot' }, commands: new Set(specs.map(({ name }) => name)) };

const NAMED = ['mention', 'text_link'];

/** One message of so much text, with as many entities as Telegram may send. */
export function telegramUpdates(text: string) {
  const url = text;
  const entities = Array.from({ length: 100 }, (_, at) => ({ type: NAMED[at % 2], offset: at * 10, length: 10, url }));
  const from = { id: 5, is_bot: false, first_name: text, last_name: text };
  const chat = { id: -7, type: 'supergroup', title: text };
  const said = { date: 1, chat, from, text, entities };
  const message = { ...said, message_id: 2, reply_to_message: { ...said, message_id: 1 }, quote: { text } };
  const update = readUpdate({ update_id: 1, message });
  return update ? [update] : [];
}

/** Content other than text, each holding so much of it. */
export function telegramContents(text: string) {
  const file = { file_id: 'BQACAgIAAx2', file_name: text, mime_type: text, thumbnail: { file_id: text } };
  const photo = Array.from({ length: 30 }, () => ({ file_id: text, width: 9, height: 9 }));
  const media = [{ type: 'document', document: file }, { type: 'photo', photo }, { type: text }];
  const blocks = [
    ...media,
    { text: text.slice(0, 30_000).split('') },
    { items: [{ label: text, blocks: [{ text: [text] }] }] },
  ];
  const task = { text, completion_date: 1 };
  const said = {
    rich_message: { blocks: [...blocks, { type: 'blockquote', blocks }, { cells: [[{ text }]] }] },
    poll: { question: text, options: Array.from({ length: 12 }, () => ({ text })) },
    checklist: { title: text, tasks: Array.from({ length: 30 }, () => task) },
  };
  const from = telegramPerson;
  const message = { message_id: 2, date: 1, chat: { id: 7, type: 'private' }, from, ...said };
  const shown = { ...message, document: file, photo, media_group_id: text };
  const external = { origin: {}, video: file };
  const sent = [
    { ...message, reply_to_message: shown },
    { ...shown, external_reply: external },
    { ...message, document: file },
  ];
  return sent.flatMap((each) => readUpdate({ update_id: 1, message: each }) ?? []);
}

/** A message that passes another one on, and the edit of one. */
export function telegramForwards(text: string) {
  const chat = { id: -7, type: 'supergroup', title: text };
  const origin = { type: 'chat', sender_chat: chat, author_signature: text };
  const said = { message_id: 2, date: 1, chat, from: { ...telegramPerson, last_name: text }, text };
  const external_reply = { origin, chat, message_id: 1, contact: { phone_number: text, first_name: text } };
  const forward = { ...said, forward_origin: origin, external_reply, quote: { text, is_manual: true } };
  const updates = [{ message: forward }, { edited_message: said }];
  return updates.flatMap((update, at) => readUpdate({ update_id: at + 1, ...update }) ?? []);
}

const telegramPerson = { id: 5, is_bot: false, first_name: 'Ann' };

const self = '100000000000000001';
export const directory = {
  self,
  namesAt: () => ({ ...names, self, readsAll: false, place: () => undefined }),
  ownRoles: () => [],
  thread: async () => undefined,
  isChannelToo: () => false,
  isTold: () => true,
  admits: () => true,
  proxies: new Set<string>(),
  language: () => undefined,
  locale: () => undefined,
  message: async () => undefined,
  people: async () => [],
  opening: async () => ({}),
  title: () => undefined,
  isOpenedOn: () => false,
};

export function discordMessage(text: string) {
  const author = { id: '100000000000000002', username: text, global_name: text };
  const said = {
    author,
    content: `<@${directory.self}> ${text}`,
    mentions: [{ id: directory.self, username: 'p' }],
    embeds: Array(10).fill({ title: text, description: text, fields: Array(25).fill({ name: text, value: text }) }),
    components: [{ type: 17, components: Array(40).fill({ type: 10, content: text }) }],
    poll: { question: { text }, answers: Array(10).fill({ poll_media: { text } }) },
    attachments: Array(10).fill({ id: '1', filename: text, title: text, content_type: text, url: text }),
    sticker_items: Array(3).fill({ id: '1', name: text, format_type: 1 }),
  };
  return v.parse(messageEvent, {
    ...said,
    id: '100000000000000003',
    channel_id: '100000000000000004',
    type: 19,
    referenced_message: { ...said, id: '100000000000000005' },
  });
}

/** A message that only passes another one on, which is that of `discordMessage`. */
export function discordForward(text: string) {
  const { content, mentions, embeds, components, poll } = discordMessage(text);
  const snapshot = { message: { content, mentions, embeds, components, poll } };
  return v.parse(messageEvent, { ...discordMessage(text), content: '', message_snapshots: [snapshot] });
}

/** The same message, edited. */
export function discordEdit(text: string) {
  return { ...discordMessage(text), edited_timestamp: '2026-11-29T00:00:00.000000+00:00' };
}

/** A slash command with so long an option, and with names in it. */
export function discordCommand(text: string): unknown {
  const options = [{ name: 'prompt', value: text }];
  const place = { id: self, application_id: self, token: 't', guild_id: self, channel_id: self };
  const member = { user: { id: self, username: text } };
  const event = v.parse(commandEvent, { ...place, member, type: 2, data: { type: 1, name: 'ask', options } });
  return [slashCommandOf(event, specs, { now: 0, isChannelToo: () => false }), hasMentions(text), mentionedIn(text)];
}

/** An answer that comes whole, in parts, as long as it is read. */
export function wholeAnswer(text: string): unknown {
  const content = ['thinking', 'text'].map((type) => ({ type, [type]: text }));
  const reader = createChatReader({ model: 'm' });
  const events = eventsOf({ choices: [{ message: { content, refusal: text } }] });
  return Array.from(events, (event) => reader.read(event));
}
