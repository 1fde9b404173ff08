import type { Clock, Surface, Target } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import type { Scheduler } from './scheduler.ts';

/** Silence before the typing sign appears, ms. */
const SILENCE_MS = 200;

interface TypingParts {
  target: Target;
  surface: Surface;
  scheduler: Scheduler;
  clock: Clock;
}

/**
 * Shows the typing sign after a moment of silence, until stopped. It is the first to be dropped when calls are scarce.
 */
export function startTyping({ target, surface, scheduler, clock }: TypingParts): { stop(): void } {
  const stopped = new AbortController();
  const until = stopped.signal;
  // A slash command is shown as "thinking" by its platform.
  if (target.prompt !== undefined) type().catch(() => undefined);
  return { stop: () => stopped.abort(OVER) };

  async function type(): Promise<void> {
    await clock.sleep(SILENCE_MS, until);
    for (;;) {
      const call = (callSignal: AbortSignal) => surface.typing(target, callSignal);
      await scheduler
        .schedule({ surface, target, urgency: 'cosmetic', kind: 'typing', call }, until)
        .done.catch(() => undefined);
      await clock.sleep(surface.limits.typingMs * 0.9, until);
    }
  }
}
