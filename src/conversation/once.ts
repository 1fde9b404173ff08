import type { Once } from '../ports/index.ts';

/** Choices that are made for one question, apart from its words. */
export function onceOf({ tier, persona }: Once): Once {
  return { ...(tier === undefined ? {} : { tier }), ...(persona === undefined ? {} : { persona }) };
}

/** Tells whether two questions are meant for the same model and persona. */
export function isForSame(one: Once, other: Once): boolean {
  return one.tier === other.tier && one.persona === other.persona;
}
