import type { Final } from '../ports/index.ts';

/** Adds the sentence under an answer that says how it ended. */
export function withNotice({ text, notice }: Pick<Final, 'text' | 'notice'>): string {
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
