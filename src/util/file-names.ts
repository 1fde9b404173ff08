import { graphemesOf, headOf, isBlank, oneLine } from './text.ts';

/** Names of files that we make: people keep them in folders of every system. */

/** Longest name without its ending, in UTF-16 units: no more than 180 bytes, which every file system takes. */
const LONGEST = 60;
/** Most of the words that is looked at, in UTF-16 units. */
const READ = 1000;
/** Signs that a system refuses or reads as its own, and those that only mark up words. */
const SIGNS = /[\p{Cc}<>:"/\\|?*`~$%#]+/gu;
/** Names that Windows keeps for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Name of a file, without its ending, out of words in any script: their beginning, cut between words where it can be. `other`
 * where nothing is left of them.
 */
export function nameFrom(words: string, other: string): string {
  const line = oneLine(headOf(words, READ).normalize('NFC').toWellFormed().replace(SIGNS, ' '));
  // A dot at its beginning hides a file, one at its end is lost on Windows.
  const name = cut(line.replace(/^[\s.-]+/, '')).replace(/[\s.,;:!?…-]+$/, '');
  if (isBlank(name)) return other;
  return DEVICE.test(name) ? `${name}_` : name;
}

function cut(line: string): string {
  if (line.length <= LONGEST) return line;
  let kept = '';
  for (const { segment } of graphemesOf(line)) {
    if (kept.length + segment.length > LONGEST) break;
    kept += segment;
  }
  const word = kept.lastIndexOf(' ');
  return word > LONGEST / 2 ? kept.slice(0, word) : kept;
}

/** Makes each of several names another one, where two are the same to a system that knows no capitals. */
export function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const [, stem = name, ending = ''] = /^(.+?)((?:\.\w{1,12})?)$/su.exec(name) ?? [];
    let free = name;
    for (let count = 2; taken.has(free.toLowerCase()); count += 1) free = `${stem}-${count}${ending}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
