import type { PageText } from '../media/reading.ts';
import { inSlices } from '../util/slices.ts';
import type { Folder } from './folder.ts';
import type { Knowledge } from './knowledge.ts';
import type { Page, Source } from './source.ts';

/** Documents that a question is answered with: which go along as a whole, and what is found in the others. */

/** Place that documents are looked up for. */
export interface Consulted {
  /** Scopes, the nearest first. */
  scopes: readonly string[];
  /** Names of files in the operator's folder. */
  files: readonly string[];
  /** Most tokens that documents may take as a whole, all together. */
  most: number;
}

/** Document by the number that answers cite it by. */
export interface Numbered {
  /** From 1. */
  number: number;
  source: Source;
  /** Another text has another key. */
  key: string;
  /** True where it goes along as a whole. */
  isWhole: boolean;
  /** Reads its pages; undefined where they are not there any more. */
  pages(): Promise<readonly Page[] | undefined>;
}

/** Stretch that was found in a document. */
export interface Passage {
  number: number;
  page: string;
  text: string;
}

export interface Consulting {
  /** Lists the documents, in the order of their numbers. Rejects with Fault('storage'), or the signal's reason. */
  documents(at: Consulted, signal: AbortSignal): Promise<readonly Numbered[]>;
  /** Finds what a question is about in documents, up to `most` tokens. Rejects as above. */
  find(documents: readonly Numbered[], question: string, most: number, signal: AbortSignal): Promise<Passage[]>;
}

/** Most tokens of a scope whose documents go along as a whole: they are in the service's cache, and so cost little. */
const WHOLE_TOKENS = 20_000;

/** A scope's documents, or the operator's. */
interface Group {
  name: string;
  sources: readonly Source[];
  /** Highest number of one, those that are gone among them. */
  last: number;
  pages(source: Source): Promise<readonly Page[] | undefined>;
}

export function createConsulting({ knowledge, folder }: { knowledge: Knowledge; folder: Folder }): Consulting {
  return {
    async documents({ scopes, files, most }, signal) {
      const groups: Group[] = [];
      if (files.length > 0) {
        groups.push({
          name: 'folder',
          sources: await folder.open(files, signal),
          last: files.length,
          pages: folder.pages,
        });
      }
      for (const scope of scopes) {
        const pages = (source: Source) => knowledge.pages(scope, source);
        groups.push({ name: scope, ...(await knowledge.shelf(scope)), pages });
      }
      return numbered(groups, most);
    },

    async find(documents, question, most, signal) {
      const pages: PageText[] = [];
      const numbers: number[] = [];
      for (const { number, pages: read } of documents) {
        signal.throwIfAborted();
        for (const page of (await read()) ?? []) {
          pages.push(page);
          numbers.push(number);
        }
      }
      if (pages.length === 0) return [];
      const { searchAll } = await import('../media/search.ts');
      const found = await inSlices(searchAll(pages, question, lengthFor(documents, most)), signal);
      return found.map(({ page, text, at }) => ({ number: numbers[at] ?? 0, page, text }));
    },
  };
}

/** Numbers documents through; what was taken away leaves a gap. Those of a scope go along as a whole, or none of them: what is asked decides nothing about it. */
function numbered(groups: readonly Group[], most: number): Numbered[] {
  let left = most;
  let before = 0;
  return groups.flatMap(({ name, sources, last, pages }) => {
    const tokens = sources.reduce((sum, each) => sum + each.tokens, 0);
    const isWhole = tokens <= Math.min(WHOLE_TOKENS, left);
    if (isWhole) left -= tokens;
    const from = before;
    before += last;
    return sources.map((source, at) => {
      const number = from + (source.number ?? at + 1);
      const version = source.redacted === undefined ? '' : `|${source.redacted}`;
      return { number, source, key: `${name}|${source.id}${version}`, isWhole, pages: () => pages(source) };
    });
  });
}

/** Length that so many tokens of these documents have, in UTF-16 units. */
function lengthFor(documents: readonly Numbered[], most: number): number {
  const sum = (name: 'length' | 'tokens') => documents.reduce((all, { source }) => all + source[name], 0);
  return Math.floor((most * sum('length')) / Math.max(1, sum('tokens')));
}
