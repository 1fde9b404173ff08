import type { Sliced } from '../util/slices.ts';
import { countsOf, signsOf, type Term, termsOf } from '../util/terms.ts';
import { headOf } from '../util/text.ts';
import type { PageText } from './reading.ts';

/**
 * Search in the text of a file for what a question is about. Nothing is kept besides the text: to look through a whole book
 * takes less time than to keep an index right.
 */

/** Stretch of a page that was found. */
export interface Excerpt {
  page: string;
  text: string;
  /** Index of the page. */
  at: number;
}

export interface Found {
  /** In the order of the file. */
  excerpts: Excerpt[];
  /** UTF-16 units of the excerpts, and of all pages. */
  length: number;
  total: number;
}

/** Part of a page that is found or not as a whole. */
interface Chunk {
  page: number;
  from: number;
  until: number;
  score: number;
}

/** Length of a chunk, in UTF-16 units. */
const CHUNK = 1000;
/** Most of a question that is looked at, in UTF-16 units. */
const MOST_QUESTION = 2000;
/** Chunks that are looked through between two yields. */
const STEP = 100;
/** Parameters of BM25, as usual. */
const SATURATION = 1.2;
const BY_LENGTH = 0.75;
/** Score of a page that the question names. */
const NAMED = 1000;

/**
 * Finds what a question is about, up to `most` UTF-16 units; the beginning is always among it. Words are found by their
 * stems, Chinese and Japanese by pairs of signs or a single one. Where nothing fits, such as for "summarise this",
 * stretches from all over the file are taken.
 */
export function* searchPages(pages: readonly PageText[], question: string, most: number): Sliced<Found> {
  const asked = headOf(question, MOST_QUESTION);
  const chunks = yield* ratedChunks(pages, termsOf(asked));
  favourNamed(chunks, pages, asked);
  return excerptsOf(pages, choose(chunks, most));
}

/**
 * Finds in the pages of many files what a question is about, and nothing else, up to `most` UTF-16 units. Chinese and Japanese are
 * found by single signs, too: who asks in other words shares those.
 */
export function* searchAll(pages: readonly PageText[], question: string, most: number): Sliced<Excerpt[]> {
  const asked = headOf(question, MOST_QUESTION);
  const chunks = yield* ratedChunks(pages, [...termsOf(asked), ...signsOf(asked)]);
  return excerptsOf(pages, chooseBest(chunks, most)).excerpts;
}

/** Cuts pages into chunks, and rates them by how much they hold of what is looked for. */
function* ratedChunks(pages: readonly PageText[], terms: readonly Term[]): Sliced<Chunk[]> {
  const chunks = yield* chunksOf(pages);
  const counts: Uint16Array[] = [];
  for (const [index, { page, from, until }] of chunks.entries()) {
    if (index % STEP === 0) yield;
    const { name = '', text = '' } = pages[page] ?? {};
    counts.push(countsOf(terms, `${from === 0 ? name : ''}\n${text.slice(from, until)}`.toLowerCase()));
  }
  yield;
  rate(chunks, counts);
  return chunks;
}

/** Cuts pages into chunks, between lines, sentences or words where there are some. */
function* chunksOf(pages: readonly PageText[]): Sliced<Chunk[]> {
  const chunks: Chunk[] = [];
  for (const [page, { text }] of pages.entries()) {
    for (let from = 0; from < text.length; ) {
      const until = text.length - from <= CHUNK * 1.3 ? text.length : from + endOf(text.slice(from, from + CHUNK));
      chunks.push({ page, from, until, score: 0 });
      from = until;
      if (chunks.length % STEP === 0) yield;
    }
  }
  return chunks;
}

/** Place of the last good end in the second half of a stretch. */
function endOf(stretch: string): number {
  const half = stretch.slice(CHUNK / 2);
  for (const end of [/^.*\n/s, /^.*[.!?。！？]\s*/s, /^.*\s/s]) {
    const [found] = end.exec(half) ?? [];
    if (found) return CHUNK / 2 + found.length;
  }
  return /[\ud800-\udbff]$/.test(stretch) ? CHUNK - 1 : CHUNK;
}

