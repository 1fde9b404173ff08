import { expect, it } from 'vitest';
import { openServer } from './open.ts';

it('an owner in a channel that is on no list is told its id, and lets everybody in by a button', async () => {
  const { bot, discord, openai, ann, channel, mine, answers, mention } = await openServer({
    settings: { ACCESS: 'allowlist' },
  });
  await bot.restart({ OWNERS: `discord:${ann.id}` });
  await discord.waitFor(() => discord.online() === 1, 30_000);
  const ben = discord.user({ username: 'ben', locale: 'en-US' });
  discord.say(channel, ann, `${mention} say one`);
  const [first] = await answers(1);
  expect(first).toMatch(new RegExp(`^one\\n+.*Only the bot's owners.*discord:${channel.id}`, 's'));
  discord.say(channel, ben, `${mention} say two`);
  await answers(2);
  const denial = mine().at(-1);
  if (!denial) throw new Error('no denial');
  const theirs = discord.press(denial, ben, 'Answer everyone here');
  await discord.waitFor(() => theirs.messages().length > 0);
  expect(openai.requests).toHaveLength(1);
  discord.press(denial, ann, 'Answer everyone here');
  await discord.waitFor(() => mine().some(({ content }) => content.startsWith('From now on I answer everyone')));
  discord.say(channel, ben, `${mention} say three`);
  await discord.waitFor(() => mine().some(({ content }) => content === 'three'));
  await bot.idle();
});
