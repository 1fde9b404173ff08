import type { SimMessage } from '../simulator/discord/world.ts';
import type { Call } from '../simulator/server.ts';
import type { SayOptions } from '../simulator/telegram/index.ts';
import type { BotProcess, TestBot } from '../support/test-bot.ts';

/** One person's private chat with the bot on either platform, and what can be done in it: the same gestures on both. */
export interface ChatDriver {
  /** Says something; `replyTo` counts the bot's bubbles from 0. */
  say(text: string, replyTo?: number): Said;
  /** Sends files with words, as one act. */
  send(text: string, files: readonly SentFile[]): Said;
  /** Presses the newest button whose label begins so. */
  press(label: string): void;
  /** Presses such a button, and resolves once it is asked what to write into its form. */
  open(label: string): Promise<void>;
  /** Writes into that form. */
  fill(text: string): void;
  /** What the bot's bubbles say, oldest first. */
  texts(): string[];
  /** Pictures and voices that the bot shows, all together. */
  pictures(): number;
  /** Names and texts of the documents that it shows. */
  documents(): [name: string, text: string][];
  /** Resolves once `look` is content with them. */
  until(look: (texts: string[]) => boolean): Promise<void>;
  /** Resolves once nothing goes on. */
  idle(): Promise<void>;
}

export interface Said {
  edit(text: string): void;
  /** Deletes it, where the platform tells the bot; else asks the bot to forget it. */
  takeAway(): void;
}

/** A file that a person sends. */
export interface SentFile {
  kind: 'picture' | 'recording' | 'file';
  name: string;
  mime: string;
  bytes: Buffer;
}

type Bot = BotProcess | TestBot;

export interface Platform {
  name: 'telegram' | 'discord';
  open(bot: Bot): ChatDriver;
  /** Resolves once the process that was just started listens. */
  ready(bot: BotProcess): Promise<unknown>;
  /** Calls that take note of a gesture or show something, and those that only show. */
  writes(call: Call): boolean;
  shows(call: Call): boolean;
  /** Calls that fetch a file, that show files, and that take a bubble away. */
  fetches(call: Call): boolean;
  showsFiles(call: Call): boolean;
  removes(call: Call): boolean;
  rule(bot: Bot): Bot['telegram']['rule'];
  /** It can be asked whether a bubble was made whose id was lost. */
  adopts: boolean;
  /** An edit is told once, and nobody who is away. */
  tellsOnce: boolean;
  /** Bubbles of forms. */
  forms: RegExp[];
  /** What a person is told whose question was taken away by a command. */
  forgotten: RegExp[];
}

const WAIT_MS = 30_000;

/** Fields of a Telegram message by what is sent. */
const telegramFields = { picture: 'photo', recording: 'audio', file: 'document' } as const;

