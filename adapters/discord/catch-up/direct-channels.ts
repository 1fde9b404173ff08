import type { AdapterContext } from '../../../src/ports/index.ts';
import { named } from '../ids.ts';
import { createStoredFacts, type StoredFacts } from '../stored-facts.ts';

/** Private chats people have with the bot: Discord does not list them for bots. */
export interface DirectChannels {
  /** Reads what was stored. */
  open(): Promise<void>;
  /** The most recently used first. */
  list(): string[];
  has(channel: string): boolean;
  /** Stores a chat; to be awaited before its first message is stored, or a kill between the two would lose the chat. */
  remember(channel: string): Promise<void>;
  letGo: StoredFacts['letGo'];
}

/** Private chats remembered; those used least recently are forgotten. */
const most = 500;

export function createDirectChannels(
  context: Pick<AdapterContext, 'receive' | 'cursor' | 'store' | 'clock'>,
): DirectChannels {
  const ownerOf = (channel: string) => ({ conversation: named(channel) });
  const facts = createStoredFacts({ ...context, prefix: 'direct:', most, ownerOf, earlier: 'discord:channels' });
  return {
    open: facts.open,
    letGo: facts.letGo,
    list: () => facts.ids().reverse(),
    has: (channel) => facts.get(channel) !== undefined,
    remember: (channel) => facts.set(channel, ''),
  };
}
