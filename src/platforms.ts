import type { Config } from './config/index.ts';
import type { Adapter, AdapterContext, Introduction } from './ports/index.ts';
import { Fault } from './util/errors.ts';
import { loadNamed } from './util/named-files.ts';

/** The platforms there are. Only what is asked for is loaded: each platform's library costs memory and start-up time. */

const telegramRoom = () => loadNamed('.ts', () => import('../adapters/telegram/index.ts'));
const discordRoom = () => loadNamed('.ts', () => import('../adapters/discord/index.ts'));

/** Opens the adapters of all platforms that are configured. */
export async function openAdapters(config: Config, context: (surface: string) => AdapterContext): Promise<Adapter[]> {
  const { telegram, discord } = config;
  const opening: Promise<Adapter>[] = [];
  if (telegram) {
    const { token, apiRoot, streaming: _, ...rates } = telegram;
    opening.push(telegramRoom().then((room) => room.createTelegram({ token, apiRoot, rates }, context('telegram'))));
  }
  if (discord) opening.push(discordRoom().then((room) => room.createDiscord(discord, context('discord'))));
  return Promise.all(opening);
}

/**
 * Asks a platform, by its name in the settings, whose token it was given. Nothing is connected or changed.
 * @throws Fault of the platform; Fault('internal') where the configuration does not turn it on
 */
export async function introduce(name: string, config: Config, signal: AbortSignal): Promise<Introduction> {
  const { telegram, discord, model, chats } = config;
  if (name === 'telegram' && telegram) return (await telegramRoom()).introduce(telegram, signal);
  if (name === 'discord' && discord) {
    const wants = {
      speech: model.speech !== undefined,
      threads: chats.threads === 'mention',
      receipts: chats.receipts,
    };
    return (await discordRoom()).introduce(discord, wants, signal);
  }
  throw new Fault('internal', `There is no platform "${name}" in this configuration`);
}
