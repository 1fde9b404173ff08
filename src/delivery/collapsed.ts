import { clip } from '../util/text.ts';

/**
 * Marks each line of a quote that is shown closed. It draws nothing, renderers take it out, and behind it no line begins a
 * block: what is quoted is paragraphs.
 */
export const COLLAPSED = '\u2063';

/** Markdown of a text as a quote that is shown closed, cut to `most` UTF-16 units. */
export function collapsedQuote(text: string, most: number): string {
  return clip(text.replaceAll(COLLAPSED, '').trim(), most)
    .split(/\r\n?|\n/)
    .map((line) => (line.trim() === '' ? '>' : `> ${COLLAPSED}${line.trim()}`))
    .join('\n');
}
