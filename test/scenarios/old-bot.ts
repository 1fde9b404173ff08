import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Update } from 'grammy/types';
import { expect, vi } from 'vitest';
import type { KeptDiscord } from '../simulator/discord/keep.ts';
import type { KeptTelegram } from '../simulator/telegram/keep.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

/**
 * Today's bot on a database that an older one left when it was killed, between stand-ins that know what it had shown. What
 * was said in which chat is written in the JSON beside the dump, by the chat's name.
 */

export type Surface = 'telegram' | 'discord';

/** One chat of the old world, seen by the person who spoke there. */
export interface OldChat {
  /** The bubbles as the older bot left them, oldest first. */
  before: Bubble[];
  bubbles(): Bubble[];
  texts(): string[];
  /** Resolves once the bot's bubbles say exactly this and nothing is being worked on. */
  shows(...texts: (string | RegExp)[]): Promise<void>;
  /** Says something and resolves with what the model was asked with, oldest message first. */
  hears(text: string, reply?: Bubble): Promise<string[]>;
  say(text: string, reply?: Bubble): void;
  /** Presses a button by the beginning of its label, under the newest bubble that has it or under this one. */
  press(label: string, bubble?: Bubble): void;
  /** Somebody's client sends data of its own making as a press of the last bubble that has buttons. */
  makeUp(data: string): void;
  /** The person edits a message of theirs that the fixture names. */
  edit(said: string, text: string): void;
}

interface Bubble {
  id: string;
  text: string;
  pictures: number;
  buttons: string[];
}

interface Named {
  chat: number | string;
  user: number | string;
  [said: string]: number | string;
}

interface OldWorld {
  /** Epoch ms of the kill. */
  at: number;
  chats: Record<Surface, Record<string, Named>>;
  telegram: KeptTelegram;
  discord: KeptDiscord;
}

const dumps = join(import.meta.dirname, '../storage/sqlite/old');
const WAIT_MS = 30_000;

/** What is expected of it sooner or later. */
export function soon<T>(look: () => T) {
  return expect.poll(look, { timeout: WAIT_MS });
}

/** Between the kill and the start, ms: tokens of interactions still hold. */
const AWAY_MS = 20_000;

export interface OldBot extends TestBot {
  open(surface: Surface, name: string): OldChat;
  named(surface: Surface, name: string): Named;
  /** Somebody new says something there. */
  stranger(surface: Surface, name: string, text: string): void;
  /** Telegram delivers what a person said there once more. */
  redeliver(name: string): void;
  /** Resolves once no turn is open. */
  idle(): Promise<void>;
  /** What the model was asked with whenever the last message was this. */
  asked(text: string): string[][];
}

/** Starts today's bot on the dump of this schema version, as if it had been killed just now. `settings`: over those of tests. */
export async function openOld(version: number, settings: Record<string, string> = {}): Promise<OldBot> {
  const old = JSON.parse(readFileSync(join(dumps, `version-${version}.json`), 'utf8')) as OldWorld;
  const machine = Date.now.bind(Date);
  const ago = machine() - old.at - AWAY_MS;
  const time = vi.spyOn(Date, 'now').mockImplementation(() => machine() - ago);
  const bot = await startTestBot({
    settings,
    openai: { speaker: ({ messages }) => `New: ${lastWords(messages.at(-1)?.text)}` },
    telegram: { world: old.telegram },
    // A busy machine may take longer than Discord allows: here nothing depends on it.
    discord: { world: old.discord, timing: { respondMs: WAIT_MS } },
    fill(path) {
      const database = new DatabaseSync(path);
      database.exec(readFileSync(join(dumps, `version-${version}.sql`), 'utf8'));
      database.close();
    },
  });
  const idle = () => bot.idle(WAIT_MS);
  const parts = { old, bot, idle };
  return {
    ...bot,
    idle,
    named: (surface, name) => namedIn(old, surface, name),
    stranger(surface, name, text) {
      const { telegram, discord } = bot;
      const { user, chat } = namedIn(old, surface, name);
      if (surface === 'telegram') telegram.say(roomOf(old, name).chat, telegram.user({ first_name: 'Bob' }), text);
      else discord.say(discord.known(String(user), String(chat)).channel, discord.user({ username: 'bob' }), text);
    },
    redeliver(name) {
      const { chat, user, records } = roomOf(old, name);
      for (const { message, from } of records) {
        if (from === user.id)
          bot.telegram.push({ message: { ...message, chat, from: user } as Update['message'] & {} });
      }
    },
    asked: (text) => heard(bot).filter((texts) => lastWords(texts.at(-1)) === text),
    open: (surface, name) => (surface === 'telegram' ? telegramChat(parts, name) : discordChat(parts, name)),
    async close() {
      await bot.close();
      time.mockRestore();
    },
  };
}

interface Parts {
  old: OldWorld;
  bot: TestBot;
  idle(): Promise<void>;
}

function namedIn(old: OldWorld, surface: Surface, name: string): Named {
  const named = old.chats[surface][name];
  if (!named) throw new Error(`the old world has no chat ${name}`);
  return named;
}

