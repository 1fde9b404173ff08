import type { AdapterContext, Cursor, InboundEvent } from '../../../src/ports/index.ts';
import { isMeant } from '../../events.ts';
import { createFacts } from '../facts.ts';

/** A core as far as an adapter sees it: known keys and what is not meant for the bot are dropped, the rest is kept with the cursor; it survives restarts. */
export interface Store extends Pick<AdapterContext, 'receive' | 'cursor' | 'store'> {
  accepted: InboundEvent[];
  /** Every call, as it came. */
  calls: { batch: readonly InboundEvent[]; cursor: Cursor | undefined }[];
  cursors: Map<string, string>;
  /** What the adapter keeps, and how often it wrote. */
  facts: Map<string, string>;
  writes: number;
  /** Runs before each commit; what it throws, the call rejects with. */
  before: (batch: readonly InboundEvent[]) => void | Promise<void>;
  promptTexts(): string[];
}

/** `from`: what another one has committed so far. */
export function createStore(from?: Store): Store {
  const { facts, store: kept } = createFacts(from?.facts);
  const store: Store = {
    accepted: [...(from?.accepted ?? [])],
    cursors: new Map(from?.cursors),
    facts,
    writes: 0,
    store: {
      ...kept,
      async set(some) {
        await store.before([]);
        store.writes += 1;
        await kept.set(some);
      },
    },
    calls: [],
    before: () => undefined,
    async receive(batch, cursor) {
      await store.before(batch);
      store.calls.push({ batch, cursor });
      const known = new Set(store.accepted.map(({ key }) => key));
      for (const event of batch.filter(isMeant)) if (!known.has(event.key)) store.accepted.push(event);
      if (cursor) store.cursors.set(cursor.name, cursor.value);
    },
    cursor: async (name) => store.cursors.get(name),
    promptTexts: () => store.accepted.map(({ body }) => (body.type === 'message' ? body.text : body.type)),
  };
  return store;
}
