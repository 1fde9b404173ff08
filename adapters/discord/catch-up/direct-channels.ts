import * as v from 'valibot';
import type { AdapterContext } from '../../../src/ports/index.ts';
import { snowflake } from '../ids.ts';

/** The private chats people have with the bot: Discord does not list them for bots. */
export interface DirectChannels {
  /** Reads what was stored. */
  open(): Promise<void>;
  /** The most recently used first. */
  list(): string[];
  /** To be awaited before the chat's first message is stored: else a kill between the two would lose the chat. */
  remember(channel: string): Promise<void>;
}

const cursorName = 'discord:channels';
/** Private chats remembered; those used least recently are forgotten. */
const bound = 500;

const stored = v.pipe(v.string(), v.parseJson(), v.array(snowflake));

export function createDirectChannels({ receive, cursor }: Pick<AdapterContext, 'receive' | 'cursor'>): DirectChannels {
  const channels = new Set<string>();

  return {
    async open() {
      const read = v.safeParse(stored, (await cursor(cursorName)) ?? '[]');
      for (const channel of read.success ? read.output : []) channels.add(channel);
    },
    list: () => [...channels].reverse(),
    async remember(channel) {
      const known = channels.delete(channel);
      channels.add(channel);
      if (known) return;
      const [oldest] = channels;
      if (channels.size > bound && oldest !== undefined) channels.delete(oldest);
      try {
        await receive([], { name: cursorName, value: JSON.stringify([...channels]) });
      } catch (error) {
        channels.delete(channel);
        throw error;
      }
    },
  };
}
