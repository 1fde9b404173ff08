import { expect, it } from 'vitest';
import { openServer } from './open.ts';

it('a persona is suggested, chosen for a thread alone, and made by one form', async () => {
  const { bot, discord, openai, ann, channel, guild, mine, mention } = await openServer();
  openai.script(() => 'Yes.');
  discord.appoint(guild, ann);
  const typing = discord.complete(channel, ann, { name: 'persona', options: { use: 'inn' }, focused: 'use' });
  expect(await discord.waitFor(() => typing.choices())).toEqual([
    { name: '🏮 Mara, Innkeeper of the Last Lantern', value: 'innkeeper' },
  ]);
  const thread = discord.thread(channel, { name: 'Tales' });
  const used = discord.interact(thread, ann, { name: 'persona', options: { use: 'innkeeper' } });
  await discord.waitFor(() => used.messages()[0]?.content.includes('answers in this topic from now on'));
  await bot.idle();
  discord.say(thread, ann, `${mention} hello`);
  await discord.waitFor(() => mine(thread).some(({ content }) => content === 'Yes.'));
  expect(openai.requests.at(-1)?.body['instructions']).toContain('Mara');
  discord.say(channel, ann, `${mention} hello`);
  await discord.waitFor(() => mine(channel).some(({ content }) => content === 'Yes.'));
  expect(openai.requests.at(-1)?.body['instructions']).not.toContain('Mara');
  const listed = discord.interact(channel, ann, { name: 'persona', options: {} });
  await discord.waitFor(() => listed.messages().length === 1);
  await bot.idle();
  const [message] = listed.messages();
  if (!message) throw new Error('nothing was listed');
  const pressed = discord.press(message, ann, 'New persona');
  const form = await discord.waitFor(() => pressed.form());
  discord.submit(pressed, { name: 'Ana', system: 'Be kind and cook.', starters: 'What is for lunch?' });
  await discord.waitFor(() => message.content.includes('**Ana** is kept'));
  expect(form.fields).toHaveLength(5);
});
