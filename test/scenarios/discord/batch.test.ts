import { expect, it } from 'vitest';
import { openDiscord } from './open.ts';

/** Batches of a slash command, whose token is long gone when they end. */

it('a slash command gets its answers as a message of their own, in its channel', async () => {
  const { bot, discord, ann, openai } = await openDiscord({ settings: { OPENAI_API: 'responses' } });
  const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
  openai.script(({ messages }) => `re ${messages.at(-1)?.text}`);
  await discord.waitFor(() => discord.commands().length > 0, 5000);
  const file = { filename: 'words.csv', contentType: 'text/csv', data: Buffer.from('word\ntea\nmilk\n') };
  const used = discord.interact(channel, ann, {
    name: 'batch',
    options: { template: 'Say {word}' },
    files: { file },
  });
  const mine = () => discord.messages(channel).filter(({ author }) => author.id === discord.bot.id);
  await discord.waitFor(() => mine().some(({ attachments }) => attachments.length > 0), 15_000);
  await bot.idle();
  const [begun, done] = mine();
  expect(mine()).toHaveLength(2);
  expect(used.messages()[0]?.content).toMatch(/\*\*2\*\* of \*\*2\*\* done/);
  expect(begun?.buttons.flat()).toEqual([]);
  expect(done?.content).toMatch(/2 answered, 0 failed/);
  expect(done?.attachments[0]?.data?.toString()).toContain('tea,re Say tea,');
});
