import { messagesOf, systemText } from '../conversation/prompt.ts';
import type { TurnNode } from '../conversation/tree.ts';
import { halved } from '../conversation/window.ts';
import type { Texts } from '../locales/index.ts';
import type { Command, Model, ModelCatalog, ModelEvent, ModelRequest, Prompt } from '../ports/index.ts';
import {
  type EffectiveSettings,
  effective,
  type OperatorSettings,
  parameterOptions,
  type RefusedValue,
  type SettingsLayers,
} from '../settings/effective.ts';
import { isFault } from '../util/errors.ts';
import { digest } from '../util/text.ts';
import { type ContextParts, fitTurns } from './context.ts';
import type { Question } from './question.ts';

/** Parts that asking the model takes, for one message. */
export interface RequestParts extends Pick<ContextParts, 'systemPrompt' | 'window'> {
  model: Model;
  models: ModelCatalog;
  operator: OperatorSettings;
  /** Choices above the operator's, for this message. */
  layers: SettingsLayers;
  inbound: Prompt | Command;
  texts: Texts;
  signal: AbortSignal;
}

/**
 * Streams from the model. Where the model finds its own window exceeded, it is asked again with half of the earlier turns,
 * and so on; where it refuses a parameter or its value, once more without that. `note` takes sentences for the person.
 */
export async function* ask(
  parts: RequestParts,
  question: Question,
  turns: readonly TurnNode[],
  note: (sentence: string) => void,
): AsyncGenerator<ModelEvent> {
  let kept = turns;
  const refusedValues: RefusedValue[] = [];
  for (;;) {
    const fitting = await fitTurns(parts, parts.inbound, question.prompt, kept);
    const request = createRequest(parts, question, fitting, settingsFor(parts, question, refusedValues));
    try {
      yield* parts.model.stream(request, parts.signal);
      return;
    } catch (error) {
      const refused = refusedSetting(parts.models, request, error);
      if (refused) {
        const { value, unsupported } = refused;
        const name = parts.texts(`settings.${parameterOptions[refused.name]}`);
        const key = unsupported ? 'settings.refused_once' : 'settings.value_refused_once';
        note(parts.texts(key, { model: request.model, name, value }));
        if (!unsupported) refusedValues.push(refused);
      } else if (isFault(error, 'model_too_long') && fitting.length > 0) kept = halved(fitting);
      else throw error;
    }
  }
}

interface Refused extends RefusedValue {
  /** The model has no such parameter, which is remembered; else it is the value that was refused. */
  unsupported: boolean;
}

/** Names the parameter of the request that the service refused, if that is what it did. */
function refusedSetting(models: ModelCatalog, request: ModelRequest, error: unknown): Refused | undefined {
  if (!isFault(error, 'model_rejected')) return undefined;
  const name = models.noteRefusal(request.model, error.facts);
  const value = name && request[name];
  if (!name || value === undefined) return undefined;
  return { name, value, unsupported: error.facts.unsupported ?? false };
}

/** Settings for one question, which may name a model of its own. A refused value gives way to the layer below. */
function settingsFor(
  { operator, layers, inbound }: RequestParts,
  { prompt: { tier } }: Question,
  refused: readonly RefusedValue[],
): EffectiveSettings {
  const once = tier === undefined ? {} : { once: { tier } };
  return effective(operator, { ...layers, ...once }, { surface: inbound.surface, refused });
}

function createRequest(
  { inbound, models, systemPrompt }: RequestParts,
  { prompt }: Question,
  turns: readonly TurnNode[],
  { model, parameters }: EffectiveSettings,
): ModelRequest {
  return {
    model,
    system: systemText(systemPrompt, inbound.place.kind === 'group'),
    messages: messagesOf(turns, prompt),
    ...models.acceptedParameters(model, parameters),
    safetyId: digest(inbound.actor.id),
    cacheKey: digest(inbound.conversation),
  };
}
