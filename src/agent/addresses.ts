import { pauseWhenLong } from '../util/pause.ts';
import type { Journal } from './journal.ts';
import type { Toolbox } from './toolbox.ts';

/** Addresses that are known. One that the model has put together could carry off what it was told. */

export interface AddressParts {
  /** Texts of people and documents, the newest first; nothing that the model has said. */
  said(): Iterable<string>;
  journal: Pick<Journal, 'rounds'>;
  toolbox: Pick<Toolbox, 'find'>;
}

/** Longest address that is looked for, in UTF-16 units. */
const LONGEST = 2000;

/** Tells where an address stands, as in ToolContext. It has to stand there as it is; its scheme and its fragment do not matter. */
export async function standingOf(
  url: string,
  { said, journal, toolbox }: AddressParts,
): Promise<'told' | 'linked' | undefined> {
  const stands = finderOf(url);
  if (!stands) return undefined;
  let isLinked = false;
  for (const { calls, results } of journal.rounds) {
    for (const { id, name, arguments: asked } of calls) {
      const tool = toolbox.find(name);
      if (tool?.recalls) continue;
      const { text = '', sources = [] } = results.get(id) ?? {};
      // Some tools say again what they were asked.
      const own: string[] = stands(plain(asked)) ? [] : [text];
      if (![...own, ...sources.map((source) => source.url)].some(stands)) continue;
      if (!tool?.pages) return 'told';
      isLinked = true;
    }
  }
  const pause = pauseWhenLong();
  for (const text of said()) {
    if (stands(text)) return 'told';
    await pause();
  }
  return isLinked ? 'linked' : undefined;
}

/** Arguments without what JSON allows to be written in several ways. */
function plain(asked: string): string {
  try {
    return JSON.stringify(JSON.parse(asked));
  } catch {
    return asked;
  }
}

/** Signs that end a sentence or a link, and then the end of what could be an address. */
const END = /^\/?(?:#|[.,;:!?'"*_~]*(?:$|[\s<>|`)\]}]|[^\x21-\x7e]))/;
/** Signs that a host goes on with to the left. */
const WITHIN = /[A-Za-z0-9@.-]/;

/** Finds one address in texts; undefined where it is none that can be known. */
export function finderOf(url: string): ((text: string) => boolean) | undefined {
  // To its end: whatever stood behind would be sent along.
  const spelled = /^https?:\/\/([^/?#\s]+)([^#\s]*)(?:#\S*)?$/i.exec(url.trim());
  if (!spelled || url.length > LONGEST || !URL.canParse(url)) return undefined;
  const address = new URL(url);
  if (address.username !== '' || address.password !== '') return undefined;
  const [, host = '', rest = ''] = spelled;
  // An ending slash is not always written. All else of a path may say something: it has to be the same to the letter.
  const rests = new Set([rest, ...restsOf(address)].map((each) => each.replace(/\/$/, '')));
  const hosts = [...new Set([address.host, host.toLowerCase()])].map(RegExp.escape).join('|');
  return (text) => {
    for (const { 0: found = '', index = 0 } of text.matchAll(new RegExp(hosts, 'gi'))) {
      if (WITHIN.test(text.charAt(index - 1))) continue;
      const behind = text.slice(index + found.length, index + found.length + LONGEST + 1);
      for (const each of rests) if (behind.startsWith(each) && END.test(behind.slice(each.length))) return true;
    }
    return false;
  };
}

/** Lists how what is behind the host may be written: as it is sent, and in people's letters where those alone are sent that way. */
function restsOf({ origin, pathname, search }: URL): string[] {
  const sent = pathname + search;
  try {
    const written = decodeURI(sent);
    const again = new URL(origin + written);
    return again.pathname + again.search === sent ? [sent, written] : [sent];
  } catch {
    return [sent];
  }
}
