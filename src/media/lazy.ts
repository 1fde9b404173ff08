import type { Perception } from './perception.ts';

/** Gives senses that are loaded when something is sensed for the first time: a bot that is only written to never pays for them. */
export function lazyPerception(open: () => Promise<Perception>): Perception {
  let opened: Promise<Perception> | undefined;
  // A failure is not remembered: the next to ask tries again.
  const room = () =>
    (opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  return {
    sense: async (...asked) => (await room()).sense(...asked),
    source: async (...asked) => (await room()).source(...asked),
    bytes: async (...asked) => (await room()).bytes(...asked),
    keep: async (...asked) => (await room()).keep(...asked),
    letGo: () => void opened?.then((room) => room.letGo()).catch(() => undefined),
  };
}
