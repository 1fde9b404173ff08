import { expect, it } from 'vitest';
import { createMovableClock } from '../../fake-clock.ts';
import { openServer } from './open.ts';

it('a channel that is closed to the bot costs one answer of the model and few refusals, and is tried again later', async () => {
  const clock = createMovableClock();
  const { bot, discord, channel, openai, mention, mine, answers } = await openServer({ clock });
  const people = Array.from({ length: 5 }, (_, at) => discord.user({ username: `p${at}`, locale: 'en-US' }));
  const say = async (text: string, count: number) => {
    for (let at = 0; at < count; at += 1)
      discord.say(channel, people[at % 5] ?? discord.bot, `${mention} ${text} ${at}`);
    await bot.received();
    await bot.idle();
  };
  let refusals = 0;
  const reopen = discord.rule({
    match: ({ method, path }) => method === 'POST' && path.includes(`/channels/${channel.id}/`),
    before: () => {
      refusals += 1;
    },
    reply: { status: 403, body: { code: 50_013, message: 'Missing Permissions' } },
  });
  openai.script(() => 'Here I am.');
  await say('first', 1);
  await say('more', 60);
  expect(openai.requests).toHaveLength(1);
  expect(refusals).toBeLessThan(4);
  clock.pass(31_000);
  await say('again', 5);
  expect(openai.requests).toHaveLength(1);
  expect(refusals).toBeLessThan(6);
  reopen();
  clock.pass(61_000);
  await say('at last', 1);
  await answers(1);
  expect(mine().map(({ content }) => content)).toEqual(['Here I am.']);
});
