import type { Blobs, OwnedBy, OwnedContent, OwnedItem, Traces } from '../ports/index.ts';

/** Rows of one room, by their owners. */
export interface TraceRoom {
  list(by: OwnedBy): AsyncIterable<OwnedItem>;
  /** Lists the same with their content. */
  contents(by: OwnedBy): AsyncIterable<OwnedContent>;
}

/** Rooms of a store that keep rows of people, blobs apart. */
export interface TraceRooms {
  rooms: readonly TraceRoom[];
  blobs: Pick<Blobs, 'owned' | 'forget'>;
  /** Deletes the rows of all rooms; their number. Open turns stay unless `turns` says so. */
  remove(by: OwnedBy, which?: 'turns'): number | Promise<number>;
}

/** Opens what is kept of people outside the conversations. */
export function openTraces({ rooms, blobs, remove }: TraceRooms): Traces {
  return {
    async *list(by): AsyncGenerator<OwnedItem> {
      for (const room of rooms) yield* room.list(by);
      yield* blobs.owned(by);
    },
    async *contents(by): AsyncGenerator<OwnedContent> {
      for (const room of rooms) yield* room.contents(by);
      for await (const blob of blobs.owned(by)) yield { ...blob, content: undefined };
    },
    async forget(by, which) {
      const removed = await remove(by, which);
      return removed + (await blobs.forget(by));
    },
  };
}
