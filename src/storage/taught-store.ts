import * as v from 'valibot';
import { type Documents, lessonSchema, type TaughtStore } from '../ports/index.ts';

const PREFIX = 'taught|';
/** Time after which a lesson is learned anew, ms. */
const TTL_MS = 90 * 86_400_000;
/** Most lessons that are read. */
const MOST = 200;

/** Keeps what services taught about their models. It belongs to nobody: no person is in it. */
export function createTaughtStore(documents: Pick<Documents, 'keys' | 'getMany' | 'setMany'>): TaughtStore {
  return {
    async all() {
      const keys: string[] = [];
      for await (const key of documents.keys(PREFIX)) {
        keys.push(key);
        if (keys.length >= MOST) break;
      }
      const values = await documents.getMany(keys);
      return keys.flatMap((key, index) => {
        const [server = '', ...model] = key.slice(PREFIX.length).split('|');
        const read = v.safeParse(lessonSchema, values[index]);
        return read.success ? [{ server, model: model.join('|'), lesson: read.output }] : [];
      });
    },
    async keep({ server, model, lesson }) {
      await documents.setMany([{ key: `${PREFIX}${server}|${model}`, value: lesson, ttl: TTL_MS }]);
    },
  };
}
