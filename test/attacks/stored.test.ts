import { expect, it } from 'vitest';
import { decodeActor, decodeTarget } from '../../adapters/telegram/ids.ts';
import { toEvents } from '../../adapters/telegram/inbound.ts';
import { readUpdate } from '../../adapters/telegram/update.ts';
import { openTelegram } from '../scenarios/telegram/open.ts';

const reader = { self: { id: 1, username: 'parley_bot' }, commands: new Set<string>() };

it.each([
  [2 ** 52 - 1, 2 ** 52 - 1],
  [4_503_599_627_370_495, -1_002_147_483_648],
  [5, -(2 ** 52 - 1)],
])('ids of any size are exact: %d in %d', async (person, chat) => {
  const from = { id: person, is_bot: false, first_name: 'Ann' };
  const place = chat < 0 ? { id: chat, type: 'supergroup', title: 'G' } : { id: chat, type: 'private' };
  const message = { message_id: 2 ** 31 - 1, date: 1, chat: place, from, text: '@parley_bot hi' };
  const entities = [{ type: 'mention', offset: 0, length: 11 }];
  const update = readUpdate({ update_id: 1, message: { ...message, entities } });
  const [event] = toEvents(update ? [update] : [], reader, { now: 0, live: true });
  const stored: typeof event = JSON.parse(JSON.stringify(event));
  if (!stored) throw new Error('no event');
  expect(decodeTarget(stored.reply).chat).toBe(chat);
  expect(decodeActor(stored.actor)).toBe(person);
  expect(stored.key).toBe(`telegram:${chat}:${2 ** 31 - 1}`);
});

it('odd text goes to the model and back, and through the store', async () => {
  const { telegram, openai, ann, chat, bot } = await openTelegram();
  openai.script(['fine', 'fine again']);
  telegram.say(chat, ann, 'a\0b \ud800 __proto__ c');
  await telegram.waitFor(() => telegram.answers(chat).length === 1, 15_000);
  await bot.restart();
  telegram.say(chat, ann, 'and then?');
  await telegram.waitFor(() => telegram.answers(chat).length === 2, 15_000);
  const asked = JSON.stringify(openai.requests.at(-1)?.body);
  expect(asked).toMatch(/__proto__ c/);
  expect(telegram.answers(chat)).toEqual(['fine', 'fine again']);
});
