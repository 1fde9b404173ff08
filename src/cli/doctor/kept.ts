import * as v from 'valibot';
import type { Config } from '../../config/index.ts';
import { memberOf } from '../../conversation/scope.ts';
import { type KnownPlace, settingsSchema, type TaughtEntry } from '../../ports/index.ts';
import { SECRET_CURSOR, secretIn } from '../../storage/installation-secret.ts';
import type { Look } from '../../storage/sqlite/look.ts';
import { createTaughtStore } from '../../storage/taught-store.ts';

/** Conversations that are read, the newest. There are several in a group. */
const CONVERSATIONS = 2000;
/** Choices that are read. */
const CHOICES = 2000;

const PREFIX = 'settings|';

/** Facts that a bot has kept, as far as checks go by them. */
export interface Kept {
  /** Places of all platforms: those that the settings allow, then those that something is kept of. */
  places: readonly KnownPlace[];
  /** Secret of the installation; absent before the first start. */
  secret?: Uint8Array;
  lessons: readonly TaughtEntry[];
}

/** Reads what a bot has kept; without a database, there is what the settings say. Rejects with Fault('storage'). */
export async function readKept({ access }: Pick<Config, 'access'>, look?: Look): Promise<Kept> {
  const kept = (look?.conversations(CONVERSATIONS) ?? []).map((id) => memberOf(id)?.group ?? id);
  const wide = look ? await hearingAll(look) : new Set<string>();
  const allowed = new Set(access.chats);
  const ids = new Set([...allowed, ...wide, ...kept]);
  const secret = look?.cursor(SECRET_CURSOR);
  return {
    places: [...ids].map((id) => ({ id, allowed: allowed.has(id), needsAll: wide.has(id) })),
    lessons: look ? await createTaughtStore({ ...look.documents, setMany: async () => undefined }).all() : [],
    ...(secret === undefined ? {} : { secret: secretIn(secret) }),
  };
}

/** Places in which it was chosen that the bot answers, or listens to, more than what is meant for it. */
async function hearingAll({ documents }: Look): Promise<Set<string>> {
  const keys: string[] = [];
  for await (const key of documents.keys(PREFIX)) {
    keys.push(key);
    if (keys.length >= CHOICES) break;
  }
  const values = await documents.getMany(keys);
  return new Set(keys.filter((_, index) => hearsAll(values[index])).map((key) => key.slice(PREFIX.length)));
}

function hearsAll(choices: unknown): boolean {
  const read = v.safeParse(settingsSchema, choices);
  if (!read.success) return false;
  const { answers, overhear } = read.output;
  return answers === 'always' || answers === 'names' || (overhear !== undefined && overhear.messages > 0);
}
