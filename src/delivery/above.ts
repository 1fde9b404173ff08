import type { SurfaceLimits } from '../ports/index.ts';
import { clip, escapeMarkdown } from '../util/text.ts';
import { collapsedQuote } from './collapsed.ts';

/** Everything that stands above an answer's own text. */
export interface Above {
  /** Markdown: the prompt, where the platform does not show it. */
  header: string;
  /** Words that were heard in the question, below that, until the answer brings its own. As in Ending. */
  transcript: readonly string[];
}

/** Most of a text that is quoted above an answer, in UTF-16 units. */
const MOST = 600;

/** Gives the writer of that Markdown; `transcript`: what the answer brings. It writes the same only once. */
export function createAbove(
  { header, transcript: before }: Above,
  limits: Pick<SurfaceLimits, 'collapsed'>,
): (transcript: readonly string[] | undefined) => string {
  let of: readonly string[] | undefined;
  let written = '';
  return (transcript = before) => {
    if (transcript !== of) written = header + transcriptAbove(transcript, limits);
    of = transcript;
    return written;
  };
}

/** Markdown of a text as a quote above an answer, whatever it spells; the end of a long one is left out. */
export function quoteAbove(text: string, most = MOST): string {
  // As Markdown tells lines apart: one without its mark would leave the quote, and read as the bot's own word.
  const lines = escapeMarkdown(clip(text.trim(), most)).split(/\r\n?|\n/);
  return `${lines.map((line) => `> ${line}`).join('\n')}\n\n`;
}

/** Markdown of what was heard, a quote for each recording: closed where there is such a thing, and all share its length. */
export function transcriptAbove(
  transcript: readonly string[],
  { collapsed }: Pick<SurfaceLimits, 'collapsed'>,
): string {
  const most = Math.ceil((collapsed ?? MOST) / transcript.length);
  const quote = (text: string) => {
    if (collapsed === undefined) return quoteAbove(text, most);
    return `${collapsedQuote(escapeMarkdown(clip(text.trim(), most)), Number.POSITIVE_INFINITY)}\n\n`;
  };
  return transcript.map(quote).join('');
}
