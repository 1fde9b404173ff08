import { expect } from 'vitest';
import { openTelegram } from '../scenarios/telegram/open.ts';

/** Words of Ann's; none of them is in any text of the bot's. */
export const WORDS = /wombat|kumquat|zeppelin|marzipan|Wilhelmina/i;

/** Opens a bot with which Ann does all that leaves something behind, and Bob a little. */
export async function openLife(settings: Record<string, string> = {}) {
  const opened = await openTelegram({
    platforms: ['telegram', 'discord'],
    telegram: { privacy: false },
    settings: { OPENAI_TRANSCRIPTION_MODEL: 'gpt-transcribe', ...settings },
  });
  const { bot, telegram, openai, group } = opened;
  const ann = telegram.user({ first_name: 'Wilhelmina', language_code: 'en' });
  const bob = telegram.user({ first_name: 'Bob', language_code: 'en' });
  telegram.appoint(group, bob);
  const chat = telegram.privateChat(ann);
  const bobs = telegram.privateChat(bob);
  openai.scriptMedia({ hear: () => 'the zeppelin is late' });
  // Answers to others that repeat what somebody said are those others'.
  openai.script(() => 'Noted.');
  /** Says something and waits until nothing goes on. */
  const say = async (...said: Parameters<typeof telegram.say>) => {
    const message = telegram.say(...said);
    await bot.idle();
    return message;
  };
  await say(chat, ann, 'Where does a wombat live?');
  await say(chat, ann, '', { voice: true });
  await say(chat, ann, '/image a kumquat');
  await say(chat, ann, '/chats');
  await say(chat, ann, '/new Marzipan');
  await say(chat, ann, 'What is in marzipan?');
  await say(chat, ann, '/settings language=en');
  await say(group, bob, '/room overhear=20');
  await say(group, ann, 'A kumquat is no wombat');
  await say(group, ann, '@parley_bot is a wombat a bear?');
  await say(group, bob, '@parley_bot which fruit is yellow?');
  await say(bobs, bob, 'A lemon?');
  expect(openai.requests.length).toBeGreaterThan(4);
  return { ...opened, ann, bob, chat, bobs, say };
}
