import type { CommandDescription } from './command.ts';
import type { Command, Receive } from './inbound.ts';
import type { Clock, Log } from './runtime.ts';
import type { Surface } from './surface.ts';

/** What an adapter is, and what it is handed. */

/** One platform's whole: events in, surface out. */
export interface Adapter {
  readonly surface: Surface;
  /** Connects and lets events flow; resolves once they do, keeps trying while the platform is away, rejects with a Fault that never mends itself. */
  start(signal: AbortSignal): Promise<void>;
  /** Settles when the adapter has ended: resolved after the signal, rejected with the Fault it cannot go on with. */
  readonly ended: Promise<void>;
}

/** What every adapter is handed. */
export interface AdapterContext {
  receive: Receive;
  /** The stored position by name; undefined when there is none yet. */
  cursor(name: string): Promise<string | undefined>;
  commands: readonly CommandDescription[];
  /** What a person may want to fill into an option, for autocompletion; at most 25, none where they may not speak. */
  suggest(command: Command, option: string): Promise<Suggestion[]>;
  clock: Clock;
  log: Log;
}

/** What is shown and what is filled in. */
export interface Suggestion {
  label: string;
  value: string;
}
