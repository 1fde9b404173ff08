import type { Log, Surface, Target } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { clip } from '../util/text.ts';
import type { Scheduler } from './scheduler.ts';

export interface RenameParts {
  scheduler: Scheduler;
  surface(name: string): Surface;
  log: Log;
}

/** Makes the call that gives a topic its title, behind all that people wait for. Where the bot may not, the title stays. */
export function createRename({ scheduler, surface: named, log }: RenameParts) {
  return async (place: Target, title: string, signal: AbortSignal): Promise<void> => {
    const surface = named(place.surface);
    const { title: longest } = surface.limits;
    if (!surface.rename || longest === undefined) return;
    const call = (limit: AbortSignal) => surface.rename?.(place, clip(title, longest), limit) ?? Promise.resolve();
    const job = { surface, target: place, urgency: 'spare', kind: 'rename', call } as const;
    try {
      await scheduler.schedule(job, signal).done;
    } catch (error) {
      if (!isFault(error, 'forbidden', 'gone', 'rejected', 'asleep')) throw error;
      log.debug({ chat: place.chat, error }, 'A topic keeps its title: the bot may not give it another');
    }
  };
}
