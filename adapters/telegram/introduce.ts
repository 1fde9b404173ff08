import type { Introduction } from '../../src/ports/index.ts';
import { type ClientSettings, client } from './client.ts';
import { toFault } from './faults.ts';
import { apiSignal } from './signal.ts';

const timeoutSeconds = 10;

/** Asks Telegram whose token it is. Rejects with a Fault, or with the signal's reason. */
export async function introduceTelegram(settings: ClientSettings, signal: AbortSignal): Promise<Introduction> {
  const api = client(settings, timeoutSeconds);
  try {
    const { username } = await api.getMe(apiSignal(signal));
    const address = `https://t.me/${username}`;
    return { name: `@${username}`, address, purpose: 'Write to it there', hindrances: [] };
  } catch (error) {
    signal.throwIfAborted();
    throw toFault(error, 'all');
  }
}
