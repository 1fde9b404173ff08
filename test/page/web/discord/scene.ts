import type { DiscordMessage, DiscordUser } from '../../discord-message.ts';
import type { DiscordItem } from '../../protocol.ts';
import type { Context } from '../skin.ts';
import { type Say, sayIn } from './texts.ts';

/** What parts of a message are drawn with. */
export interface Scene {
  item: DiscordItem;
  message: DiscordMessage;
  context: Context;
  say: Say;
  names: Names;
  /** Makes a key for the next thing of the message that opens, and stays open when the message is drawn anew. */
  key(): string;
}

/** How people, channels and roles are called here; undefined where nobody knows. */
export interface Names {
  user(id: string): string | undefined;
  place(id: string): { id: string; name: string; kind: string } | undefined;
}

export function sceneOf(item: DiscordItem, context: Context): Scene {
  const { message } = item;
  let keys = 0;
  return {
    item,
    message,
    context,
    say: sayIn(context.locale),
    names: namesIn(message, context),
    key: () => {
      keys += 1;
      return `${item.id} ${keys}`;
    },
  };
}

export function nameOf({ global_name: shown, username }: DiscordUser): string {
  return shown ?? username;
}

function namesIn({ mentions }: DiscordMessage, { world }: Context): Names {
  const author = (id: string) => {
    const item = world.items.find((one) => one.platform === 'discord' && one.message.author.id === id);
    return item?.platform === 'discord' ? nameOf(item.message.author) : undefined;
  };
  return {
    user(id) {
      const mentioned = mentions.find((user) => user.id === id);
      if (mentioned) return nameOf(mentioned);
      return world.people.find((person) => person.id === `discord:${id}`)?.name ?? author(id);
    },
    place: (id) => world.places.find((place) => place.id === `discord:${id}`),
  };
}

/** Whoever looks at the message, by the id that Discord knows. */
export function viewer({ context }: Scene): string {
  return context.me.id.replace(/^discord:/, '');
}
