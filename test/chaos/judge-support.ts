import type { Bubble, Place } from './place.ts';

/** Places and bubbles for what the judge says without a round. */

export function bubbleWith(id: string, text: string, document?: Bubble['document']): Bubble {
  const about = { chat: '5', photos: 0, replyTo: '10', about: undefined, behind: false };
  return { id, text, ...about, ...(document ? { document } : {}) };
}

export function placeOf(bubbles: readonly Bubble[]): Place {
  return {
    ...{ conversation: 1, name: 'tg-1', service: 'telegram', stranger: false, loose: false, excused: undefined },
    ...{ steered: true, fitting: (ask) => ask, open: () => true, stop: () => undefined, chats: () => ['5'] },
    say: () => ({ message: '', key: '' }),
    bubbles: () => [...bubbles],
  };
}
