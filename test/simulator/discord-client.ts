import { Client, DiscordAPIError, GatewayIntentBits, Partials, REST } from 'discord.js';
import { onTestFinished } from 'vitest';
import { type Discord, type DiscordOptions, startDiscord } from './discord/index.ts';

/** The stand-in of Discord, asked by the real discord.js. */

export async function discord(options?: DiscordOptions): Promise<Discord> {
  const started = await startDiscord(options);
  onTestFinished(() => started.close());
  return started;
}

export function restFor(server: Discord, token = server.token): REST {
  return new REST({ api: server.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(token);
}

export function clientFor(server: Discord, extra: GatewayIntentBits[] = [GatewayIntentBits.MessageContent]): Client {
  const { Guilds, GuildMessages, DirectMessages } = GatewayIntentBits;
  const client = new Client({
    intents: [Guilds, GuildMessages, DirectMessages, ...extra],
    partials: [Partials.Channel],
    rest: { api: server.apiUrl, retries: 0 },
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
  });
  client.on('shardError', () => undefined);
  client.on('error', () => undefined);
  onTestFinished(() => client.destroy());
  return client;
}

export async function ready(client: Client, token: string): Promise<void> {
  const seen = new Promise((resolve) => client.once('clientReady', resolve));
  await client.login(token);
  await seen;
}

export async function refusal(
  promise: Promise<unknown>,
): Promise<{ status: number; code: number | string; raw: unknown }> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DiscordAPIError)) throw new Error(`not refused by Discord: ${error}`);
  return { status: error.status, code: error.code, raw: error.rawError };
}
