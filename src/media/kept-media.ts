import * as v from 'valibot';
import { type Blobs, type Documents, keptSourceSchema, type MediaSource, type Owner } from '../ports/index.ts';

/**
 * Media that were sent and that have to be there longer than their platform has them. Their bytes are among the blobs, and the blob's
 * name is kept under their reference: what refers to them stays as it is. They belong to the conversation; another one's are never
 * given.
 */
export interface KeptMedia {
  /** Finds where they are kept; undefined where they are not. Rejects with Fault('storage'). */
  find(source: MediaSource, conversation: string): Promise<KeptIn | undefined>;
  /** Keeps bytes in the place of what was kept before. Resolves once they are durable. Rejects with Fault('storage'). */
  put(source: MediaSource, bytes: Uint8Array, owner: Owner): Promise<KeptIn>;
}

type KeptIn = Extract<MediaSource, { blob: string }>;

interface KeepingParts {
  documents: Pick<Documents, 'getMany' | 'setMany'>;
  blobs: Pick<Blobs, 'put' | 'forget'>;
  /** Gives the key of the blob's name. */
  keyOf(conversation: string, source: MediaSource): string;
  /** Time for which they are kept, ms. */
  ttl: number;
}

export function createKeptMedia({ documents, blobs, keyOf, ttl }: KeepingParts): KeptMedia {
  async function find(source: MediaSource, conversation: string): Promise<KeptIn | undefined> {
    const [value] = await documents.getMany([keyOf(conversation, source)]);
    return v.is(keptSourceSchema, value) ? { blob: value.blob } : undefined;
  }

  return {
    find,
    async put(source, bytes, owner) {
      const { conversation } = owner;
      const before = await find(source, conversation);
      const blob = await blobs.put(bytes, { owner, ttl });
      await documents.setMany([{ key: keyOf(conversation, source), value: { v: 1, blob }, ttl, owner }]);
      if (before && before.blob !== blob) await blobs.forget({ conversation }, [before.blob]);
      return { blob };
    },
  };
}