/** The last of what was said without an answer between. */
function lastWords(text = ''): string {
  return (text.split('\n\n').at(-1) ?? '').replace(/^<speaker.*\n/, '');
}

/** Every question's messages, as far as the model was asked for text. */
function heard({ openai }: TestBot): string[][] {
  return openai.requests.flatMap(({ body: { input } }) => {
    if (!Array.isArray(input)) return [];
    return [input.filter(({ role }) => role === 'user' || role === 'assistant').map(({ content }) => textOf(content))];
  });
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? content.map((part: { text?: string }) => part.text ?? '').join('') : '';
}

type Hands = Pick<OldChat, 'bubbles' | 'say' | 'press' | 'makeUp' | 'edit'>;

function chatOf({ bot, idle }: Parts, before: Bubble[], hands: Hands): OldChat {
  const texts = () => hands.bubbles().map(({ text }) => text);
  return {
    ...hands,
    before,
    texts,
    async shows(...due) {
      const each = due.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text)));
      await soon(texts).toEqual(each);
      await idle();
      expect(texts()).toEqual(each);
    },
    async hears(text, reply) {
      const count = heard(bot).length;
      const words = text.replace(/^\S*@\S+ /, '');
      hands.say(text, reply);
      const asked = () =>
        heard(bot)
          .slice(count)
          .find((each) => each.at(-1)?.endsWith(words));
      await vi.waitUntil(asked, { timeout: WAIT_MS });
      const answered = () => texts().some((each) => each.startsWith('New: ') && each.endsWith(words));
      await vi.waitUntil(answered, { timeout: WAIT_MS });
      await idle();
      return asked() ?? [];
    },
  };
}

function roomOf({ chats, telegram }: OldWorld, name: string) {
  const room = telegram.rooms.find(({ chat }) => chat.id === chats.telegram[name]?.chat);
  const user = telegram.users.find(({ id }) => id === chats.telegram[name]?.user);
  if (!room || !user) throw new Error(`the old world has no chat ${name}`);
  return { chat: room.chat, records: room.records, user };
}

function telegramChat(parts: Parts, name: string): OldChat {
  const { telegram } = parts.bot;
  const named = namedIn(parts.old, 'telegram', name);
  const { chat, user, records } = roomOf(parts.old, name);
  const mine = () => telegram.messages(chat).filter((seen) => seen.mine);
  const before = records
    .filter(({ mine: own, deleted }) => own && !deleted)
    .map(({ message }) => ({ id: String(message.message_id), text: message.text ?? '', pictures: 0, buttons: [] }));
  return chatOf(parts, before, {
    bubbles: () =>
      mine().map(({ id, text, photos, buttons }) => ({
        id: String(id),
        text,
        pictures: photos,
        buttons: buttons.flat().map(({ text: label }) => label),
      })),
    say: (text, reply) => void telegram.say(chat, user, text, reply ? { replyTo: Number(reply.id) } : {}),
    press(label, bubble) {
      for (const seen of mine().toReversed()) {
        const button = seen.buttons.flat().find(({ text }) => text.startsWith(label));
        if (button && (!bubble || bubble.id === String(seen.id)))
          return void telegram.press(chat, user, seen, button.data);
      }
      throw new Error(`no button ${label}`);
    },
    makeUp(data) {
      const last = mine().findLast(({ buttons }) => buttons.length > 0);
      telegram.press(chat, user, last ?? 0, data, { stale: true });
    },
    edit(said, text) {
      const record = records.find(({ message }) => String(message.message_id) === named[said]);
      if (!record) throw new Error(`nothing is called ${said}`);
      telegram.edit({ ...record.message, chat, from: user } as Parameters<typeof telegram.edit>[0], text);
    },
  });
}

function discordChat(parts: Parts, name: string): OldChat {
  const { discord } = parts.bot;
  const named = namedIn(parts.old, 'discord', name);
  const { user, channel } = discord.known(String(named.user), String(named.chat));
  const mine = () => discord.messages(channel).filter(({ author }) => author.id === discord.bot.id);
  const before = parts.old.discord.messages
    .filter(({ author, channel: where }) => author === discord.bot.id && where === channel.id)
    .map(({ id, content }) => ({ id, text: content, pictures: 0, buttons: [] }));
  return chatOf(parts, before, {
    bubbles: () =>
      mine().map(({ id, content, attachments, buttons }) => ({
        id,
        text: content,
        pictures: attachments.length,
        buttons: buttons.flat().map(({ label }) => label),
      })),
    say: (text, reply) => void discord.say(channel, user, text, reply ? { replyTo: reply } : {}),
    press(label, bubble) {
      for (const message of mine().toReversed()) {
        const button = message.buttons.flat().find((each) => each.label.startsWith(label));
        if (button && (!bubble || bubble.id === message.id)) return void discord.press(message, user, button.id);
      }
      throw new Error(`no button ${label}`);
    },
    makeUp(data) {
      const last = mine().findLast(({ buttons }) => buttons.length > 0);
      if (last) discord.press(last, user, data, { made: true });
    },
    edit(said, text) {
      const message = discord.messages(channel).find(({ id }) => id === named[said]);
      if (!message) throw new Error(`nothing is called ${said}`);
      discord.edit(message, text);
    },
  });
}
