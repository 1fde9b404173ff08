import * as v from 'valibot';
import type { Config } from '../../config/index.ts';
import { memberOf } from '../../conversation/scope.ts';
import { type KnownPlace, settingsSchema } from '../../ports/index.ts';
import type { Look } from '../../storage/sqlite/look.ts';

/** Conversations that are read, the newest. There are several in a group. */
const CONVERSATIONS = 2000;
/** Choices that are read. */
const CHOICES = 2000;

const PREFIX = 'settings|';

/** Finds places of all platforms: those that the settings allow, then those that something is kept of. */
export async function knownPlaces({ access }: Pick<Config, 'access'>, look: Look | undefined): Promise<KnownPlace[]> {
  const kept = (look?.conversations(CONVERSATIONS) ?? []).map((id) => memberOf(id)?.group ?? id);
  const wide = await hearingAll(look);
  const allowed = new Set(access.chats);
  const ids = new Set([...allowed, ...wide, ...kept]);
  return [...ids].map((id) => ({ id, allowed: allowed.has(id), needsAll: wide.has(id) }));
}

/** Places in which it was chosen that the bot answers, or listens to, more than what is meant for it. */
async function hearingAll(look: Look | undefined): Promise<Set<string>> {
  const places = new Set<string>();
  if (!look) return places;
  const keys: string[] = [];
  for await (const key of look.documents.keys(PREFIX)) {
    keys.push(key);
    if (keys.length >= CHOICES) break;
  }
  const values = await look.documents.getMany(keys);
  for (const [index, key] of keys.entries()) {
    const read = v.safeParse(settingsSchema, values[index]);
    if (!read.success) continue;
    const { answers, overhear } = read.output;
    if (answers === 'always' || answers === 'names' || (overhear && overhear.messages > 0))
      places.add(key.slice(PREFIX.length));
  }
  return places;
}
