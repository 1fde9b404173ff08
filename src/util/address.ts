/** Reading of whom a text is addressed to, by the names in it. */

/** Range of a name in a text, in UTF-16 units. */
export interface NamedRange {
  start: number;
  end: number;
  /** True for the bot's own name. */
  own: boolean;
}

/** Signs between the names that one message is addressed to, and the word "and". Another short word may be a command. */
const BETWEEN =
  /^[\s,:;&+，：、]*(?:(?:and|or|y|e|o|und|oder|et|ou|en|og|och|i|ja|ve|и|или|та|和|跟|与|與|及|と|や)\s+)?$/iu;
/** Sign that sets an address apart from what is said. */
const AFTER = /^\s*[,:，：、]?\s*/u;
/** Sign that makes the name part of a longer word. */
const GOES_ON = /^['’ʼ-]/u;

/**
 * Tells where a text begins behind the bot's own name, from which it is said to the bot. 0 where no name of the bot's leads
 * it, or others are addressed together with the bot. `names` may have any order.
 */
export function behindAddress(text: string, names: readonly NamedRange[]): number {
  let end = text.length - text.trimStart().length;
  let own = false;
  for (const name of names.toSorted((a, b) => a.start - b.start)) {
    if (name.start < end || name.end <= name.start) continue;
    const joined = own ? BETWEEN.test(text.slice(end, name.start)) : name.start === end;
    if (!joined) break;
    if (!name.own) return 0;
    own = true;
    end = name.end;
  }
  const rest = text.slice(end, end + MOST_AFTER);
  if (!own || GOES_ON.test(rest)) return 0;
  return end + (AFTER.exec(rest)?.[0].length ?? 0);
}

/** Most that is looked at behind a name, in UTF-16 units. */
const MOST_AFTER = 100;
