import type { AgentEvent } from '../../agent/loop.ts';
import type { Texts } from '../../locales/index.ts';
import type { Ending } from '../../ports/index.ts';
import { escapeMarkdown, headline, headOf } from '../../util/text.ts';
import type { Cited } from '../told/documents.ts';
import type { Speaking } from '../told/preamble.ts';

/** Documents that an answer cites, and the mark by which the model hands over to a person. */

/** Mark by which the model says that a person should take over. Nobody sees it. */
const HANDOVER = /\[handover\]/i;
/** Beginning of it, and blanks, at the end of what was said so far. */
const BEGUN = /\s*(?:\[(?:h(?:a(?:n(?:d(?:o(?:v(?:e(?:r)?)?)?)?)?)?)?)?)?$/i;

/** Words of a stream, without the mark. */
export interface Unmarked {
  /** Takes the mark out of what the model says, also where it comes bit by bit. */
  within(events: AsyncIterable<AgentEvent>): AsyncIterable<AgentEvent>;
  /** Tells whether the mark came. */
  isMarked(): boolean;
}

/** Most of the end of a text that may be the beginning of the mark, in UTF-16 units. */
const MOST_HELD = 64;

/** Nobody looks for the mark where the model knows none. */
export function createUnmarked({ persona, contact }: Pick<Speaking, 'persona' | 'contact'>): Unmarked {
  let held = '';
  let marked = false;

  function take(delta: string): string {
    held += delta;
    // Blanks before it go, too. A pattern for both would look through a run of blanks once from each of them.
    for (let mark = HANDOVER.exec(held); mark; mark = HANDOVER.exec(held)) {
      marked = true;
      held = held.slice(0, mark.index).trimEnd() + held.slice(mark.index + mark[0].length);
    }
    const at = held.length - (BEGUN.exec(held.slice(-MOST_HELD))?.[0].length ?? 0);
    const shown = held.slice(0, at);
    held = held.slice(at);
    return shown;
  }

  async function* within(events: AsyncIterable<AgentEvent>): AsyncGenerator<AgentEvent> {
    for await (const event of events) {
      if (event.type === 'reset') {
        [held, marked] = ['', false];
        yield { ...event, ...(event.keeps === undefined ? {} : { keeps: take(event.keeps) }) };
        continue;
      }
      const words = event.type === 'text' ? take(event.delta) : event.type === 'end' ? held : '';
      if (words !== '') yield { type: 'text', delta: words };
      if (event.type === 'end') held = '';
      if (event.type !== 'text') yield event;
    }
  }

  return {
    within: persona || contact !== undefined ? within : (events) => events,
    isMarked: () => marked,
  };
}

/** Works out what stands under an answer because of what is in it. */
export function citing(
  { library, contact, mayCall, texts }: Pick<Speaking, 'library' | 'contact'> & { mayCall(): boolean; texts: Texts },
  text: string,
  isMarked: boolean,
  notice: string | undefined,
): Pick<Ending, 'sources' | 'handover' | 'notice'> {
  const sources = library && sourcesLine(text, library.documents, texts);
  const cited = sources === undefined ? {} : { sources };
  if (!isMarked || contact === undefined) return cited;
  if (mayCall()) return { ...cited, handover: { text: texts('knowledge.handover'), mention: contact } };
  return { ...cited, notice: [notice, texts('knowledge.called')].filter(Boolean).join(' ') };
}

/** Most of an answer that is looked at for what it cites, in UTF-16 units. */
const READ = 100_000;
/** Longest line about sources, in UTF-16 units, and longest name in it. */
const MOST_LINE = 450;
const MOST_NAME = 60;

/** Code, in which brackets mean something else. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** Brackets that may cite something: `[1]`, `[1 p. 3]`, `[1, 2]`. */
const CITING = /[[【]([^[\]【】\n]{1,100})[\]】](?!\()/g;
const NUMBER = /^\s*(\d{1,3})(?:\s*(?:pp?\.|page)\s*(.+?))?\s*$/i;
const PAGE = /^\s*(?:pp?\.|page)\s*(.+?)\s*$/i;

/** Finds the documents that an answer cites, by their numbers, and the pages of each. */
export function citedIn(text: string, documents: readonly Cited[]): Map<Cited, Set<string>> {
  const cited = new Map<Cited, Set<string>>();
  const words = headOf(text, READ).replace(CODE, ' ');
  for (const [, inside = ''] of words.matchAll(CITING)) {
    let last: Cited | undefined;
    for (const piece of inside.split(/[,;，；、]/)) {
      const [, number, page = PAGE.exec(piece)?.[1]] = NUMBER.exec(piece) ?? [];
      if (number !== undefined) last = documents.find((each) => each.number === Number(number));
      if (!last || (number === undefined && page === undefined)) break;
      const pages = cited.get(last) ?? new Set();
      cited.set(last, pages);
      // Only what there is: a page is the model's word.
      if (page !== undefined && last.pages.has(page)) pages.add(page);
    }
  }
  return cited;
}

/** Line of Markdown about what an answer cites; undefined where that is nothing. */
function sourcesLine(text: string, documents: readonly Cited[], texts: Texts): string | undefined {
  const cited = [...citedIn(text, documents)].toSorted(([one], [other]) => one.number - other.number);
  if (cited.length === 0) return undefined;
  const list: string[] = [];
  let left = MOST_LINE;
  for (const [{ number, name }, pages] of cited) {
    const places = [...pages].map((page) => escapeMarkdown(placeOf(page, texts)));
    // As signs: whatever the answer defines, this is no link.
    const entry = [`${escapeMarkdown(`[${number}]`)} ${escapeMarkdown(headline(name, MOST_NAME))}`, ...places].join(
      ', ',
    );
    left -= entry.length;
    if (left < 0 && list.length > 0) {
      list.push('…');
      break;
    }
    list.push(entry);
  }
  return texts('knowledge.sources', { list: list.join(' · ') });
}

/** Name of a page, as people say it. */
function placeOf(page: string, texts: Texts): string {
  if (/^\d+$/.test(page)) return texts('knowledge.page', { page });
  return /^\d+-\d+$/.test(page) ? texts('knowledge.lines', { lines: page }) : headline(page, MOST_NAME);
}
