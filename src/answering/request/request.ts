import type { BranchExchange } from '../../conversation/exchange.ts';
import { onceOf } from '../../conversation/once.ts';
import type { Window } from '../../conversation/window.ts';
import type { ModelCatalog, ModelEvent, ModelMessage, ModelRequest } from '../../ports/index.ts';
import { type EffectiveSettings, effective, parameterOptions, type RefusedValue } from '../../settings/effective.ts';
import { isFault } from '../../util/errors.ts';
import { type Begun, begunBy, saying } from '../../util/messages.ts';
import type { MarksOf } from '../told/marks.ts';
import { messagesOf } from '../told/messages.ts';
import { systemOf } from '../told/preamble.ts';
import { GO_ON } from '../told/prompts.ts';
import type { Asked, Observer, RequestParts } from './parts.ts';
import { affordable, type Changes, fitWithin, guessed, shortened, withRoom } from './room.ts';
import type { Account } from './usage.ts';

/**
 * Streams from the model. A request that exceeds the model's window is repeated with a lower limit of the answer, or with
 * fewer earlier turns. If a parameter or its value is refused, it is repeated without that one. Each attempt begins with `again`.
 */
export async function* askModel(
  parts: RequestParts,
  asked: Asked,
  turns: readonly BranchExchange[],
  { account, counted, noticed, note }: Observer,
): AsyncGenerator<ModelEvent> {
  let changes: Changes = { turns, refusedValues: [] };
  for (;;) {
    const settings = settingsFor(parts, asked, changes.refusedValues);
    const told = changes.plain ? withoutSummary(asked) : asked;
    const fitting = await fitted(parts, told, changes, settings);
    if (!fitting) {
      changes = { ...changes, plain: true };
      continue;
    }
    counted(fitting.counted);
    if (fitting.room !== undefined) noticed({ room: fitting.room });
    const request = await createRequest(parts, told, fitting.turns, settings, changes);
    account.sent(request);
    yield { type: 'again' };
    let begun: Begun;
    try {
      for await (const event of parts.model.stream(request, parts.signal)) {
        begun = begunBy(event, begun);
        tally(account, event);
        yield event;
      }
      return;
    } catch (error) {
      account.failed(parts.signal.aborted || isFault(error, 'model_stalled'));
      // The window was full of the answer itself.
      if (begun && isFault(error, 'model_too_long')) {
        yield { type: 'end', reason: 'length' };
        return;
      }
      if (isFault(error, 'model_too_long')) noticed({ overflow: true });
      const { turns } = fitting;
      const failed = { request, settings, turns, changes, note, hasSummary: told.summary !== undefined };
      const better = begun ? undefined : changed(parts, failed, error);
      if (!better) throw error;
      changes = better;
    }
  }
}

/** Chooses the turns; undefined where the question fits only without the summary of older ones. */
async function fitted(...[parts, asked, ...rest]: Parameters<typeof fitWithin>): Promise<Window | undefined> {
  try {
    return await fitWithin(parts, asked, ...rest);
  } catch (error) {
    if (!asked.summary || !isFault(error, 'model_too_long')) throw error;
    return undefined;
  }
}

function withoutSummary({ summary: _, ...asked }: Asked): Asked {
  return asked;
}

function tally(account: Account, event: ModelEvent): void {
  if (event.type === 'end') account.served(event.usage);
  else if (event.type === 'text' || event.type === 'reasoning') account.seen(event.delta);
  else if (event.type === 'drawing') account.drawn();
}

/** Request that failed. */
interface Failed {
  request: ModelRequest;
  settings: EffectiveSettings;
  /** Earlier turns it was made with. */
  turns: readonly BranchExchange[];
  changes: Changes;
  note: Observer['note'];
  /** Made with a summary of older turns. */
  hasSummary: boolean;
}

/** Finds what to change so that the request may be taken; undefined where there is nothing. */
function changed(parts: RequestParts, failed: Failed, error: unknown): Changes | undefined {
  const { changes, request, settings, note } = failed;
  const refused = refusedSetting(parts.models, request, settings, error);
  if (refused) {
    tell(parts, request, refused, note);
    return refused.unsupported ? changes : { ...changes, refusedValues: [...changes.refusedValues, refused] };
  }
  if (isFault(error, 'model_too_long')) return shortened(parts, failed, error.facts);
  if (isFault(error, 'model_quota')) return affordable(request, changes, error.facts);
  return isFault(error) && error.facts.unclear ? guessed(parts, failed, error) : undefined;
}

