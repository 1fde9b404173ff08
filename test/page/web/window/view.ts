import type { Item, Place } from '../../protocol.ts';
import type { Context } from '../skin.ts';

/** A window at one moment: what its parts draw. */
export interface View extends Context {
  /** Messages of the place that `me` sees, in order. */
  items: readonly Item[];
  /** Places that `me` sees, each behind the one that it belongs to. */
  places: readonly { place: Place; depth: number }[];
}

/** A part of a window. */
export interface Part {
  element: HTMLElement;
  update(view: View): void;
}
