import { readable } from '../../conversation/prompt-record.ts';
import type { ModelEvent, PromptRecord } from '../../ports/index.ts';
import { isFault } from '../../util/errors.ts';
import { isBlank } from '../../util/text.ts';
import { isNothing, promptMedia, type Senses } from '../senses/senses.ts';
import { askChain } from './chain.ts';

/**
 * Streams an answer to a question with pictures. Where none of the models that can be asked sees, the question is asked
 * without them, and that is said. A question that is nothing but pictures then fails.
 */
export async function* askSeeing(
  ...[parts, asked, turns, observer]: Parameters<typeof askChain>
): AsyncGenerator<ModelEvent> {
  const { prompt, senses } = asked;
  try {
    yield* askChain(parts, asked, turns, observer);
  } catch (error) {
    if (!senses || !isFault(error) || error.facts.lacks !== 'vision') throw error;
    const blind = withoutSight(senses);
    if (isWordless(prompt) && promptMedia(prompt).every((thing) => isNothing(blind(thing)))) throw error;
    observer.note(parts.texts('media.blind'));
    yield* askChain(parts, { ...asked, senses: blind }, turns, observer);
  }
}

/** Tells whether a prompt has nothing to ask with but what was sent along. */
export function isWordless({ quote, ...prompt }: PromptRecord): boolean {
  return isBlank(readable(prompt)) && (!quote || isBlank(readable(quote)));
}

function withoutSight(senses: Senses): Senses {
  return (thing) => {
    const { pictures: _, ...rest } = senses(thing) ?? {};
    return rest;
  };
}
