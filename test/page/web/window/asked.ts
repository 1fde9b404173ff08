import type { TelegramItem } from '../../protocol.ts';
import type { View } from './view.ts';

/** Field for a reply that the bot has opened: each message opens it once. */
export class Asked {
  private done = new Set<string>();

  /** Another place or person: only the newest message still asks. */
  begin(view: View): void {
    this.done = new Set(view.items.slice(0, -1).map(({ id }) => id));
  }

  /** @returns the message that asks, where one has come */
  update({ items, me }: View): { item: TelegramItem; placeholder?: string } | undefined {
    const item = items.at(-1);
    if (item?.platform !== 'telegram' || !item.asks || this.done.has(item.id)) return undefined;
    this.done.add(item.id);
    const { people, placeholder } = item.asks;
    if (people && !people.includes(me.id)) return undefined;
    return placeholder === undefined ? { item } : { item, placeholder };
  }
}