/** Rates chunks by BM25: what is rare in the file counts more, and the tenth time less than the first. */
function rate(chunks: readonly Chunk[], counts: readonly Uint16Array[]): void {
  const mean = chunks.reduce((sum, { from, until }) => sum + until - from, 0) / Math.max(1, chunks.length);
  const weights = Array.from(counts[0] ?? [], (_, term) => {
    const having = counts.reduce((sum, each) => sum + (each[term] ? 1 : 0), 0);
    return Math.log(1 + (chunks.length - having + 0.5) / (having + 0.5));
  });
  for (const [index, chunk] of chunks.entries()) {
    const norm = SATURATION * (1 - BY_LENGTH + (BY_LENGTH * (chunk.until - chunk.from)) / mean);
    for (const [term, weight] of weights.entries()) {
      const count = counts[index]?.[term] ?? 0;
      chunk.score += (weight * count * (SATURATION + 1)) / (count + norm);
    }
  }
}

/** Favours a page whose number or name stands in the question, as in "what is on page 12". */
function favourNamed(chunks: readonly Chunk[], pages: readonly PageText[], question: string): void {
  const numbers = new Set(question.match(/(?<![\d.,])\d{1,5}(?![\d.,]*\d)/g));
  for (const chunk of chunks) if (numbers.has(pages[chunk.page]?.name ?? '')) chunk.score += NAMED;
}

/** Chooses the best chunks that there is room for, then what stands around them; the first of the file is among them. */
function choose(chunks: readonly Chunk[], most: number): Chunk[] {
  const places = [...chunks.keys()];
  const scoreAt = (place: number) => chunks[place]?.score ?? 0;
  const found = places.filter((at) => scoreAt(at) > 0).toSorted((one, other) => scoreAt(other) - scoreAt(one));
  const around = found.slice(0, MOST_AROUND).flatMap((at) => [at + 1, at - 1]);
  const chosen = new Set<Chunk>();
  let left = most;
  for (const place of found.length > 0 ? [0, ...found, ...around] : [0, ...spread(places, most)]) {
    const chunk = chunks[place];
    if (!chunk || chosen.has(chunk) || chunk.until - chunk.from > left) continue;
    chosen.add(chunk);
    left -= chunk.until - chunk.from;
  }
  return chunks.filter((chunk) => chosen.has(chunk));
}

/** Chooses the best chunks that there is room for, and beyond some few none that is far from the best. */
function chooseBest(chunks: readonly Chunk[], most: number): Chunk[] {
  const best = chunks.reduce((known, { score }) => Math.max(known, score), 0);
  const chosen = new Set<Chunk>();
  let left = most;
  for (const chunk of chunks.toSorted((one, other) => other.score - one.score)) {
    const isFar = chosen.size >= LEAST_BEST && chunk.score < best * FAR;
    if (chunk.score <= 0 || isFar || chosen.size === MOST_BEST) break;
    if (chunk.until - chunk.from > left) continue;
    chosen.add(chunk);
    left -= chunk.until - chunk.from;
  }
  return chunks.filter((chunk) => chosen.has(chunk));
}

/** Share of the best score from which on more chunks are worth being told than a few, and most of them. */
const FAR = 0.3;
const LEAST_BEST = 5;
const MOST_BEST = 12;

/** Finds that are shown with what stands before and behind them. */
const MOST_AROUND = 20;

/** Places all over the file. */
function spread(places: readonly number[], most: number): number[] {
  const step = Math.max(1, Math.ceil(places.length / Math.max(1, Math.floor(most / CHUNK))));
  return places.filter((_, at) => at % step === 0);
}

function excerptsOf(pages: readonly PageText[], chosen: readonly Chunk[]): Found {
  const excerpts: Excerpt[] = [];
  let before: Chunk | undefined;
  for (const chunk of chosen) {
    const { name = '', text = '' } = pages[chunk.page] ?? {};
    const stretch = text.slice(chunk.from, chunk.until);
    const last = excerpts.at(-1);
    if (last && before?.page === chunk.page && before.until === chunk.from) last.text += stretch;
    else excerpts.push({ page: name, text: stretch, at: chunk.page });
    before = chunk;
  }
  const length = chosen.reduce((sum, { from, until }) => sum + until - from, 0);
  return { excerpts, length, total: pages.reduce((sum, { text }) => sum + text.length, 0) };
}
