import { clip } from '../util/text.ts';

/**
 * Marks each line of a quote that is shown closed, and is none of the answer. It draws nothing, renderers take it out of all
 * else, and behind it no line begins a block: what is quoted is paragraphs.
 */
export const COLLAPSED = '\u2063';

/** Markdown of a text as a quote that is shown closed, cut to `most` UTF-16 units. */
export function collapsedQuote(text: string, most: number): string {
  return clip(text.replaceAll(COLLAPSED, '').trim(), most)
    .split(/\r\n?|\n/)
    .map((line) => (line.trim() === '' ? '>' : `> ${COLLAPSED}${line.trim()}`))
    .join('\n');
}

/** Longest text that is not worth closing, in UTF-16 units and in lines. */
const OPEN = 300;
const OPEN_LINES = 4;

/** Tells whether a text that may be closed is so short that it stays open: some platforms do so by themselves. */
export function staysOpen(text: string): boolean {
  return text.length <= OPEN && text.split('\n', OPEN_LINES + 1).length <= OPEN_LINES;
}
