import { expect, it, vi } from 'vitest';
import { openTelegram } from '../scenarios/telegram/open.ts';
import { bytesIn } from './left.ts';

/** Words of a person in texts that others had the bot keep. */

const HERS = /zeppelin|wombat|marzipan|Wilhelmina/i;

async function open(quotes: 'stay' | 'redact') {
  const opened = await openTelegram({ telegram: { privacy: false }, settings: { FORGET_QUOTES: quotes } });
  const { bot, telegram, openai, group, press, texts } = opened;
  const ann = telegram.user({ first_name: 'Wilhelmina', language_code: 'en' });
  const bob = telegram.user({ first_name: 'Bob', language_code: 'en' });
  for (const admin of [ann, bob]) telegram.appoint(group, admin);
  const chat = telegram.privateChat(ann);
  openai.script(() => 'Noted.');
  const say = async (...said: Parameters<typeof telegram.say>) => {
    const message = telegram.say(...said);
    await bot.idle();
    return message;
  };
  await say(group, bob, '/room overhear=20');
  const heard = await say(group, ann, 'The zeppelin leaves at noon');
  const asked = await say(group, ann, '@parley_bot how fast is a wombat?');
  await say(group, bob, 'Lemons are yellow');
  // A message that is pinned, the question itself under a name of Bob's, and what was said in the group.
  await say(group, bob, '/knowledge add', { replyTo: heard });
  await say(group, bob, '/knowledge add for=server Animals', { replyTo: asked });
  await say(group, bob, '/knowledge add messages=10 Fruit and travel');
  await say(group, bob, '@parley_bot what do you know?');
  expect(JSON.stringify(openai.requests.at(-1)?.body)).toMatch(/zeppelin.*Fruit and travel.*Lemons/);
  await say(chat, ann, 'What is in marzipan?');
  await say(chat, ann, '/privacy');
  await press('✕ Forget everything', chat, ann);
  await telegram.waitFor(() => texts(chat).some((text) => text.includes('Delete everything I keep')));
  await press('Yes, forget me', chat, ann);
  await telegram.waitFor(() => texts(chat).some((text) => text.startsWith('Done:')));
  await bot.idle();
  return { ...opened, ann, bob, chat, say };
}

it('go as well where the operator wants that: neither file nor journal holds them, and no request does', async () => {
  const { bot, group, openai, bob, say, texts } = await open('redact');
  await vi.waitFor(() => expect(HERS.exec(bytesIn(bot.folder))).toBeNull(), 8000);
  await say(group, bob, '@parley_bot and what do you know now?');
  const told = JSON.stringify(openai.requests.at(-1)?.body);
  expect(told).not.toMatch(HERS);
  expect(told).toMatch(/Fruit and travel.*Lemons are yellow/);
  await say(group, bob, '/knowledge');
  expect(texts(group).at(-1)).toContain('Fruit and travel');
  expect(texts(group).at(-1)).not.toContain('Animals');
});

it('stay where the operator wants that: they are those of who added them', async () => {
  const { group, openai, bob, say } = await open('stay');
  await say(group, bob, '@parley_bot and what do you know now?');
  expect(JSON.stringify(openai.requests.at(-1)?.body)).toMatch(/zeppelin.*wombat|wombat.*zeppelin/);
});
