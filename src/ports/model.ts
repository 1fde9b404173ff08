import type { Picture } from './content.ts';

/** What a model is asked and what it answers. */

export interface ModelMessage {
  role: 'user' | 'assistant';
  text: string;
}

export interface Sampling {
  /** 0 to 2 */
  temperature?: number;
  /** 0 to 1 */
  topP?: number;
  /** Includes reasoning tokens. */
  maxOutputTokens?: number;
  /** How long a reasoning model thinks: `none` to `max`, by model. */
  effort?: string;
  /** `low`, `medium` or `high`. */
  verbosity?: string;
}

export interface ModelRequest extends Sampling {
  model: string;
  system?: string;
  messages: readonly ModelMessage[];
  /** Stable, opaque id of the person (a hash), for the service's abuse checks. */
  safetyId?: string;
  /** Stable id of the conversation, for the service's prompt cache. */
  cacheKey?: string;
}

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens?: number;
}

export type ModelEvent =
  | { type: 'text'; delta: string }
  /** Comes exactly once and last; without it the stream has thrown. `length`: cut by a token limit. */
  | { type: 'end'; reason: 'complete' | 'length' | 'filtered'; usage?: Usage };

export interface ImageRequest {
  model: string;
  prompt: string;
  /** `1024x1024` and the like, or `auto`. */
  size?: string;
  quality?: string;
  /** 1 to 10 */
  count: number;
  safetyId?: string;
}

/** Asks a model. Rejects (or throws while iterating) with a Fault of a ModelFaultKind; an abort throws the signal's reason. */
export interface Model {
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  paint(request: ImageRequest, signal: AbortSignal): Promise<{ pictures: Picture[]; usage?: Usage }>;
}
