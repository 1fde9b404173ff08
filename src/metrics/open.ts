import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock, Inbox, Log, Model, Storage, Surface, ToolSource } from '../ports/index.ts';
import { meteredModel } from './model.ts';
import { type GivenValues, openPrometheus } from './prometheus.ts';
import { meteredStorage } from './storage.ts';
import { meteredSurfaces } from './surface.ts';
import { meteredTools } from './tools.ts';

/** Rooms as they are while somebody counts: what they do is told, and they know nothing of it. */
export interface Metering {
  storage(storage: Storage): Storage;
  surface(surface: Surface): Surface;
  model<Asked extends Model>(model: Asked): Asked;
  tools(sources: readonly ToolSource[]): readonly ToolSource[];
  /** Everything as it stands, as text for Prometheus. */
  scrape(): Promise<{ text: string; type: string }>;
}

export interface MeteringParts {
  /** Names of the surfaces and of the models that the settings know. */
  values: GivenValues;
  provider(link: string | undefined): string;
  /** File of the database; absent where it is on no disk of this machine. */
  file?: string;
  clock: Clock;
  log: Log;
}

/**
 * Opens what counts.
 * @throws Fault('config') where the package for it is not installed
 */
export async function openMetering({ values, provider, file, clock, log }: MeteringParts): Promise<Metering> {
  const meter = await openPrometheus(values);
  let inbox: Pick<Inbox, 'open' | 'oldest'> | undefined;

  /** Looks at the inbox: turns may be from before a restart, so they cannot be counted as they come. */
  async function noteBacklog(): Promise<void> {
    if (!inbox) return;
    const [{ all }, oldest] = await Promise.all([inbox.open(''), inbox.oldest()]);
    meter.set('parley_open_turns', {}, all);
    const ageMs = oldest === undefined ? 0 : Math.max(0, clock.now() - oldest);
    meter.set('parley_oldest_turn_age_seconds', {}, ageMs / 1000);
  }

  async function noteDisk(): Promise<void> {
    if (file === undefined) return;
    const { bavail, blocks, bsize } = await statfs(dirname(file));
    meter.set('parley_disk_free_bytes', {}, bavail * bsize);
    meter.set('parley_disk_size_bytes', {}, blocks * bsize);
  }

  return {
    storage(storage) {
      ({ inbox } = storage);
      return meteredStorage(storage, meter, clock);
    },
    surface: meteredSurfaces(meter, clock),
    model: (model) => meteredModel(model, { meter, clock, provider }),
    tools: meteredTools(meter),
    async scrape() {
      for (const look of [noteBacklog, noteDisk]) {
        // What can still be told is told: a store that fails is what it is looked at for.
        await look().catch((error: unknown) => log.debug({ error }, 'A figure could not be had'));
      }
      return meter.text();
    },
  };
}
