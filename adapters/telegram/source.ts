import type { Source } from '../../src/ports/index.ts';
import { displayName } from '../../src/util/names.ts';
import { nameOf } from './envelope.ts';
import type { TelegramMessage, TelegramOrigin } from './message.ts';

/** Facts of a message that tell whose words it holds. */
type Passed = Pick<TelegramMessage, 'forward_origin' | 'forward_date' | 'via_bot'>;

/** Tells whose words a message holds, if not its sender's. `self` is the bot's user id. */
export function sourceOf(
  { forward_origin: origin, forward_date: date, via_bot: bot }: Passed,
  self: number,
): Source | undefined {
  if (origin || date !== undefined) return { kind: 'forward', ...authorOf(origin ?? {}, self) };
  if (!bot) return undefined;
  if (bot.id === self) return { kind: 'bot', own: true };
  return { kind: 'bot', ...(bot.first_name === undefined ? {} : { author: displayName(bot.first_name) }) };
}

/** Whoever first said a text; nothing where Telegram does not tell. */
export function authorOf(origin: TelegramOrigin, self: number): Pick<Source, 'author' | 'own'> {
  const {
    sender_user: user,
    sender_user_name: hidden,
    sender_chat: group,
    chat: channel,
    author_signature: signed,
  } = origin;
  if (user?.id === self) return { own: true };
  const title = group?.title ?? channel?.title;
  const name = hidden ?? (title !== undefined && signed !== undefined ? `${title} (${signed})` : title);
  if (user) return { author: nameOf(user) };
  return name === undefined ? {} : { author: displayName(name) };
}
