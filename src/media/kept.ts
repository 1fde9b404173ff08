import * as v from 'valibot';
import type { Documents, MediaSource, Owner } from '../ports/index.ts';

/**
 * Words that were heard or read in something sent, kept under its reference for a while. A follow-up still has them, and
 * nothing is paid for twice. They belong to the conversation; another one's are never given.
 */
export interface KeptWords {
  get(source: MediaSource, owner: Owner): Promise<Words | undefined>;
  /** Resolves once they are durable. Rejects with Fault('storage'). */
  put(source: MediaSource, owner: Owner, words: Words): Promise<void>;
}

const wordsSchema = v.object({
  v: v.literal(1),
  /** Parts with the names that people know them by: pages, sheets, chapters. One without a name for what was heard. */
  parts: v.array(v.object({ name: v.exactOptional(v.string()), text: v.string() })),
  /** There is more than was read. */
  more: v.exactOptional(v.literal(true)),
});

export type Words = v.InferOutput<typeof wordsSchema>;

/** `keyOf`: gives the key of a conversation's words. `ttl`: time for which they are kept, ms. */
export function createKeptWords(
  documents: Pick<Documents, 'getMany' | 'setMany'>,
  keyOf: (conversation: string, source: MediaSource) => string,
  ttl: number,
): KeptWords {
  return {
    async get(source, owner) {
      const [value] = await documents.getMany([keyOf(owner.conversation, source)]);
      return v.is(wordsSchema, value) ? value : undefined;
    },
    async put(source, owner, words) {
      await documents.setMany([{ key: keyOf(owner.conversation, source), value: words, ttl, owner }]);
    },
  };
}
