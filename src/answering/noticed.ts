import type { Progress } from '../ports/index.ts';

/** Puts a sentence under an answer that has none of its own. */
export async function* noticed(
  answer: AsyncIterable<Progress> | Iterable<Progress>,
  notice: string | undefined,
): AsyncGenerator<Progress> {
  for await (const progress of answer) {
    const silent = progress.type === 'end' && progress.end.notice === undefined;
    yield silent && notice !== undefined ? { type: 'end', end: { ...progress.end, notice } } : progress;
  }
}
