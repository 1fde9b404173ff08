import type { Keyv } from 'keyv';
import type { Documents } from '../conversation/conversations.ts';
import { isFault } from '../errors.ts';
import type { Log } from '../ports.ts';

/**
 * Documents in Keyv. A failed read or write rejects. A single damaged value is not a failed read: it is logged and
 * counts as absent, so that one broken row does not silence its chat for ever.
 */
export function createDocuments(keyv: Keyv, log: Log): Documents {
  async function readEach(keys: readonly string[]): Promise<unknown[]> {
    const values: unknown[] = [];
    for (const key of keys) {
      try {
        values.push(await keyv.get<unknown>(key));
      } catch (error) {
        if (!isDamaged(error)) throw error;
        log.error({ key }, 'A stored value is damaged and was left out');
        values.push(undefined);
      }
    }
    return values;
  }

  return {
    async getMany(keys) {
      try {
        return await keyv.getMany<unknown>([...keys]);
      } catch (error) {
        if (!isDamaged(error)) throw error;
        return readEach(keys);
      }
    },
    async setMany(entries) {
      await keyv.setMany([...entries]);
    },
  };
}

function isDamaged(error: unknown): boolean {
  return isFault(error, 'storage') && error.facts.code === 'damaged';
}
