import type { Item, Person, World } from '../../protocol.ts';
import { authorOf, isDraft, isVisible } from '../items.ts';

/** Messages that have come to places which nobody looks at. */
export class Unread {
  private readonly seen = new Set<string>();
  private world: World | undefined;

  /** Takes what has come. Everything that was there at first counts as read. */
  update(world: World, place: string): void {
    for (const item of world.items)
      if (!this.world || (item.place === place && !document.hidden)) this.seen.add(item.id);
    this.world = world;
  }

  /** How many there are in each place, for a person. */
  counts(me: Person): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const item of this.world?.items ?? [])
      if (this.isNew(item, me)) counts.set(item.place, (counts.get(item.place) ?? 0) + 1);
    return counts;
  }

  private isNew(item: Item, me: Person): boolean {
    return !this.seen.has(item.id) && !isDraft(item) && isVisible(item, me) && authorOf(item) !== me.id;
  }
}
