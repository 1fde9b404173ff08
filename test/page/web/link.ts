import type { Break, Deed, Done, Request } from '../protocol.ts';

/** A break without the key. */
export type Broken = Break extends infer B ? (B extends unknown ? Omit<B, 'key'> : never) : never;

/** Way up to the server. */
export interface Link {
  /** Does something as a person in a place. @returns `error` in a sentence when it cannot be done; never rejects */
  act(person: string, place: string, deed: Deed): Promise<Done>;
  /** Breaks or mends something, ends or starts the bot. */
  break(what: Broken): Promise<Done>;
}

/** @param unreached sentence for a server that does not answer */
export function openLink(key: () => string, unreached: () => string): Link {
  async function post(address: string, body: unknown): Promise<Done> {
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      const done = (text ? JSON.parse(text) : {}) as Done;
      return response.ok || done.error ? done : { error: unreached() };
    } catch {
      return { error: unreached() };
    }
  }
  return {
    act: (person, place, deed) => post('/deeds', { key: key(), person, place, ...deed } satisfies Request),
    break: (what) => post('/breaks', { key: key(), ...what }),
  };
}
