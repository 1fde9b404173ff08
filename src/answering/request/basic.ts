import type { Model, ModelCatalog, ModelLink, ModelRequest, OnBehalf } from '../../ports/index.ts';
import { isFault } from '../../util/errors.ts';
import { saying } from '../../util/messages.ts';
import { isElsewhereBetter } from './chain.ts';

/** Task for the basic model that nobody waits for. */
export interface Chore {
  /** Task, in English. */
  system: string;
  /** Material, between its marks. */
  material: string;
  /** Most tokens of the answer. */
  tokens: number;
  /** Further tokens, where the model cannot be kept from thinking. */
  thought?: number;
  /** Longest answer that is read, in UTF-16 units. */
  length: number;
  onBehalf: OnBehalf;
}

/**
 * Asks the basic model, and where it cannot answer those to fall back on. Resolves with the answer; empty if none of them
 * finished within its bounds. Rejects with the Fault of the last that was asked.
 */
export async function askBasic(
  { model, models }: { model: Model; models: ModelCatalog },
  chore: Chore,
  signal: AbortSignal,
): Promise<string> {
  const basic = { model: models.chat('basic') };
  const others = [...models.fallbacks(basic.model)];
  for (let at: ModelLink = basic; ; ) {
    const there = models.at(at.link);
    try {
      return await ask(model, requestFor(chore, at, there), { there, length: chore.length }, signal);
    } catch (error) {
      const next = others.shift();
      if (!next || signal.aborted || !isFault(error) || !isElsewhereBetter(error)) throw error;
      at = next;
    }
  }
}

/** Answer of the model; empty if it did not finish. */
async function ask(
  model: Model,
  request: ModelRequest,
  { there, length }: { there: ModelCatalog; length: number },
  signal: AbortSignal,
): Promise<string> {
  let text = '';
  try {
    for await (const event of model.stream(request, signal)) {
      if (event.type === 'text') text += event.delta;
      else if (event.type === 'reset') text = '';
      else if (event.type === 'end' && event.reason !== 'complete') return '';
      if (text.length > length) return '';
    }
  } catch (error) {
    // Left out from the next request on.
    if (isFault(error, 'model_rejected')) there.noteRefusal(request.model, error.facts);
    throw error;
  }
  return text;
}

function requestFor(
  { system, material, tokens, thought = 0, onBehalf }: Chore,
  at: ModelLink,
  models: ModelCatalog,
): ModelRequest {
  const { model: name } = at;
  // As little thought as the model knows; one of which nothing is known is not told.
  const efforts = models.acceptedValues(name, 'effort');
  const effort = efforts.find((value) => value === 'none' || value === 'minimal');
  const thinks = efforts.length > 0 && effort !== 'none';
  return {
    ...at,
    system,
    onBehalf,
    messages: [saying('user', material)],
    ...models.acceptedParameters(name, {
      maxOutputTokens: tokens + (thinks ? thought : 0),
      ...(effort === undefined ? {} : { effort }),
    }),
  };
}
