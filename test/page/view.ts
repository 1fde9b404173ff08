import type { Command, Form, Item, Notice, Place } from './protocol.ts';

/** One platform's stand-in, as its clients show it. Each look costs little while nothing has changed. */
export interface View {
  places(): readonly Place[];
  /** All that is to be seen; an item is the same object for as long as nothing about it has changed. */
  items(): Iterable<Item>;
  /** Places in which the bot shows that it writes, and when that ends, epoch ms. */
  typing(): readonly Passing[];
  /** When something else passes by itself, epoch ms; undefined where nothing does. */
  passes(): number | undefined;
  /** What was shown since the last look, and passes. */
  notices(): readonly Notice[];
  forms(): readonly Form[];
  /** The same object for as long as nothing has changed. */
  commands(): readonly Command[];
}

export interface Passing {
  place: string;
  until: number;
}

/** Keeps what was made of a thing until one of the things that it depends on is another. */
export function createMemory<K extends object, T>(): (key: K, parts: readonly unknown[], make: () => T) => T {
  const known = new WeakMap<K, { parts: readonly unknown[]; made: T }>();
  return (key, parts, make) => {
    const before = known.get(key);
    if (before?.parts.every((part, index) => part === parts[index])) return before.made;
    const made = make();
    known.set(key, { parts, made });
    return made;
  };
}

/** Signs of writing: each lasts for a while, or until the bot has sent something. */
export function createTyping(lastsMs: number) {
  const until = new Map<string, number>();
  return {
    begin(place: string, at: number): void {
      until.set(place, at + lastsMs);
    },
    end(place: string): void {
      until.delete(place);
    },
    now(): Passing[] {
      const now = Date.now();
      for (const [place, end] of until) if (end <= now) until.delete(place);
      return [...until].map(([place, end]) => ({ place, until: end }));
    },
  };
}
