import type { Perception } from './perception.ts';

/** Gives senses that are loaded when something is sensed for the first time: a bot that is only written to never pays for them. */
export function lazyPerception(open: () => Promise<Perception>): Perception {
  let opened: Promise<Perception> | undefined;
  return {
    async sense(...asked) {
      opened ??= open();
      return (await opened).sense(...asked);
    },
  };
}