interface Refused extends RefusedValue {
  /** The model has no such parameter, which is remembered; else it is the value that was refused. */
  unsupported: boolean;
  /** The operator's limit, which nobody chose there. */
  limit: boolean;
}

/** Names the parameter of the request that the service refused, if that is what it did. */
function refusedSetting(
  models: ModelCatalog,
  request: ModelRequest,
  settings: EffectiveSettings,
  error: unknown,
): Refused | undefined {
  if (!isFault(error, 'model_rejected')) return undefined;
  const name = models.noteRefusal(request.model, error.facts);
  const sent = name && request[name];
  // Less may have been sent than was chosen, to fit into the window: the choice is what gives way.
  const value = name && settings.parameters[name];
  if (!name || sent === undefined || value === undefined) return undefined;
  const { [name]: source } = settings.sources;
  const limit = name === 'maxOutputTokens' && (source === 'operator' || source === 'ceiling');
  if (limit) models.noteRefusal(request.model, { param: name, from: Number(sent) });
  return { name, value, unsupported: error.facts.unsupported ?? false, limit };
}

/** Tells the person that a setting was left out; of the operator's limit only the log hears. */
function tell(
  { texts, log }: RequestParts,
  { model }: ModelRequest,
  { name, value, unsupported, limit }: Refused,
  note: Observer['note'],
): void {
  if (limit) {
    log.warn({ model, param: name, value }, 'The model refused the limit of an answer: answering without it');
    return;
  }
  const key = unsupported ? 'settings.refused_once' : 'settings.value_refused_once';
  note(texts(key, { model, name: texts(`settings.${parameterOptions[name]}`), value }));
}

/** Name of the model that is chosen for a question. */
export function modelFor(parts: RequestParts, asked: Asked): string {
  return settingsFor(parts, asked, []).model;
}

/** Settings for one question, which may name a model of its own. A refused value gives way to the layer below. */
function settingsFor(
  { operator, layers, task, instead }: RequestParts,
  { prompt }: Asked,
  refused: readonly RefusedValue[],
): EffectiveSettings {
  const once = { ...layers.once, ...onceOf(prompt) };
  const settings = effective(operator, { ...layers, once }, { surface: task.surface, refused });
  return instead ? { ...settings, model: instead.model } : settings;
}

async function createRequest(
  parts: RequestParts,
  asked: Asked,
  turns: readonly BranchExchange[],
  { model, parameters, reasoning }: EffectiveSettings,
  changes: Changes,
): Promise<ModelRequest> {
  const { task, models, preamble, marks, instead } = parts;
  const said = {
    system: systemOf(parts),
    messages: [...preamble.examples, ...(await messagesFor(asked, turns, marks))],
  };
  return {
    model,
    ...said,
    ...withRoom(models.acceptedParameters(model, parameters), said, models.window(model), changes),
    onBehalf: { actor: task.actor.id, chat: task.target.chat, purpose: 'answer' },
    conversation: task.conversation,
    ...instead,
    ...(changes.lenient ? { lenient: true } : {}),
    ...(reasoning === 'collapsed' ? { reasoning: true } : {}),
    ...(asked.tools ? { tools: asked.tools } : {}),
    ...(asked.hosted ? { hosted: asked.hosted } : {}),
    ...drawsIn(parts, asked, model),
  };
}

/** Leave to draw. A task about a text needs no pictures, nor does the rest of an answer. The model that draws is at the main service. */
function drawsIn({ mayDraw, models, instead }: RequestParts, { prompt, said, drawsHere }: Asked, model: string) {
  const draws =
    mayDraw && !drawsHere && !prompt.standalone && said === undefined && models.can(model, 'drawing') !== false;
  return draws ? { draws: instead?.link === undefined ? { model: models.image } : {} } : {};
}

async function messagesFor(
  { said, steps = [], ...asked }: Asked,
  turns: readonly BranchExchange[],
  marks: MarksOf,
): Promise<ModelMessage[]> {
  const messages = [...(await messagesOf(turns, asked, marks)), ...steps];
  return said === undefined ? messages : [...messages, saying('assistant', said), saying('user', GO_ON)];
}
