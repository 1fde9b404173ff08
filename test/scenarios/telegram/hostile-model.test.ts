import { expect, it, onTestFinished } from 'vitest';
import { type Speech, startHostileModel } from '../../support/hostile-model.ts';
import { openTelegram } from './open.ts';

/** Starts the bot with a model server that never ends what it says. */
async function openHostile(what: Speech) {
  const { baseUrl, close } = await startHostileModel(what);
  onTestFinished(async () => void (await close()));
  return openTelegram({ settings: { OPENAI_BASE_URL: baseUrl, OPENAI_API: 'chat', CONVERSATION_TITLES: 'false' } });
}

it('a model server that talks for ever gives an answer that was cut; others are answered meanwhile', async () => {
  const { telegram, ann, chat, texts, mine, bot } = await openHostile('words');
  const ben = telegram.user({ first_name: 'Ben', language_code: 'en' });
  const bens = telegram.privateChat(ben);
  telegram.say(chat, ann, 'Repeat for ever');
  await telegram.waitFor(() => texts(chat).length > 0);
  telegram.say(bens, ben, '/help');
  await telegram.waitFor(() => texts(bens).length === 1);
  await telegram.waitFor(() => texts(chat).at(-1)?.includes('length limit'), 60_000);
  await bot.idle();
  // Ten messages at most: the last is a file with all of it.
  const said = mine(chat).flatMap((message) => telegram.document(message)?.toString() ?? []);
  expect([mine(chat).length, said.length]).toEqual([10, 1]);
  expect(said[0]?.length).toBeGreaterThan(150_000);
  expect(said[0]?.length).toBeLessThan(210_000);
}, 90_000);

it('a model server that sends for ever and says nothing gives one sentence', async () => {
  const { telegram, ann, chat, texts, bot } = await openHostile('reasoning');
  telegram.say(chat, ann, 'Think for ever');
  await telegram.waitFor(() => texts(chat).length === 1, 60_000);
  await bot.idle();
  expect(texts(chat)).toEqual([expect.stringContaining("didn't answer in time")]);
}, 90_000);
