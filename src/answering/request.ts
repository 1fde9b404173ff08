import { modelName } from '../commands/model.ts';
import { messagesOf, systemText } from '../conversation/prompt.ts';
import type { TurnNode } from '../conversation/tree.ts';
import { halved } from '../conversation/window.ts';
import type { Texts } from '../locales/index.ts';
import type {
  ChatSettings,
  Command,
  Model,
  ModelCatalog,
  ModelEvent,
  ModelParameters,
  ModelRequest,
  Prompt,
} from '../ports/index.ts';
import { chosenParameters, parameterOptions } from '../settings/parameters.ts';
import { isFault } from '../util/errors.ts';
import { digest } from '../util/text.ts';
import { type ContextParts, fitTurns } from './context.ts';
import type { Question } from './question.ts';

/** Parts that asking the model takes, for one message. */
export interface RequestParts extends Pick<ContextParts, 'systemPrompt' | 'window'> {
  model: Model;
  models: ModelCatalog;
  /** The operator's own choice. */
  parameters: ModelParameters;
  inbound: Prompt | Command;
  settings: ChatSettings;
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
  let choice: Choice = { chat: parts.settings.sampling ?? {}, operator: parts.parameters };
  for (;;) {
    const fitting = await fitTurns(parts, parts.inbound, question.prompt, kept);
    const request = createRequest(parts, question, fitting, choice);
    try {
      yield* parts.model.stream(request, parts.signal);
      return;
    } catch (error) {
      const refused = refusedSetting(parts.models, request, error);
      if (refused) {
        const { setting, value, unsupported } = refused;
        const name = parts.texts(`settings.${parameterOptions[setting]}`);
        const key = unsupported ? 'settings.refused_once' : 'settings.value_refused_once';
        note(parts.texts(key, { model: request.model, name, value }));
        if (!unsupported) choice = withoutValue(choice, setting, value);
      } else if (isFault(error, 'model_too_long') && fitting.length > 0) kept = halved(fitting);
      else throw error;
    }
  }
}

interface Refused {
  setting: keyof ModelParameters;
  value: string | number;
  /** The model has no such setting, which is remembered; else it is the value that was refused. */
  unsupported: boolean;
}

/** Names the setting of the request that the service refused, if that is what it did. */
function refusedSetting(models: ModelCatalog, request: ModelRequest, error: unknown): Refused | undefined {
  if (!isFault(error, 'model_rejected')) return undefined;
  const setting = models.noteRefusal(request.model, error.facts);
  const value = setting && request[setting];
  if (!setting || value === undefined) return undefined;
  return { setting, value, unsupported: error.facts.unsupported ?? false };
}

/** Sources of the parameters. */
interface Choice {
  chat: ModelParameters;
  operator: ModelParameters;
}

/** Drops a refused value: the operator's own takes its place; where it was that, the model's. */
function withoutValue({ chat, operator }: Choice, setting: keyof ModelParameters, value: string | number): Choice {
  const { [setting]: _, ...others } = chat;
  const { [setting]: own, ...rest } = operator;
  return { chat: others, operator: own === value ? rest : operator };
}

function createRequest(
  { inbound, models, settings, systemPrompt }: RequestParts,
  { prompt }: Question,
  turns: readonly TurnNode[],
  { chat, operator }: Choice,
): ModelRequest {
  const name = prompt.tier === undefined ? modelName(settings, models) : models.chat(prompt.tier);
  return {
    model: name,
    system: systemText(systemPrompt, inbound.place.kind === 'group'),
    messages: messagesOf(turns, prompt),
    ...models.acceptedParameters(name, chosenParameters(operator, chat)),
    safetyId: digest(inbound.actor.id),
    cacheKey: digest(inbound.conversation),
  };
}
