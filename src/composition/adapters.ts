import type { Config } from '../config/index.ts';
import type { Adapter, AdapterContext, Check, Installation, Introduction } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import { loadNamed } from '../util/named-files.ts';

/** Names of the surfaces of the platforms that are configured. */
export function surfacesIn(config: Pick<Config, 'telegram' | 'discord'>): string[] {
  return (['telegram', 'discord'] as const).filter((name) => config[name] !== undefined);
}

/** Adapters of the platforms that are configured. Only these are loaded: each platform's library costs memory and start-up time. */

/** @param secretFor makes a secret of this installation for a purpose, always the same */
export async function openAdapters(
  config: Config,
  context: (surface: string) => AdapterContext,
  secretFor: (kind: string, id: string) => Promise<string>,
): Promise<Adapter[]> {
  const { telegram, discord } = config;
  const opening: Promise<Adapter>[] = [];
  if (telegram) {
    const { token, apiRoot, streaming: _, webhook: hook, ...rates } = telegram;
    const webhook = hook && { ...hook, secret: hook.secret ?? (await secretFor('telegram-webhook', token)) };
    opening.push(
      loadNamed('.ts', () => import('../../adapters/telegram/index.ts')).then((room) =>
        room.createTelegram({ token, apiRoot, rates, ...(webhook ? { webhook } : {}) }, context('telegram')),
      ),
    );
  }
  if (discord) {
    opening.push(
      loadNamed('.ts', () => import('../../adapters/discord/index.ts')).then((room) =>
        room.createDiscord(discord, context('discord')),
      ),
    );
  }
  return Promise.all(opening);
}

/**
 * Asks a platform, by its name in the settings, whose token it was given. Nothing is connected or changed.
 * @throws Fault of the platform; Fault('internal') where the configuration does not turn it on
 */
export async function introduce(name: string, config: Config, signal: AbortSignal): Promise<Introduction> {
  const { telegram, discord, model, chats } = config;
  if (name === 'telegram' && telegram) {
    const room = await loadNamed('.ts', () => import('../../adapters/telegram/introduce.ts'));
    return room.introduceTelegram(telegram, signal);
  }
  if (name === 'discord' && discord) {
    const room = await loadNamed('.ts', () => import('../../adapters/discord/introduce.ts'));
    const wants = {
      speech: model.speech !== undefined,
      threads: chats.threads === 'mention',
      receipts: chats.receipts,
    };
    return room.introduceDiscord(discord, wants, signal);
  }
  throw new Fault('internal', `There is no platform "${name}" in this configuration`);
}

/** Lists what there is to look at on each platform, for whoever finds out why a bot does not work. */
export async function adapterChecks(
  { telegram, discord }: Pick<Config, 'telegram' | 'discord'>,
  installation: (surface: string) => Installation,
): Promise<Check[]> {
  const listing: Promise<readonly Check[]>[] = [];
  if (telegram) {
    listing.push(
      loadNamed('.ts', () => import('../../adapters/telegram/examine.ts')).then((room) =>
        room.examineTelegram(telegram, installation('telegram')),
      ),
    );
  }
  if (discord) {
    listing.push(
      loadNamed('.ts', () => import('../../adapters/discord/examine.ts')).then((room) =>
        room.examineDiscord(discord, installation('discord')),
      ),
    );
  }
  return (await Promise.all(listing)).flat();
}
