import type { Clock, Inbox } from '../ports/index.ts';
import { inTime } from '../util/in-time.ts';
import type { Running } from './forgetting.ts';

export interface RunningParts {
  inbox: Pick<Inbox, 'wipe' | 'open'>;
  /** Takes a running turn away, if it answers an earlier version of its prompt. */
  interrupt(turn: string, promptVersion: number): void;
  /** Ends jobs for a person; resolves once they have ended. */
  jobs(person: string): Promise<void>;
  /** Resolves once all that was heard so far is written down. */
  overheard(): Promise<void>;
  letGo: Running['letGo'];
  clock: Clock;
}

/** Longest wait for turns and jobs to end, ms. What takes longer waits for its platform, and has no words left to write. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 20;

/** Makes the end of what goes on in a running bot. */
export function createRunning({ inbox, interrupt, jobs, overheard, letGo, clock }: RunningParts): Running {
  async function ended(person: string, signal: AbortSignal): Promise<void> {
    while ((await inbox.open(person)).person > 1) await clock.sleep(LOOK_MS, signal);
  }

  return {
    letGo,
    async end(person, but) {
      for (const { turn, promptVersion } of await inbox.wipe(person, but)) interrupt(turn, promptVersion);
      const over = new AbortController();
      const all = Promise.all([ended(person, over.signal), jobs(person), overheard()]).catch(() => undefined);
      await inTime(all, PATIENCE_MS, { clock, signal: over.signal });
      over.abort();
    },
  };
}
