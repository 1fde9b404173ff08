import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/ports/index.ts';
import { messagesIn } from '../simulator/openai/heard.ts';
import { startTestBot } from '../support/test-bot.ts';
import { type ChatDriver, platforms } from './chat-driver.ts';
import { slow } from './gestures.ts';

/** Gestures by which one person's private chats become one conversation. */

/** Starts the bot on both platforms, with a chat of one person on each. The model repeats what it is asked. */
export async function openBoth(settings: Record<string, string> = {}, clock?: Clock) {
  const bot = await startTestBot({ platforms: ['telegram', 'discord'], settings, ...(clock ? { clock } : {}) });
  onTestFinished(() => bot.close());
  await bot.discord.waitFor(() => bot.discord.online() === 1, 30_000);
  bot.openai.script(({ messages }) => {
    const text = messages.at(-1)?.text ?? '';
    return text.includes('slowly') ? slow : `Re: ${text}`;
  });
  const [there, here] = [platforms.Telegram.open(bot), platforms.Discord.open(bot)];
  /** What the model was told last. */
  const heard = () => messagesIn(bot.openai.requests.at(-1)).map(({ text }) => text);
  async function ask(chat: ChatDriver, text: string, replyTo?: number): Promise<string> {
    chat.say(text, replyTo);
    await chat.idle();
    return chat.texts().at(-1) ?? '';
  }
  return { bot, there, here, heard, ask };
}

/** Links the account of `here` with that of `there`, which is the first. */
export async function linked(there: ChatDriver, here: ChatDriver): Promise<void> {
  there.say('/link');
  await there.until((texts) => codeIn(texts) !== undefined);
  here.say(`/link ${codeIn(there.texts())}`);
  await here.until((texts) => texts.at(-1)?.includes('was made by') === true);
  here.press('Yes');
  await here.until((texts) => texts.at(-1)?.includes('Linked with') === true);
  await there.until((texts) => texts.at(-1)?.includes('is now linked') === true);
  await here.idle();
}

/** Agrees to share the conversation on one side. */
export async function share(chat: ChatDriver): Promise<void> {
  chat.say('/link');
  await chat.until((texts) => texts.at(-1)?.includes('Your code') === true);
  await chat.idle();
  chat.press('Share this');
  await chat.until((texts) => texts.at(-1)?.includes('Nothing is shared until') === true);
  await chat.idle();
  chat.press('Yes, share');
  await chat.until((texts) => /Agreed for this chat|is one with/.test(texts.at(-1) ?? ''));
  await chat.idle();
}

/** Takes it back on one side. */
export async function ended(chat: ChatDriver): Promise<void> {
  chat.say('/link');
  await chat.until((texts) => texts.at(-1)?.includes('Your code') === true);
  await chat.idle();
  chat.press('Stop sharing');
  await chat.until((texts) => texts.at(-1)?.includes("isn't shared any more") === true);
  await chat.idle();
}

function codeIn(texts: string[]): string | undefined {
  return texts.flatMap((text) => /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(text) ?? []).at(-1);
}
