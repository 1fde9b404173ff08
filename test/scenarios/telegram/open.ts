import type { Chat, User } from 'grammy/types';
import { expect, onTestFinished } from 'vitest';
import { withoutNonces } from '../../support/marked.ts';
import { startTestBot, type TestBotOptions } from '../../support/test-bot.ts';

/** A long answer that takes its time. */
export const slow = { text: 'word '.repeat(400).trim(), tokensPerSecond: 30 };

/** Starts the bot on Telegram for one test: Ann's private chat with it, a group, and what can be seen and done there. */
export async function openTelegram(options: TestBotOptions = {}) {
  const bot = await startTestBot({ platforms: ['telegram'], ...options });
  onTestFinished(() => bot.close());
  const { telegram, openai } = bot;
  const ann = telegram.user({ first_name: 'Ann', language_code: 'en' });
  const chat = telegram.privateChat(ann);
  const group = telegram.group({ title: 'Friends' });
  const mine = (where: { id: number } = chat) => telegram.messages(where).filter((each) => each.mine && !each.deleted);
  const texts = (where?: { id: number }) => mine(where).map(({ text }) => text);
  /** Resolves with the bot's texts once there are so many. */
  const answers = (count: number, where: { id: number } = chat) =>
    telegram.waitFor(() => telegram.answers(where).length >= count && telegram.answers(where));
  /** Resolves once exactly this is shown. */
  const shown = async (expected: string[], where?: { id: number }) => {
    const now = () => {
      try {
        expect(texts(where)).toEqual(expected);
        return true;
      } catch {
        return false;
      }
    };
    await telegram.waitFor(now, 6000).catch(() => undefined);
    await bot.idle();
    expect(texts(where)).toEqual(expected);
  };
  const labels = (where?: { id: number }) =>
    mine(where)
      .at(-1)
      ?.buttons.flat()
      .map(({ text }) => text);
  /** Presses a button of the last message that has it, by the beginning of its label. */
  const press = (label: string, where: Chat = chat, user: User = ann) => {
    const message = mine(where).findLast(({ buttons }) => buttons.flat().some(({ text }) => text.startsWith(label)));
    const button = message?.buttons.flat().find(({ text }) => text.startsWith(label));
    if (!message || !button) throw new Error(`no button ${label}`);
    return telegram.press(where, user, message, button.data);
  };
  /** What the model was told, as one text, at its n-th request. */
  const heard = (at: number) => withoutNonces(JSON.stringify(openai.requests.at(at)?.body['input']) ?? '');
  return { bot, telegram, openai, ann, chat, group, mine, texts, answers, shown, labels, press, heard };
}
