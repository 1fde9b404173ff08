import type { BranchExchange } from '../../conversation/exchange.ts';
import { ownWords } from '../../conversation/prompt-record.ts';
import type { Consulted, Consulting, Numbered } from '../../knowledge/consult.ts';
import type { Page } from '../../knowledge/source.ts';
import type { PromptRecord } from '../../ports/index.ts';
import { estimateTokens } from '../../util/estimate.ts';
import { LruCache } from '../../util/lru.ts';
import { pause } from '../../util/pause.ts';
import { headOf } from '../../util/text.ts';
import type { MarksOf } from './marks.ts';
import { DOCUMENTS_NOTE, GO_ON, longDocument, type Passages } from './prompts.ts';

/** Documents as the model is told of them: as a whole in the system text, else what fits a question beside that. */

/** Documents of one question. */
export interface Library {
  /** Part of the system text, the same from turn to turn. */
  text: string;
  /** Tokens of it, as they are estimated. */
  tokens: number;
  documents: readonly Cited[];
  /** Finds what a question is about in the documents that are too long. Rejects with Fault('storage'), or the signal's reason. */
  find(question: string, signal: AbortSignal): Promise<readonly Passages[]>;
}

/** Document that can be cited. */
export interface Cited {
  number: number;
  name: string;
  isWhole: boolean;
  /** Names of pages that the model was told of. */
  pages: Set<string>;
}

/** Most tokens that are told of long documents with one question, and their largest share of the operator's window. */
const MOST_FOUND = 4000;
const SHARE_FOUND = 0.15;
/** Largest share of the operator's window for documents as a whole, and most tokens of them where it has no bound. */
const SHARE_WHOLE = 0.65;
const MOST_WHOLE = 60_000;
/** Text of documents that is ready to be told, in UTF-16 units. */
const READY = 2_000_000;

/** Document that is ready to be told. */
interface Ready {
  text: string;
  tokens: number;
  pages: Set<string>;
}

export interface LibraryParts {
  consulting: Consulting;
  marks: MarksOf;
  /** Most tokens of a request; 0 for no limit. */
  window: { tokens: number };
}

/** Opens the documents of a place; undefined where there are none. Rejects with Fault('storage'), or the signal's reason. */
export type OpenLibrary = (at: Omit<Consulted, 'most'>, signal: AbortSignal) => Promise<Library | undefined>;

export function createLibraries({ consulting, marks, window }: LibraryParts): OpenLibrary {
  const known = new LruCache<Ready>(READY, ({ text }) => text.length);
  const share = (of: number, most: number) => (window.tokens > 0 ? Math.min(most, window.tokens * of) : most);

  async function ready(document: Numbered): Promise<Ready | undefined> {
    const { number, key, source } = document;
    const before = known.get(`${number} ${key}`);
    if (before) return before;
    const pages = await document.pages();
    if (!pages) return undefined;
    const text = marks(`knowledge ${key}`).material({
      ...{ kind: 'document', from: source.name, number },
      text: textOf(pages),
    });
    const made = { text, tokens: estimateTokens(text), pages: new Set(pages.map(({ name }) => name)) };
    known.set(`${number} ${key}`, made);
    await pause();
    return made;
  }

  return async (at, signal) => {
    const most = share(SHARE_WHOLE, MOST_WHOLE);
    const numbered = await consulting.documents({ ...at, most }, signal);
    if (numbered.length === 0) return undefined;
    const documents: Cited[] = [];
    const texts: string[] = [];
    let tokens = 0;
    for (const document of numbered) {
      const { number, isWhole, source } = document;
      const told = isWhole ? await ready(document) : undefined;
      signal.throwIfAborted();
      // Somebody has just taken it away.
      if (isWhole && !told) continue;
      const text = told?.text ?? longDocument(number, source.name);
      documents.push({ number, name: source.name, isWhole, pages: told?.pages ?? new Set() });
      texts.push(text);
      tokens += told?.tokens ?? estimateTokens(text);
    }
    const long = numbered.filter(({ isWhole }) => !isWhole);
    return {
      text: [DOCUMENTS_NOTE, ...texts].join('\n\n'),
      tokens: tokens + estimateTokens(DOCUMENTS_NOTE),
      documents,
      async find(question, signal) {
        if (long.length === 0) return [];
        const found = await consulting.find(long, question, share(SHARE_FOUND, MOST_FOUND), signal);
        return documents.flatMap(({ number, name, pages }) => {
          const own = found.filter((each) => each.number === number);
          for (const { page } of own) pages.add(page);
          const text = textOf(own.map(({ page, text: words }) => ({ name: page, text: words })));
          return own.length > 0 ? [{ number, name, text }] : [];
        });
      },
    };
  };
}

/** Renders pages, each under the name that it is cited by. */
function textOf(pages: readonly Page[]): string {
  return pages.map(({ name, text }) => (name === '' ? text : `[p. ${name}]\n${text}`)).join('\n\n');
}

/** Most of a question that is looked for, and of what was asked before it, in UTF-16 units. */
const ASKED = 1500;
const BEFORE = 400;

/** Words that documents are searched for: those of the question, of what it quotes, and of the question before it. */
export function searchedFor(prompt: PromptRecord, turns: readonly BranchExchange[]): string {
  const { quote } = prompt;
  const own = prompt.text === GO_ON ? '' : headOf(ownWords(prompt), ASKED);
  const before = turns.at(-1)?.prompt;
  return [own, quote && headOf(quote.text, BEFORE), before && headOf(ownWords(before), BEFORE)]
    .filter(Boolean)
    .join('\n');
}
