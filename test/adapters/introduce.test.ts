import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PermissionsBitField } from 'discord.js';
import { expect, it, onTestFinished } from 'vitest';
import { permissions } from '../../adapters/discord/invite.ts';
import { introduce } from '../../src/composition/adapters.ts';
import { readDraft } from '../../src/config/index.ts';
import { type DiscordOptions, startDiscord } from '../simulator/discord/index.ts';
import { startTelegram } from '../simulator/telegram/index.ts';

/** Platforms asked whose token they were given. */

const ask = (name: string, env: Record<string, string>) => introduce(name, readDraft(env), AbortSignal.timeout(10_000));

async function discord(options?: DiscordOptions) {
  const server = await startDiscord(options);
  onTestFinished(() => server.close());
  return { server, env: { DISCORD_BOT_TOKEN: server.token, DISCORD_API_URL: server.apiUrl } };
}

it('Telegram tells the name that people find the bot by', async () => {
  const telegram = await startTelegram();
  onTestFinished(() => telegram.close());
  const env = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot };
  expect(await ask('telegram', env)).toMatchObject({ name: '@parley_bot', address: 'https://t.me/parley_bot' });
});

it.each([
  ['telegram', { TELEGRAM_BOT_TOKEN: '1:wrong' }, 'TELEGRAM_API_ROOT', startTelegram],
  ['discord', { DISCORD_BOT_TOKEN: 'wrong' }, 'DISCORD_API_URL', startDiscord],
] as const)('%s refuses a wrong token, and one that cannot be reached says so', async (name, env, address, begin) => {
  const server = await begin();
  const url = 'apiUrl' in server ? server.apiUrl : server.apiRoot;
  await expect(ask(name, { ...env, [address]: url })).rejects.toMatchObject({ kind: 'unauthorized' });
  await server.close();
  await expect(ask(name, { ...env, [address]: url })).rejects.toMatchObject({ kind: 'unreachable' });
});

it('Discord invites the bot with the permissions that the settings need, and no others', async () => {
  const { server, env } = await discord();
  const link = async (more: Record<string, string>) => new URL((await ask('discord', { ...env, ...more })).address);
  const least = await link({ OPENAI_SPEECH_MODEL: 'off' });
  expect(least.searchParams.get('client_id')).toBe(server.application);
  expect(least.searchParams.get('scope')?.split(' ')).toEqual(['bot', 'applications.commands']);
  const may = ({ searchParams }: URL) =>
    new PermissionsBitField(BigInt(searchParams.get('permissions') ?? 0)).toArray();
  const always = ['AttachFiles', 'ReadMessageHistory', 'SendMessages', 'SendMessagesInThreads', 'ViewChannel'];
  expect(may(least).toSorted()).toEqual(always);
  const most = await link({ THREADS: 'mention', RECEIPTS: 'true' });
  expect(may(most).toSorted()).toEqual(
    [...always, 'AddReactions', 'CreatePublicThreads', 'SendVoiceMessages'].toSorted(),
  );
});

it('Discord tells that an intent is off which the settings want', async () => {
  const { env } = await discord({ messageContent: false });
  const { hindrances } = await ask('discord', env);
  expect(hindrances).toMatchObject([{ without: { DISCORD_MESSAGE_CONTENT: 'false' } }]);
  const { without } = hindrances[0] ?? {};
  expect((await ask('discord', { ...env, ...without })).hindrances).toEqual([]);
  expect((await ask('discord', (await discord()).env)).hindrances).toEqual([]);
});

it('the documents name every permission that the bot has a use for', () => {
  const root = join(import.meta.dirname, '../..');
  const papers = ['README.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))];
  const text = papers.map((name) => readFileSync(join(root, name === 'README.md' ? '' : 'docs', name), 'utf8')).join();
  const words = text.replaceAll(/\s+/g, ' ');
  for (const { name } of permissions) expect(words).toContain(name);
});
