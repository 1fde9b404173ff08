import type { Handover, Log, Renderer } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import type { Bubbles } from './bubbles.ts';
import { layout } from './layout.ts';

/** Index among an answer's files that stands for the call of a person: behind all that an answer has. */
const CALL = 1000;

/**
 * Calls a person in a message of its own, once: nobody is called by an edit. Like a file, no words come in its place, and another
 * answer takes it away.
 */
export async function showHandover(
  { text, mention }: Handover,
  { bubbles, renderer, log }: { bubbles: Bubbles; renderer: Renderer; log: Log },
): Promise<void> {
  if (bubbles.showing(CALL)) return;
  const [part] = await layout(text, renderer);
  if (!part) return;
  const range = { start: 0, end: text.length, picture: CALL };
  try {
    await bubbles.show(bubbles.count(), range, { rendered: part.rendered, mention }, 'must');
  } catch (error) {
    if (!isFault(error, 'forbidden', 'rejected')) throw error;
    // The answer itself is shown.
    log.warn({ error }, 'A person could not be called');
  }
}
