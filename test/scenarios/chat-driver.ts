import type { SimMessage } from '../simulator/discord/world.ts';
import type { Call } from '../simulator/server.ts';
import type { BotProcess } from '../support/test-bot.ts';

/** One person's private chat with the bot on either platform, and what can be done in it: the same gestures on both. */
export interface ChatDriver {
  /** Says something; `replyTo` counts the bot's bubbles from 0. */
  say(text: string, replyTo?: number): Said;
  /** Presses the newest button whose label begins so. */
  press(label: string): void;
  /** What the bot's bubbles say, oldest first. */
  texts(): string[];
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

export interface Platform {
  open(bot: BotProcess): ChatDriver;
  /** Resolves once the bot listens. */
  ready(bot: BotProcess): Promise<unknown>;
  /** Calls that take note of a gesture or show something, and those that only show. */
  writes(call: Call): boolean;
  shows(call: Call): boolean;
  rule(bot: BotProcess): BotProcess['telegram']['rule'];
  /** It can be asked whether a bubble was made whose id was lost. */
  adopts: boolean;
  /** What a person is told whose question was taken away by a command. */
  forgotten: RegExp[];
}

const WAIT_MS = 15_000;

export const platforms: Record<'Telegram' | 'Discord', Platform> = {
  Telegram: {
    open({ telegram, idle }) {
      const user = telegram.user({ first_name: 'Ann' });
      const chat = telegram.privateChat(user);
      const mine = () => telegram.messages(chat).filter(({ mine, deleted }) => mine && !deleted);
      const texts = () => mine().map(({ text }) => text);
      const say = (text: string, message?: number) =>
        telegram.say(chat, user, text, message === undefined ? {} : { replyTo: message });
      return {
        say(text, replyTo) {
          const message = say(text, replyTo === undefined ? undefined : mine()[replyTo]?.id);
          return {
            edit: (words) => telegram.edit(message, words),
            takeAway: () => void say('/delete', message.message_id),
          };
        },
        press(label) {
          for (const message of mine().toReversed()) {
            const button = message.buttons.flat().find(({ text }) => text.startsWith(label));
            if (button) return void telegram.press(chat, user, message, button.data);
          }
          throw new Error(`no button ${label}`);
        },
        texts,
        until: async (look) => void (await telegram.waitFor(() => look(texts()), WAIT_MS)),
        idle,
      };
    },
    ready: ({ telegram }) => {
      const before = telegram.calls.length;
      return telegram.waitFor(
        () => telegram.calls.slice(before).some(({ method }) => method === 'getUpdates'),
        WAIT_MS,
      );
    },
    writes: ({ path }) => /\/(sendMessage|editMessageText|deleteMessage|answerCallbackQuery)$/.test(path),
    shows: ({ path }) => /\/(sendMessage|editMessageText|deleteMessage)$/.test(path),
    rule: ({ telegram }) => telegram.rule,
    adopts: false,
    forgotten: [/^That question and its answer are gone/],
  },
  Discord: {
    open({ discord, idle }) {
      const user = discord.user({ username: 'ann' });
      const dm = discord.dm(user);
      const mine = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
      const texts = () => mine().map(({ content }) => content);
      return {
        say(text, replyTo) {
          const to: SimMessage | undefined = replyTo === undefined ? undefined : mine()[replyTo];
          const message = discord.say(dm, user, text, to ? { replyTo: to } : {});
          return { edit: (words) => discord.edit(message, words), takeAway: () => discord.erase(message) };
        },
        press(label) {
          for (const message of mine().toReversed()) {
            const button = message.buttons.flat().find((each) => each.label.startsWith(label));
            if (button) return void discord.press(message, user, button.id);
          }
          throw new Error(`no button ${label}`);
        },
        texts,
        until: async (look) => void (await discord.waitFor(() => look(texts()), WAIT_MS)),
        idle,
      };
    },
    ready: ({ discord }) => discord.waitFor(() => discord.online() === 1, WAIT_MS),
    writes: ({ method, path }) => method !== 'GET' && !path.endsWith('/typing'),
    shows: ({ method, path }) => method !== 'GET' && /\/messages(\/|$)/.test(path),
    rule: ({ discord }) => discord.rule,
    adopts: true,
    forgotten: [],
  },
};
