import * as v from 'valibot';
import type { OutgoingFile } from './content.ts';
import type { ModelMessage } from './model-message.ts';
import type { Ability, ModelWindow } from './taught.ts';
import type { ServiceItem, ToolCall, ToolSpec, WebSource } from './tools.ts';

/** Requests to a model, and its answers. */

export interface ModelParameters {
  /** 0 to 2 */
  temperature?: number;
  /** 0 to 1 */
  topP?: number;
  /** Includes reasoning tokens. */
  maxOutputTokens?: number;
  /** Thinking time of a reasoning model: `none` to `max`, by model. */
  effort?: string;
  /** `low`, `medium` or `high`. */
  verbosity?: string;
}

export interface ModelRequest extends ModelParameters {
  model: string;
  /** Name of the service that is asked; the one that all models have when absent. */
  link?: string;
  /** Time that was spent on other models already, ms: it counts to the limit of the call. */
  waitedMs?: number;
  /** Leaves the newest optional field out: the service refused the request and did not tell why. */
  lenient?: true;
  /** Asks for the reasoning in words, of services that tell it only when asked. */
  reasoning?: true;
  /** The model may draw when it is asked to, where its service has a tool for that. */
  draws?: Draws;
  /** Tools of ours that the model may call, where its service has such. */
  tools?: readonly ToolSpec[];
  /** Tools that the service itself has and runs. */
  hosted?: Hosted;
  system?: string;
  messages: readonly ModelMessage[];
  onBehalf: OnBehalf;
  /** Conversation whose prompts begin alike, for the service's cache. Leaves the house as a keyed hash only. */
  conversation?: string;
}

/** Leave to draw within an answer, at most `MOST_DRAWN` pictures. */
export interface Draws {
  /** Model that draws them; the service's own choice when absent. */
  model?: string;
}

/** Leave to use what the service itself runs, where it has such. */
export interface Hosted {
  /** Searches the web, as from this place; without one, services search as from theirs. */
  search?: { country?: string; city?: string; zone?: string };
  /** Runs code, whose files belong to the answer. */
  code?: true;
}

/** Most pictures of one answer. */
export const MOST_DRAWN = 4;

/** Payer and purpose of a request. No id in it leaves the house but as a keyed hash. */
export interface OnBehalf {
  /** Actor.id of the person; absent where the request is nobody's in particular. */
  actor?: string;
  /** Target.chat. */
  chat: string;
  purpose: 'answer' | 'title' | 'summary' | 'image' | 'transcript' | 'speech' | 'batch';
}

/** Tokens as the service counts them. */
export const usageSchema = v.object({
  /** Includes those of the cache. */
  inputTokens: v.pipe(v.number(), v.finite()),
  /** Includes reasoning. */
  outputTokens: v.pipe(v.number(), v.finite()),
  /** Input tokens read from the service's cache, at a lower price. */
  cachedTokens: v.exactOptional(v.pipe(v.number(), v.finite())),
  /** Input tokens written to the service's cache, at a higher price. */
  cacheWriteTokens: v.exactOptional(v.pipe(v.number(), v.finite())),
  /** The service sent no accounts: the stream was stopped or cut. */
  estimated: v.exactOptional(v.literal(true)),
});

export type Usage = v.InferOutput<typeof usageSchema>;

export type ModelEvent =
  | { type: 'text'; delta: string }
  /** Reasoning in words: none of the answer. */
  | { type: 'reasoning'; delta: string }
  /** A picture is begun, which costs, and takes its time. */
  | { type: 'drawing' }
  /** A picture of the answer. */
  | { type: 'picture'; file: OutgoingFile }
  /** A file that the service's own code made for the answer; comes before the end. */
  | { type: 'file'; file: OutgoingFile }
  /** A call is complete. The stream goes on to its end; then the model waits for results. */
  | { type: 'call'; call: ToolCall }
  /** An item that goes back with the next request. */
  | { type: 'item'; item: ServiceItem }
  /** Words about what comes next: none of the answer. */
  | { type: 'commentary'; delta: string }
  /** The service is at work with a tool of its own. */
  | { type: 'working'; on: 'search' | 'code'; query?: string }
  /** A page that the answer draws on. */
  | { type: 'source'; source: WebSource }
  /** All text of this stream so far was reasoning: it begins anew. `keeps`: words of the answer from before this stream. */
  | { type: 'reset'; keeps?: string }
  /** Another attempt begins, after one that had said no word and begun no picture: what came of that one is none of the answer. */
  | { type: 'again' }
  /** Comes exactly once and last; without it the stream has thrown. `length`: cut by a token limit. */
  | { type: 'end'; reason: 'complete' | 'length' | 'filtered'; usage?: Usage };

/** Most text of one answer, in UTF-16 units. Where it would go on, it ends as one that was cut. */
export const MOST_ANSWER = 200_000;

/** Most pictures of one request. */
export const MOST_PICTURES = 10;

export interface ImageRequest {
  model: string;
  prompt: string;
  /** `1024x1024` and the like, or `auto`. */
  size?: string;
  quality?: string;
  /** 1 to `MOST_PICTURES` */
  count: number;
  /** Format of the pictures; png as a rule when absent. */
  format?: PictureFormat;
  background?: 'transparent' | 'opaque' | 'auto';
  /** Pictures that it is drawn out of; at most `MOST_SOURCES`. */
  sources?: readonly PictureSource[];
  /** A png as large as the first source: what is transparent in it is drawn anew. */
  mask?: Uint8Array;
  /** Previews while it is drawn, up to 3; of a single picture only. Fewer may come. */
  previews?: number;
  onBehalf: OnBehalf;
}

