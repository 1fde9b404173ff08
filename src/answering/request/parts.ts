import type { Counted } from '../../conversation/window.ts';
import type { Texts } from '../../locales/index.ts';
import type { Command, Log, Model, ModelCatalog, ModelLink, Prompt } from '../../ports/index.ts';
import type { OperatorSettings } from '../../settings/effective.ts';
import type { ContextParts } from '../context.ts';
import type { Marked } from '../told/messages.ts';
import type { Speaking } from '../told/preamble.ts';
import type { Seen } from '../told/summarised.ts';
import type { Account } from './usage.ts';

/** Parts that asking the model takes, and who is told of what happens. */

/** Model that takes the place of the chosen one. */
interface Instead extends ModelLink {
  /** Time that was spent on those before it, ms. */
  waitedMs: number;
}

/** Parts that asking the model takes, for one message. */
export interface RequestParts extends Pick<ContextParts, 'window' | 'marks' | 'clock'>, Speaking {
  model: Model;
  models: ModelCatalog;
  operator: OperatorSettings;
  task: Prompt | Command;
  /** The person may have pictures drawn within the answer. */
  mayDraw: boolean;
  /** Model that is asked instead of the chosen one; `models` is about its service then. */
  instead?: Instead;
  texts: Texts;
  log: Log;
  signal: AbortSignal;
}

/** Prompt, and what the model has already said to it. */
export interface Asked extends Marked {
  /** Given, the model goes on from these words. */
  said?: string;
}

/** Listener to what happens while the model is asked. */
export interface Observer {
  account: Account;
  /** Takes the tokens of turns that were counted for the request. */
  counted(turns: readonly Counted[]): void;
  /** Notes what a request has shown of the room for turns. */
  noticed(seen: Seen): void;
  /** Takes sentences for the person. */
  note(sentence: string): void;
}
