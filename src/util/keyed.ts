import { createHmac } from 'node:crypto';

/**
 * Hashes an id with the secret of the installation: 32 hex digits. Ids of people can be counted through, keyed hashes of
 * them cannot. `kind` keeps equal ids of different things apart.
 */
export function keyed(secret: Uint8Array, kind: string, id: string): string {
  return createHmac('sha256', secret).update(`${kind}:${id}`).digest('hex').slice(0, 32);
}
