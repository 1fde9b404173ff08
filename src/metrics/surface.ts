import type { Clock, Surface } from '../ports/index.ts';
import { errorType } from './failures.ts';
import { surfaceCalls } from './labels.ts';
import type { Meter } from './meter.ts';

/** Gives a surface that counts its calls. The same one each time, so that others can remember it. */
export function meteredSurfaces(meter: Meter, clock: Clock): (surface: Surface) => Surface {
  const known = new WeakMap<Surface, Surface>();
  return (surface) => {
    const before = known.get(surface);
    if (before) return before;
    const made = meteredSurface(surface, meter, clock);
    known.set(surface, made);
    return made;
  };
}

function meteredSurface(surface: Surface, meter: Meter, clock: Clock): Surface {
  const { name } = surface;
  const counted = surfaceCalls.flatMap((call) => {
    const method = surface[call] as ((...args: unknown[]) => Promise<unknown>) | undefined;
    return method ? [[call, timed(call, method.bind(surface))] as const] : [];
  });

  function timed(call: string, method: (...args: unknown[]) => Promise<unknown>) {
    return async (...args: unknown[]) => {
      const from = clock.elapsed();
      try {
        return await method(...args);
      } catch (error) {
        const signal = args.at(-1);
        const type = errorType(error, signal instanceof AbortSignal ? signal : undefined);
        if (type !== undefined) meter.count('parley_platform_errors_total', { surface: name, error_type: type });
        throw error;
      } finally {
        meter.observe('parley_platform_call_seconds', { surface: name, call }, (clock.elapsed() - from) / 1000);
      }
    };
  }

  return { ...surface, ...Object.fromEntries(counted) };
}
