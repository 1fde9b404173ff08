import { expect, it } from 'vitest';
import { openServer } from './open.ts';

it.each([
  ['one message', []],
  ['two', ['and which one do you drink yourself?']],
])('a thread that the bot opened is called like its conversation, once that has a title: %s', async (_, more) => {
  const { bot, discord, openai, ann, channel, mention, answers } = await openServer({
    settings: { THREADS: 'mention', CONVERSATION_TITLES: 'true' },
  });
  openai.script(() => 'Green.');
  const long = more.length > 0 ? ' really'.repeat(550) : '';
  const asked = discord.say(channel, ann, `${mention} which tea is best${long}, and which one do you drink yourself?`);
  for (const text of more) discord.say(channel, ann, text);
  await answers(1, { ...channel, id: asked.id });
  const renames = () =>
    discord.calls.filter(({ method, path }) => method === 'PATCH' && path.endsWith(`/channels/${asked.id}`));
  await discord.waitFor(() => renames().length === 1);
  await bot.idle();
  expect(renames()).toHaveLength(1);
});
