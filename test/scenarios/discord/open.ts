import { expect, onTestFinished } from 'vitest';
import type { SimMessage } from '../../simulator/discord/world.ts';
import { withoutNonces } from '../../support/marked.ts';
import { startTestBot, type TestBotOptions } from '../../support/test-bot.ts';

/** Matches calls that make a bubble. */
export const creates = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.endsWith('/messages');

/** A long answer that takes its time. */
export const slow = { text: 'word '.repeat(400).trim(), tokensPerSecond: 30 };

/** Starts the bot on Discord for one test: a direct chat of Ann's with it, and what can be seen and done there. */
export async function openDiscord(options: TestBotOptions = {}) {
  const bot = await startTestBot({ platforms: ['discord'], ...options });
  onTestFinished(() => bot.close());
  const { discord, openai } = bot;
  const ann = discord.user({ username: 'ann', locale: 'en-US' });
  const dm = discord.dm(ann);
  await discord.waitFor(() => discord.online() === 1, 30_000);
  const mine = (where = dm) => discord.messages(where).filter(({ author }) => author.id === discord.bot.id);
  const texts = (where = dm) => mine(where).map(({ content }) => content);
  /** Resolves once exactly this is shown. */
  const shown = async (expected: string[], where = dm) => {
    await discord.waitFor(() => JSON.stringify(texts(where)) === JSON.stringify(expected), 5000).catch(() => undefined);
    await bot.idle();
    expect(texts(where)).toEqual(expected);
  };
  const labels = (message: SimMessage | undefined) => message?.buttons.flat().map(({ label }) => label);
  const last = (where = dm) => {
    const message = mine(where).at(-1);
    if (!message) throw new Error('nothing was said');
    return message;
  };
  /** What the model was told, as one text, at its n-th request. */
  const heard = (at: number) => withoutNonces(JSON.stringify(openai.requests.at(at)?.body['input']) ?? '');
  return { bot, discord, openai, ann, dm, mine, texts, shown, labels, last, heard };
}

/** The same, with models to choose from and the commands registered. */
export async function openMenus(settings: Record<string, string> = {}, options: TestBotOptions = {}) {
  const opened = await openDiscord({
    ...options,
    settings: { MODELS_OFFERED: 'gpt-5.4,gpt-5.4-mini', ...settings },
  });
  const { discord } = opened;
  await discord.waitFor(() => discord.commands().length > 0, 5000);
  /** The answer to a command, once there is one. */
  const answered = (used: { messages(): SimMessage[] }): Promise<SimMessage> =>
    discord.waitFor(() => used.messages().find(({ content }) => content !== ''));
  return { ...opened, answered };
}

/** The same as openDiscord, its commands registered, and a channel of a server in which the bot is mentioned. */
export async function openServer(options: TestBotOptions = {}) {
  const opened = await openDiscord(options);
  const { discord } = opened;
  // Registration runs beside the connection.
  await discord.waitFor(() => discord.commands().length > 0);
  const ann = discord.user({ username: 'ann', global_name: 'Ann', locale: 'en-US' });
  const guild = discord.guild({ name: 'Friends' });
  const channel = discord.channel(guild, { name: 'general' });
  const mine = (where = channel) => opened.mine(where);
  /** Resolves with the bot's texts once there are so many. */
  const answers = (count: number, where = channel) =>
    discord.waitFor(() => mine(where).length >= count && mine(where).map(({ content }) => content));
  return { ...opened, ann, guild, channel, mine, answers, mention: `<@${discord.bot.id}>` };
}
