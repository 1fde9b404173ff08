import * as v from 'valibot';
import type { Clock, Documents, InboundEvent, Log } from '../ports/index.ts';
import { headline } from '../util/text.ts';

/** People and places that were refused of late: owners see who and where they are, and can let them in. */

export interface Knock {
  kind: 'person' | 'place';
  /** As in Actor.id, or of a place as in Place.scopes. */
  id: string;
  /** Name of the person or the place; somebody's own words, and never an identity. */
  name: string;
  /** Person who asked at a place. */
  by?: string;
  /** Epoch ms of the last time. */
  at: number;
}

export interface Knocks {
  /** Notes somebody who was told that they may not speak. Best effort; never rejects. */
  note(event: InboundEvent): Promise<void>;
  /** Lists those of the last day, the newest first. Rejects with Fault('storage'). */
  list(): Promise<Knock[]>;
}

export interface KnocksParts {
  documents: Pick<Documents, 'keys' | 'getMany' | 'setMany' | 'deleteMany'>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

const PREFIX = 'knock|';
const TTL_MS = 24 * 3_600_000;
/** Most that are kept; the oldest go. */
const MOST = 200;
/** Longest name that is kept, in UTF-16 units. */
const NAME = 64;

const knockShape = v.object({
  v: v.literal(1),
  kind: v.picklist(['person', 'place']),
  id: v.string(),
  name: v.string(),
  by: v.exactOptional(v.string()),
  at: v.number(),
});

export function createKnocks({ documents, clock, log }: KnocksParts): Knocks {
  async function keysNow(): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of documents.keys(PREFIX)) keys.push(key);
    return keys;
  }

  async function list(): Promise<Knock[]> {
    const values = await documents.getMany(await keysNow());
    return values
      .flatMap((value) => {
        const read = v.safeParse(knockShape, value);
        return read.success ? [read.output] : [];
      })
      .toSorted((a, b) => b.at - a.at);
  }

  return {
    list,
    async note({ actor, at }) {
      try {
        const [scope = at.chat] = at.scopes;
        const named = (name: string) => headline(name, NAME);
        const knock =
          at.kind === 'group'
            ? { kind: 'place' as const, id: scope, name: named(at.title ?? ''), by: named(actor.name) }
            : { kind: 'person' as const, id: actor.id, name: named(actor.name) };
        const key = `${PREFIX}${knock.kind}|${knock.id}`;
        const owner = { conversation: at.chat, person: actor.id };
        await documents.setMany([{ key, value: { v: 1, ...knock, at: clock.now() }, ttl: TTL_MS, owner }]);
        const gone = (await keysNow()).length > MOST ? (await list()).slice(MOST) : [];
        if (gone.length > 0) await documents.deleteMany(gone.map(({ kind, id }) => `${PREFIX}${kind}|${id}`));
      } catch (error) {
        log.debug({ error }, 'A person who was refused could not be noted');
      }
    },
  };
}
