import * as v from 'valibot';
import type { Penalty } from '../ports/index.ts';

const shape = v.object({
  surface: v.string(),
  place: v.exactOptional(v.string()),
  kind: v.picklist(['create', 'edit', 'remove', 'typing', 'read', 'react', 'open', 'rename']),
  until: v.pipe(v.number(), v.finite()),
  /** Length when it was given, ms: longer than that nobody has to wait, wherever the clock was set meanwhile. */
  lasts: v.exactOptional(v.pipe(v.number(), v.finite())),
});

/** Key of a penalty in a store: the last one of a place and kind holds. */
export function penaltyKey({ surface, place, kind }: Penalty): string {
  return JSON.stringify([surface, place ?? null, kind]);
}

/** Reads one that was stored as JSON. One that cannot be read counts as none: at worst a platform says it once more. */
export function readPenalty(text: string): v.InferOutput<typeof shape> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return v.is(shape, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
