import type { BranchExchange } from '../../conversation/exchange.ts';
import { halved, type Window } from '../../conversation/window.ts';
import type { ModelParameters, ModelRequest, ModelWindow } from '../../ports/index.ts';
import type { EffectiveSettings, RefusedValue } from '../../settings/effective.ts';
import { type Fault, type FaultFacts, isFault } from '../../util/errors.ts';
import { fitTurns } from '../context.ts';
import type { Asked, RequestParts } from './parts.ts';
import { estimateInput } from './usage.ts';

/** Room in the window of a model, as its service taught it: for the earlier turns, and for the answer. */

/** Changes to a request that was refused. */
export interface Changes {
  /** Earlier turns that may go along. */
  turns: readonly BranchExchange[];
  /** Turns that were too many, however they are counted here: fewer have to go along. */
  tooMany?: number;
  refusedValues: readonly RefusedValue[];
  /** Turns before half of them left on a guess: it was tried, and is not tried again. */
  guessed?: readonly BranchExchange[];
  /** The newest optional field is left out on a guess. */
  lenient?: true;
  /** The summary of older turns is left out: there is no room for it. */
  plain?: true;
  /** Limit of the answer that fits beside what is said, in tokens. */
  cap?: number;
}

/** Least limit of an answer that is worth asking for, in tokens. */
const FEWEST = 256;
/** Tokens that are left free beside an answer's limit. */
const SPARE = 64;
/** Share of a taught window that is filled: its service may count a little more than we do. */
const FILLED = 0.9;
/** Largest share of a window that is kept free for the answer, where both share it. */
const FOR_ANSWER = 0.25;
/** Our estimate of tokens may be so much too low. */
const UNSURE = 1.2;

/** Chooses the turns that fit into the operator's limit, and into the window that the service taught. */
export async function fitWithin(
  parts: RequestParts,
  asked: Asked,
  { turns, tooMany }: Changes,
  { model, parameters }: EffectiveSettings,
): Promise<Window> {
  const taught = parts.models.window(model);
  const fitting = await (taught
    ? fitTaught(parts, asked, turns, budgetOf(taught, parameters))
    : fitAll(parts, asked, turns));
  return tooMany === undefined || fitting.turns.length < tooMany
    ? fitting
    : { ...fitting, turns: halved(fitting.turns) };
}

const fitAll = (parts: RequestParts, asked: Asked, turns: readonly BranchExchange[]) => fitTurns(parts, asked, turns);

/** A prompt that fills the window by itself is tried without any turn: only its service knows. */
async function fitTaught(
  parts: RequestParts,
  asked: Asked,
  turns: readonly BranchExchange[],
  budget: number,
): Promise<Window> {
  const { tokens } = parts.window;
  const window = { ...parts.window, tokens: tokens > 0 ? Math.min(tokens, budget) : budget };
  try {
    return await fitTurns({ ...parts, window }, asked, turns);
  } catch (error) {
    if (!isFault(error, 'model_too_long')) throw error;
    return fitAll(parts, asked, []);
  }
}

function budgetOf({ tokens, shared }: ModelWindow, { maxOutputTokens }: ModelParameters): number {
  const most = tokens * FOR_ANSWER;
  const answer = shared ? Math.min(maxOutputTokens ?? most, most) : 0;
  return Math.max(1, Math.floor((tokens - answer) * FILLED));
}

/** Lowers the limit of the answer to the room that is left, where the service counts it to the window. */
export function withRoom(
  parameters: ModelParameters,
  said: Pick<ModelRequest, 'system' | 'messages'>,
  window: ModelWindow | undefined,
  { cap }: Changes,
): ModelParameters {
  const { maxOutputTokens } = parameters;
  if (maxOutputTokens === undefined || (cap === undefined && !window?.shared)) return parameters;
  const room = cap ?? Math.floor((window?.tokens ?? 0) - estimateInput(said) * UNSURE - SPARE);
  return { ...parameters, maxOutputTokens: Math.min(maxOutputTokens, Math.max(FEWEST, room)) };
}

/**
 * Shortens a request that exceeds the window, and remembers the window where the service named it. The limit of the answer
 * goes down first, if what is said leaves room for one; then earlier turns leave. Undefined where nothing can go.
 */
export function shortened(
  { models, log }: RequestParts,
  {
    request,
    turns,
    changes,
    hasSummary,
  }: { request: ModelRequest; turns: readonly BranchExchange[]; changes: Changes; hasSummary: boolean },
  { limit, input, asked }: Pick<FaultFacts, 'limit' | 'input' | 'asked'>,
): Changes | undefined {
  const { model, maxOutputTokens = 0 } = request;
  if (limit !== undefined) {
    const spoken = input ?? (asked !== undefined && asked > maxOutputTokens ? asked - maxOutputTokens : asked);
    const shared = spoken !== undefined && (asked ?? spoken) > spoken;
    models.noteWindow(model, { tokens: limit, shared });
    log.warn({ model, window: limit, shared }, 'The model told its window: requests are made to fit');
    const room = limit - (spoken ?? limit) - SPARE;
    // vLLM tells what was said only as far as its window goes: what was tried before was too much.
    const cap = changes.cap === undefined ? room : Math.min(room, Math.floor(changes.cap / 4));
    if (shared && cap >= FEWEST && cap < maxOutputTokens) return { ...changes, cap };
  }
  if (turns.length === 0) return hasSummary ? { ...changes, plain: true } : undefined;
  const { cap: _, ...others } = changes;
  // Without numbers half of the turns leave, and so on.
  return limit === undefined ? { ...others, turns: halved(turns) } : { ...others, turns, tooMany: turns.length };
}

/** Lowers the limit of the answer to what the account can still pay; undefined where that is not worth asking for. */
export function affordable(
  { maxOutputTokens = 0 }: Pick<ModelRequest, 'maxOutputTokens'>,
  changes: Changes,
  { affords = 0 }: Pick<FaultFacts, 'affords'>,
): Changes | undefined {
  return affords >= FEWEST && affords < maxOutputTokens ? { ...changes, cap: affords } : undefined;
}

/**
 * Finds a way out for a failure in words that nobody knows: half of the earlier turns leave, then the newest optional field
 * does. Each is tried once.
 */
export function guessed(
  { log }: Pick<RequestParts, 'log'>,
  { request: { model }, turns, changes }: { request: ModelRequest; turns: readonly BranchExchange[]; changes: Changes },
  { kind, facts: { status, code } }: Fault,
): Changes | undefined {
  const shorter = changes.guessed === undefined && turns.length > 0;
  // An answer of nothing was taken: no field was refused.
  if (!shorter && (changes.lenient || kind === 'model_empty')) return undefined;
  log.warn({ model, kind, status, code, turns: shorter }, 'The model failed and did not tell why: asking for less');
  return shorter
    ? { ...changes, turns: halved(turns), guessed: changes.turns }
    : { ...changes, turns: changes.guessed ?? changes.turns, lenient: true };
}
