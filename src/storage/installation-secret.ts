import { randomBytes } from 'node:crypto';
import type { Inbox } from '../ports/index.ts';

/** Cursor that holds the secret. */
export const SECRET_CURSOR = 'installation:secret';
/** Length of the secret, in bytes. */
const LENGTH = 32;

/** Reads a secret out of what a cursor holds. */
export const secretIn = (kept: string): Uint8Array => Buffer.from(kept, 'hex');

/** Reads the secret of this installation; the first call makes it. Kept with the data, so a backup keeps it as well. */
export async function installationSecret(inbox: Pick<Inbox, 'cursor' | 'accept'>): Promise<Uint8Array> {
  const kept = await inbox.cursor(SECRET_CURSOR);
  if (kept !== undefined) return secretIn(kept);
  const made = randomBytes(LENGTH);
  await inbox.accept([], { name: SECRET_CURSOR, value: made.toString('hex') });
  return made;
}
