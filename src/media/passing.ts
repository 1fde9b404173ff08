import * as v from 'valibot';
import { type Blobs, type Documents, keptSourceSchema, type MediaSource, type Owner } from '../ports/index.ts';

/**
 * Media that only this process can fetch, and soon. Their bytes are put among the blobs, and the blob's name is kept under their
 * reference: what refers to them stays as it is. They belong to the conversation; another one's are never given.
 */
export interface Passing {
  /** Finds where they are kept; undefined where they are not. Rejects with Fault('storage'). */
  find(source: MediaSource, conversation: string): Promise<MediaSource | undefined>;
  /** Resolves once they are durable. Rejects with Fault('storage'). */
  put(source: MediaSource, bytes: Uint8Array, owner: Owner): Promise<MediaSource>;
}

interface PassingParts {
  documents: Pick<Documents, 'getMany' | 'setMany'>;
  blobs: Pick<Blobs, 'put'>;
  /** Gives the key of the blob's name. */
  keyOf(conversation: string, source: MediaSource): string;
  /** Time for which they are kept, ms. */
  ttl: number;
}

export function createPassing({ documents, blobs, keyOf, ttl }: PassingParts): Passing {
  return {
    async find(source, conversation) {
      const [value] = await documents.getMany([keyOf(conversation, source)]);
      return v.is(keptSourceSchema, value) ? { blob: value.blob } : undefined;
    },
    async put(source, bytes, owner) {
      const blob = await blobs.put(bytes, { owner, ttl });
      await documents.setMany([{ key: keyOf(owner.conversation, source), value: { v: 1, blob }, ttl, owner }]);
      return { blob };
    },
  };
}
