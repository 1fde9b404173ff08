import type { MarksOf } from '../answering/told/marks.ts';
import type { Speaks } from '../answering/told/preamble.ts';
import { factsText } from '../answering/told/prompts.ts';
import type { Facts } from '../memory/facts.ts';
import type { Task } from '../ports/index.ts';
import { displayName } from '../util/names.ts';

/** Facts about whoever asks, as answers know them. */

export interface KnowingParts {
  facts: Facts;
  marks: MarksOf;
}

/**
 * Has answers know what the asker has had kept about themselves; in a group only where they said so. `person`: id under which is
 * kept what follows them.
 */
export function knowing(
  { facts, marks }: KnowingParts,
  { task: { actor, place }, person }: { task: Task; person: string },
  speaks: Speaks,
): Speaks {
  return async (once) => {
    const [speaking, kept] = await Promise.all([speaks(once), facts.of(person)]);
    const isGroup = place.kind === 'group';
    if (kept.facts.length === 0 || (isGroup && !kept.groups)) return speaking;
    const lines = kept.facts.map(({ text }) => text);
    const about = factsText(lines, displayName(actor.name), marks(`facts|${person}`));
    // What is told before the turns stays the same whoever asks in a group: there it stands with the question.
    if (isGroup) return { ...speaking, about };
    const { preamble } = speaking;
    return { ...speaking, preamble: { ...preamble, system: `${preamble.system}\n\n${about}` } };
  };
}
