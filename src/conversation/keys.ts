import { KEPT_MS, slotOf } from './off-branch.ts';

/** Keys of a conversation's documents. */
export const keys = {
  head: (conversation: string) => `head|${conversation}`,
  /** Threads beside the current one. Stored by releases under this name. */
  index: (conversation: string) => `shelf|${conversation}`,
  exchange: (conversation: string, id: string) => {
    const slot = slotOf(id);
    return slot === undefined ? `turn|${conversation}|${id}` : `off-branch|${conversation}|${slot}`;
  },
  settings: (chat: string) => `settings|${chat}`,
  link: (chat: string, message: string) => `link|${chat}|${message}`,
};

/** Lifetime of a document that belongs to an exchange. On a branch it is kept for good. */
export function ageOf(exchange: string): { ttl?: number } {
  return slotOf(exchange) === undefined ? {} : { ttl: KEPT_MS };
}
