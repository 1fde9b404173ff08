import type { Final, SurfaceLimits } from '../ports/index.ts';
import { isBlank } from '../util/text.ts';
import { collapsedQuote } from './collapsed.ts';

/**
 * Adds what stands under an answer: the sentence that says how it ended, what it cites and was made with, the reasoning. The last
 * comes last: what was shown of the answer stays where it is.
 */
export function withEnding(
  final: Pick<Final, 'text' | 'notice' | 'sources' | 'used' | 'reasoning'>,
  { collapsed }: SurfaceLimits,
): string {
  const said = withNotice(final);
  const { text, notice, sources = '', used = '', reasoning = '' } = final;
  if (isBlank(text)) return said;
  const under: string[] = [];
  const made = madeWith([sources, ...used.split('\n')], collapsed);
  if (made !== '') under.push(collapsed === undefined ? made : collapsedQuote(made, collapsed));
  if (!isBlank(reasoning) && collapsed !== undefined) under.push(collapsedQuote(reasoning, collapsed));
  return under.length === 0 ? said : [`${said}${notice ? '' : closingFence(text)}`, ...under].join('\n\n');
}

/** Lines about what an answer was made with, as many as are shown whole: a link must not be cut. */
function madeWith(lines: readonly string[], most = Number.POSITIVE_INFINITY): string {
  const [first = '', ...others] = lines.filter((line) => !isBlank(line));
  return others.reduce((text, line) => (text.length + 1 + line.length > most ? text : `${text}\n${line}`), first);
}

/** Adds the sentence under an answer that says how it ended. */
function withNotice({ text, notice }: Pick<Final, 'text' | 'notice'>): string {
  if (!notice) return text;
  return text.trim() === '' ? notice : `${text}${closingFence(text)}\n\n*${notice}*`;
}

/** Closes a code fence that the answer was cut in, so that it does not swallow the sentence. */
function closingFence(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (!fence?.[1]) continue;
    if (!open) open = fence[1];
    else if (fence[1].startsWith(open) && fence[2]?.trim() === '') open = undefined;
  }
  return open ? `\n${open}` : '';
}
