import type { CommandDescription } from './command.ts';
import type { InboundEvent, Receive, SlashCommand } from './event.ts';
import type { Hook } from './hook.ts';
import type { Clock, Log } from './runtime.ts';
import type { OwnedBy, Owner } from './storage.ts';
import type { Surface } from './surface.ts';

/** Adapters, and the services handed to them. */

/** Connection to one platform: events in, surface out. */
export interface Adapter {
  readonly surface: Surface;
  /** Way in where the platform sends its events by itself: open before `start`, and until it has ended. */
  readonly hook?: Hook;
  /**
   * Connects and lets events flow. Resolves once they do, and keeps trying while the platform is away. Rejects with a
   * Fault that waiting cannot mend.
   */
  start(signal: AbortSignal): Promise<void>;
  /** Settles when the adapter has ended: resolved after the signal, rejected with the Fault it cannot go on with. */
  readonly ended: Promise<void>;
  /** Address that opens a person's private chat with the bot and sends `/start payload`; undefined before it is known. */
  link?(payload: string): string | undefined;
  /** Lets go of facts in memory about a person or a conversation; the stored ones are deleted already. */
  letGo?(of: OwnedBy): void;
}

/** Services handed to every adapter. */
export interface AdapterContext {
  receive: Receive;
  /** The stored position by name; undefined when there is none yet. */
  cursor(name: string): Promise<string | undefined>;
  commands: readonly CommandDescription[];
  /** Suggests at most 25 values for an option, for autocompletion. Suggests none to people who may not speak. */
  suggest(command: InboundEvent<SlashCommand>, option: string): Promise<Suggestion[]>;
  /** Tells whether somebody may speak at a place: nothing is kept about others. */
  admits(event: Pick<InboundEvent, 'actor' | 'at'>): boolean;
  /** Actor ids of the bots whose webhooks speak for people. */
  proxies: ReadonlySet<string>;
  /** Tells that what the bot may do on this platform has changed: places that refused it are tried anew. */
  permissionsChanged(): void;
  store: AdapterStore;
  /** Sentences that an adapter shows by itself, in the language nearest to a BCP 47 tag. */
  texts(tag?: string): (key: 'error.busy') => string;
  clock: Clock;
  log: Log;
}

/**
 * Small facts an adapter keeps over restarts, apart from those of other adapters. A fact that is not set again for more
 * than a year is forgotten.
 */
export interface AdapterStore {
  /** Facts whose keys begin with `prefix`, those set least recently first. */
  list(prefix: string): Promise<Fact[]>;
  /** Stores all or none. */
  set(facts: readonly Fact[]): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
}

export interface Fact {
  key: string;
  value: string;
  /** Person or conversation it is about. */
  owner?: Partial<Owner>;
}

/** Suggested value: `label` is shown, `value` is filled in. */
export interface Suggestion {
  label: string;
  value: string;
}
