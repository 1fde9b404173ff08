import type { DiscordComponent, DiscordUser } from '../discord-message.ts';
import type { Item, Person, Place, World } from '../protocol.ts';

/** What both platforms' messages have in common. */

/** Id of the person who wrote it, as `Person.id` has it. */
export function authorOf(item: Item): string {
  if (item.platform === 'discord') return `discord:${item.message.author.id}`;
  return `telegram:${item.message.from?.id ?? item.message.sender_chat?.id ?? 0}`;
}

/** Name of whoever wrote it, as the platform shows it. */
export function authorName(item: Item): string {
  if (item.platform === 'discord') return item.message.author.global_name ?? item.message.author.username;
  const { from, chat } = item.message;
  return [from?.first_name, from?.last_name].filter(Boolean).join(' ') || ('title' in chat ? (chat.title ?? '') : '');
}

/** Epoch ms. */
export function timeOf(item: Item): number {
  return item.platform === 'discord' ? Date.parse(item.message.timestamp) : item.message.date * 1000;
}

/** Words of a message without their looks: for a preview, for copying, for a screen reader. */
export function wordsOf(item: Item): string {
  if (item.platform === 'telegram') return item.message.text ?? item.message.caption ?? '';
  const { content, components, embeds, mentions, message_snapshots: passedOn } = item.message;
  const said = content || passedOn?.[0]?.message.content;
  if (said) return named(said, mentions);
  const described = embeds.map(({ title, description }) => [title, description].filter(Boolean).join('\n'));
  return [...textsOf(components), ...described].filter(Boolean).join('\n');
}

/** Discord's words with the names of people in place of their ids, as they are written in its field. */
function named(words: string, people: readonly DiscordUser[]): string {
  return words.replace(/<@!?(\d+)>/g, (mention, id: string) => {
    const user = people.find((one) => one.id === id);
    return user ? `@${user.global_name ?? user.username}` : mention;
  });
}

function textsOf(components: readonly DiscordComponent[]): string[] {
  return components.flatMap(({ content, components: inner }) => [
    ...(content ? [content] : []),
    ...textsOf(inner ?? []),
  ]);
}

/** Key of the text that names what is sent without words. */
export function kindOf(item: Item): string {
  if (item.platform === 'discord') {
    const kinds = item.message.attachments.map(({ content_type: type = '' }) => type.split('/')[0]);
    return kinds.length === 0 ? 'kind.message' : kinds[0] === 'image' ? 'kind.picture' : 'kind.file';
  }
  const { message } = item;
  if (message.photo) return 'kind.picture';
  if (message.voice || message.audio) return 'kind.voice';
  return message.document ? 'kind.file' : 'kind.message';
}

/** Tells whether an item is no message yet: words that are shown while they grow, before they are sent. */
export function isDraft(item: Item): boolean {
  return item.platform === 'telegram' && item.draft !== undefined;
}

/** Emoji under a message in the order in which they came, each with the number of those who gave it. */
export function reactionsOf({ reactions }: Item): readonly { emoji: string; count: number }[] {
  return [...Map.groupBy(reactions, (emoji) => emoji)].map(([emoji, { length }]) => ({ emoji, count: length }));
}

export function isVisible(item: Item, me: Person): boolean {
  return item.alone === undefined || item.alone === me.id;
}

/** Places that somebody sees in a window, each behind the one that it belongs to. */
export function placesOf(world: World, me: Person): readonly { place: Place; depth: number }[] {
  const mine = world.places.filter(({ platform, people }) => platform === me.platform && people.includes(me.id));
  const known = new Set(mine.map(({ id }) => id));
  const below = (parent: string | undefined, depth: number): { place: Place; depth: number }[] =>
    mine
      .filter((place) => (place.parent !== undefined && known.has(place.parent) ? place.parent : undefined) === parent)
      .flatMap((place) => [{ place, depth }, ...below(place.id, depth + 1)]);
  return below(undefined, 0);
}