export const platforms: Record<'Telegram' | 'Discord', Platform> = {
  Telegram: {
    open({ telegram, idle }) {
      const user = telegram.user({ first_name: 'Ann' });
      const chat = telegram.privateChat(user);
      const mine = () => telegram.messages(chat).filter(({ mine, deleted }) => mine && !deleted);
      const texts = () => mine().map(({ text }) => text);
      const say = (text: string, message?: number) =>
        telegram.say(chat, user, text, message === undefined ? {} : { replyTo: message });
      const saidBy = (message: ReturnType<typeof say>): Said => ({
        edit: (words) => telegram.edit(message, words),
        takeAway: () => void say('/delete', message.message_id),
      });
      const optionsOf = ({ kind, ...file }: SentFile): SayOptions => ({ [telegramFields[kind]]: file });
      return {
        say: (text, replyTo) => saidBy(say(text, replyTo === undefined ? undefined : mine()[replyTo]?.id)),
        send(text, [first, ...others]) {
          const message = telegram.say(chat, user, text, { album: '7', ...(first ? optionsOf(first) : {}) });
          for (const file of others) telegram.say(chat, user, '', { album: '7', ...optionsOf(file) });
          return saidBy(message);
        },
        press(label) {
          for (const message of mine().toReversed()) {
            const button = message.buttons.flat().find(({ text }) => text.startsWith(label));
            if (button) return void telegram.press(chat, user, message, button.data);
          }
          throw new Error(`no button ${label}`);
        },
        async open(label) {
          const before = mine().length;
          this.press(label);
          await telegram.waitFor(() => mine().length > before, WAIT_MS);
        },
        fill: (text) => void say(text, mine().at(-1)?.id),
        texts,
        pictures: () => mine().reduce((sum, { photos, voice }) => sum + photos + (voice === undefined ? 0 : 1), 0),
        documents: () =>
          mine().flatMap((message) => {
            const text = telegram.document(message)?.toString();
            return message.file === undefined || text === undefined ? [] : [[message.file, text]];
          }),
        until: async (look) => void (await telegram.waitFor(() => look(texts()), WAIT_MS)),
        idle,
      };
    },
    name: 'telegram',
    ready: ({ telegram }) => {
      const before = telegram.calls.length;
      // A process introduces itself; a poll without that is the last word of the one before.
      return telegram.waitFor(() => {
        const methods = telegram.calls.slice(before).map(({ method }) => method);
        return methods.includes('getMe') && methods.lastIndexOf('getUpdates') > methods.indexOf('getMe');
      }, WAIT_MS);
    },
    writes: ({ path }) => /\/(sendMessage|editMessageText|deleteMessage|answerCallbackQuery)$/.test(path),
    shows: ({ path }) => /\/(sendMessage|editMessageText|deleteMessage)$/.test(path),
    fetches: ({ path }) => path.startsWith('/file/'),
    showsFiles: ({ path }) => /\/(sendPhoto|sendDocument|sendVoice|sendMediaGroup|editMessageMedia)$/.test(path),
    removes: ({ path }) => path.endsWith('/deleteMessage'),
    rule: ({ telegram }) => telegram.rule,
    adopts: false,
    tellsOnce: false,
    forms: [/^What you said: /],
    forgotten: [/^That question and its answer are gone/],
  },
  Discord: {
    open({ discord, idle }) {
      const user = discord.user({ username: 'ann' });
      const dm = discord.dm(user);
      const mine = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
      const texts = () => mine().map(({ content }) => content);
      const press = (label: string) => {
        for (const message of mine().toReversed()) {
          const button = message.buttons.flat().find((each) => each.label.startsWith(label));
          if (button) return discord.press(message, user, button.id);
        }
        throw new Error(`no button ${label}`);
      };
      const saidBy = (message: SimMessage): Said => ({
        edit: (words) => discord.edit(message, words),
        takeAway: () => discord.erase(message),
      });
      let opened: ReturnType<typeof press> | undefined;
      return {
        say(text, replyTo) {
          const to: SimMessage | undefined = replyTo === undefined ? undefined : mine()[replyTo];
          return saidBy(discord.say(dm, user, text, to ? { replyTo: to } : {}));
        },
        send(text, files) {
          const attachments = files.map(({ name, mime, bytes }) => ({
            filename: name,
            contentType: mime,
            data: bytes,
          }));
          return saidBy(discord.say(dm, user, text, { attachments }));
        },
        press: (label) => void press(label),
        async open(label) {
          const used = press(label);
          opened = used;
          await discord.waitFor(() => used.form(), WAIT_MS);
        },
        fill: (text) => opened && void discord.submit(opened, text),
        texts,
        pictures: () => mine().reduce((sum, { attachments }) => sum + attachments.length, 0),
        documents: () =>
          mine().flatMap(({ attachments }) =>
            attachments.map(({ filename, title, data }): [string, string] => [
              title === undefined ? filename : `${title}${/\.\w+$/.exec(filename)?.[0] ?? ''}`,
              data?.toString() ?? '',
            ]),
          ),
        until: async (look) => void (await discord.waitFor(() => look(texts()), WAIT_MS)),
        idle,
      };
    },
    name: 'discord',
    ready: ({ discord }) => {
      const connections = () => discord.gateway.identifies + discord.gateway.resumes;
      const before = connections();
      // The connection of the process before may still seem to be there.
      return discord.waitFor(() => connections() > before && discord.online() === 1, WAIT_MS);
    },
    writes: ({ method, path }) => method !== 'GET' && !path.endsWith('/typing'),
    shows: ({ method, path }) => method !== 'GET' && /\/messages(\/|$)/.test(path),
    fetches: ({ method, path }) => method === 'GET' && /^(\/media)?\/attachments\//.test(path),
    showsFiles: ({ method, path, headers }) =>
      /^(POST|PATCH)$/.test(method) && /\/messages/.test(path) && /multipart/.test(String(headers['content-type'])),
    removes: ({ method, path }) => method === 'DELETE' && /\/messages\//.test(path),
    rule: ({ discord }) => discord.rule,
    adopts: true,
    tellsOnce: true,
    forms: [],
    forgotten: [],
  },
};
