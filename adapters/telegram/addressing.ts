import { behindAddress, type NamedRange } from '../../src/util/address.ts';
import { addressesOf, type Change, changed, withAddresses } from './links.ts';
import { type TelegramEntity, type TelegramMessage, wordsOf } from './message.ts';
import { sourceOf } from './source.ts';

/** The bot as messages name it. */
export interface Self {
  id: number;
  /** Without the `@`. */
  username: string;
}

/** Addressee of a message, and its text without the address. */
export interface Addressed {
  /** Meant for this bot. */
  addressed: boolean;
  /** Meant for another bot: a command that names it. */
  foreign: boolean;
  /** The words without the bot's name at their beginning, and with the addresses behind them written out. */
  text: string;
}

/**
 * Tells whether a text is meant for the bot, and removes the address to it. The bot's name within a sentence stays. Words
 * that are not the sender's own name nobody: only a reply can mean the bot then.
 */
export function readAddress(message: TelegramMessage, self: Self, commands: ReadonlySet<string>): Addressed {
  const { text, entities } = wordsOf(message);
  if (sourceOf(message, self.id)) {
    return { addressed: isReplyTo(message, self), foreign: false, text: withAddresses(text, entities).trim() };
  }
  const name = `@${self.username.toLowerCase()}`;
  let addressed = isReplyTo(message, self);
  let foreign = false;
  const names: NamedRange[] = [];
  const changes: Change[] = addressesOf(text, entities);
  for (const entity of entities) {
    const start = entity.offset;
    const end = start + entity.length;
    const part = text.slice(start, end).toLowerCase();
    if (entity.type === 'mention' || entity.type === 'text_mention') {
      const own = isOwn(entity, part, name, self);
      addressed ||= own;
      names.push({ start, end, own });
    } else if (entity.type === 'bot_command') {
      const [command = '', bot] = part.slice(1).split('@');
      if (bot === undefined) addressed ||= start === 0 && commands.has(command);
      else if (`@${bot}` === name) {
        addressed = true;
        changes.push({ start: start + 1 + command.length, end, text: '' });
      } else if (start === 0) foreign = true;
    }
  }
  const said = names.length > 0 ? behindAddress(text, names) : 0;
  if (said > 0) changes.push({ start: 0, end: said, text: '' });
  return { addressed, foreign, text: (changes.length > 0 ? changed(text, changes) : text).trim() };
}

function isOwn({ type, user, username }: TelegramEntity, part: string, name: string, self: Self): boolean {
  if (type === 'text_mention') return user?.id === self.id;
  return part === name || username?.toLowerCase().replace(/^@?/, '@') === name;
}

/** In a topic every message seems to reply to the one that opened it, which may be the bot's. */
function isReplyTo({ reply_to_message: reply }: TelegramMessage, self: Self): boolean {
  return reply?.from?.id === self.id && reply.forum_topic_created === undefined;
}
