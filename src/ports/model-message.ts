import type { ServiceItem, ToolCall } from './tools.ts';

/** Messages to a model. */

export interface TextPart {
  type: 'text';
  text: string;
}

/** A picture as the model is sent it: scaled and turned before. */
export interface ImagePart {
  type: 'image';
  bytes: Uint8Array;
  /** `image/jpeg` or `image/png`: every service takes these. */
  mime: string;
  /** Pains that the model takes over it, and so its price. */
  detail: Detail;
  /** Tokens that it is counted as. */
  tokens: number;
}

export type Detail = 'low' | 'high';

/** Call that the model has made. */
export interface CallPart {
  type: 'call';
  call: ToolCall;
}

/** Result of a call: every call of a message has one in the next. */
export interface ResultPart {
  type: 'result';
  /** Id of the call. */
  call: string;
  text: string;
}

/** Item that the service wants back as it was. */
export interface ItemPart extends ServiceItem {
  type: 'item';
}

export type ModelPart = TextPart | ImagePart | CallPart | ResultPart | ItemPart;

export interface ModelMessage {
  /** `tool`: results of the calls of the message before it, and nothing else. */
  role: 'user' | 'assistant' | 'tool';
  /** Parts of text that stand beside each other are paragraphs. An assistant's messages have no pictures; they alone have calls and items. */
  parts: readonly ModelPart[];
}
