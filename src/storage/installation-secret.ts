import { randomBytes } from 'node:crypto';
import type { Inbox } from '../ports/index.ts';

const NAME = 'installation:secret';
/** Length of the secret, in bytes. */
const LENGTH = 32;

/** Reads the secret of this installation; the first call makes it. Kept with the data, so a backup keeps it as well. */
export async function installationSecret(inbox: Pick<Inbox, 'cursor' | 'accept'>): Promise<Uint8Array> {
  const kept = await inbox.cursor(NAME);
  if (kept !== undefined) return Buffer.from(kept, 'hex');
  const made = randomBytes(LENGTH);
  await inbox.accept([], { name: NAME, value: made.toString('hex') });
  return made;
}