export const pictureFormats = ['png', 'jpeg', 'webp'] as const;

export type PictureFormat = (typeof pictureFormats)[number];

/** Most pictures that one is drawn out of. */
export const MOST_SOURCES = 16;

/** Sizes that each of them and a mask must stay under, in megabytes. */
export const MOST_SOURCE_MB = 50;
export const MOST_MASK_MB = 4;

export interface PictureSource {
  bytes: Uint8Array;
  /** `image/png`, `image/jpeg` or `image/webp`. */
  mime: string;
}

export interface Drawn {
  pictures: OutgoingFile[];
  usage?: Usage;
}

/** Sound that is to be written down. It fits the limits that the catalog tells. */
export interface TranscriptionRequest {
  model: string;
  bytes: Uint8Array;
  /** Media type as it was told or found, e.g. `audio/ogg`. */
  mime: string;
  /** File name; only its ending matters, where the media type is not known. */
  name?: string;
  /** Languages that are likely, as BCP 47 tags. */
  languages?: readonly string[];
  onBehalf: OnBehalf;
}

export interface Transcript {
  /** Words that were heard; empty where there are none. */
  text: string;
  durationMs?: number;
  usage?: Usage;
}

/** Words that are to be said. They fit the limit that the catalog tells. */
export interface SpeechRequest {
  model: string;
  text: string;
  voice: string;
  onBehalf: OnBehalf;
}

export interface Speech {
  bytes: Uint8Array;
  /** `audio/ogg` where the service makes Ogg/Opus; else what it makes. `audio/pcm;rate=24000`: 16-bit samples, mono, little-endian. */
  mime: string;
  usage?: Usage;
}

/** Asks a model. Rejects (or throws while iterating) with a Fault of a ModelFaultKind; an abort throws the signal's reason. */
export interface Model {
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /** Draws. `onPreview` is given pictures that are not done, in order. */
  generateImages(
    request: ImageRequest,
    signal: AbortSignal,
    onPreview?: (picture: OutgoingFile) => void,
  ): Promise<Drawn>;
  /** Writes sound down. */
  transcribe(request: TranscriptionRequest, signal: AbortSignal): Promise<Transcript>;
  /** Speaks. Rejects with Fault('model_rejected', code `reworded`) where the service says other words than these. */
  speak(request: SpeechRequest, signal: AbortSignal): Promise<Speech>;
}

/** A model, and the service that has it. */
export interface ModelLink {
  model: string;
  /** Name of the service; the one that all models have when absent. */
  link?: string;
}

export type Tier = 'basic' | 'advanced';

/** Models there are, and what they accept. */
export interface ModelCatalog {
  chat(tier: Tier): string;
  /** Names people may choose besides the tiers. */
  readonly offered: readonly string[];
  readonly image: string;
  /** Previews of a picture that the operator wants while it is drawn, 0 to 3. */
  readonly previews: number;
  /** Model that writes sound down, and the limits of one request; undefined where there is none, or its service lacks it. */
  readonly transcription: { model: string; bytes: number; durationMs: number } | undefined;
  /** Model that speaks, the voices that are known, and most characters of one request; undefined likewise. */
  readonly speech: { model: string; voice: string; voices: readonly string[]; characters: number } | undefined;
  /** Models that are asked where `model` cannot answer, in this order; all there are where none is named. */
  fallbacks(model?: string): readonly ModelLink[];
  /** The same catalog, as far as it is about models of another service. */
  at(link: string | undefined): ModelCatalog;
  /** Finds a problem with an image request before it costs anything. Undefined when there is none. */
  imageProblem(request: Omit<ImageRequest, 'model' | 'onBehalf'>): ImageProblem | undefined;
  /** Keeps those settings that the model accepts. */
  acceptedParameters(model: string, parameters: ModelParameters): ModelParameters;
  /** The values of a setting that the model accepts; none where it has no such setting. */
  acceptedValues(model: string, setting: 'effort' | 'verbosity'): readonly string[];
  /**
   * Finds the setting that the service refused; undefined when it is none of ours. Remembers models that have no such
   * setting, and limits of the operator's that are too high for one. Another value that is too high is one chat's mistake: the
   * setting stays for everybody else.
   */
  noteRefusal(model: string, refusal: Refusal): keyof ModelParameters | undefined;
  /** Tells whether a model has an ability; undefined where nobody knows, so that it may be tried. */
  can(model: string, ability: Ability): boolean | undefined;
  /** The window as the service told it with a refusal; undefined where it never did. */
  window(model: string): ModelWindow | undefined;
  noteWindow(model: string, window: ModelWindow): void;
}

/** Refusal of a parameter by the service. */
export interface Refusal {
  param?: string;
  /** True if the model takes no such parameter, whatever its value. */
  unsupported?: boolean;
  /** The operator's own limit, which is too high for the model: values from there on are left out. */
  from?: number;
}

/** Problem with an image request: a locale key and its values. */
export interface ImageProblem {
  key: `image.${'size' | 'quality' | 'count' | 'long' | 'format' | 'background' | 'transparent' | 'sources' | 'source' | 'mask'}`;
  values: Record<string, string | number>;
}
