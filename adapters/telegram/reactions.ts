import type { Api } from 'grammy';
import type { Target } from '../../src/ports/index.ts';
import { decodeMessage, decodeTarget, hasMoved } from './ids.ts';
import type { ApiSignal } from './signal.ts';

/** Signs at people's messages, of what becomes of them; a bot has one (Bot API, setMessageReaction). */
const signs = { working: '👀', done: '👌' } as const;

/** Shows a sign in place of the one before; undefined takes it away. */
export async function react(
  api: Api,
  target: Target,
  message: string,
  mark: keyof typeof signs | undefined,
  signal: ApiSignal,
): Promise<void> {
  // After a move its number is another message's.
  if (hasMoved(target)) return;
  const reaction = mark === undefined ? [] : [{ type: 'emoji' as const, emoji: signs[mark] }];
  await api.setMessageReaction(decodeTarget(target).chat, decodeMessage(message), reaction, {}, signal);
}
