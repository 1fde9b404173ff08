import { expect, it, onTestFinished } from 'vitest';
import { startBotProcess } from '../support/test-bot.ts';

/** A gateway that sends what no Discord would. */
async function openDiscordProcess(discordOptions = {}) {
  const bot = await startBotProcess({}, { platforms: ['discord'], discord: discordOptions });
  onTestFinished(() => bot.close());
  const { discord } = bot;
  await discord.waitFor(() => discord.online() === 1, 20_000);
  const dm = discord.dm(discord.user({ username: 'ann' }));
  const answers = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id).length;
  /** Whether somebody who writes now is answered, by the process that was there. */
  const serves = async () => {
    await discord.waitFor(() => discord.online() === 1, 30_000);
    const before = answers();
    discord.say(dm, dm.recipients[0] ?? discord.bot, 'hello');
    await discord.waitFor(() => answers() > before, 30_000);
    expect(bot.running()).toBe(true);
  };
  return { ...bot, serves };
}

it('broken JSON, and JSON of other shapes: the process goes on', async () => {
  const { discord, serves } = await openDiscordProcess();
  for (const text of [
    '{"op":0,"t":"MESSAGE_CREATE","s":',
    '<html>',
    '[[[[]]]]',
    '{"op":0,"t":"MESSAGE_CREATE","s":9,"d":{"id":{"$gt":1}}}',
  ]) {
    discord.garble(text);
    await serves();
  }
}, 120_000);

it('a compression bomb: the process goes on, on a new connection', async () => {
  const { discord, serves } = await openDiscordProcess({ deflate: true });
  const connections = () => discord.gateway.identifies + discord.gateway.resumes;
  const before = connections();
  // Unpacked it is above what a client takes.
  discord.garble(' '.repeat(120 * 1024 * 1024));
  await discord.waitFor(() => connections() > before, 60_000);
  await serves();
}, 120_000);
