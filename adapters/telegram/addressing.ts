import { type TelegramEntity, type TelegramMessage, wordsOf } from './message.ts';
import { sourceOf } from './source.ts';

/** The bot as messages name it. */
export interface Self {
  id: number;
  /** Without the `@`. */
  username: string;
}

/** Addressee of a message, and its text without the bot's name. */
export interface Addressed {
  /** Meant for this bot. */
  addressed: boolean;
  /** Meant for another bot: a command that names it. */
  foreign: boolean;
  /** The words with the bot's own mention taken out. */
  text: string;
}

/**
 * Tells whether a text is meant for the bot, and removes the bot's name from it. Words that are not the sender's own name
 * nobody: only a reply can mean the bot then.
 */
export function readAddress(message: TelegramMessage, self: Self, commands: ReadonlySet<string>): Addressed {
  const { text, entities } = wordsOf(message);
  if (sourceOf(message, self.id)) return { addressed: isReplyTo(message, self), foreign: false, text: text.trim() };
  const name = `@${self.username.toLowerCase()}`;
  let addressed = isReplyTo(message, self);
  let foreign = false;
  const cuts: [start: number, end: number][] = [];
  for (const entity of entities) {
    const start = entity.offset;
    const end = start + entity.length;
    const part = text.slice(start, end).toLowerCase();
    if (names(entity, part, name, self)) {
      addressed = true;
      cuts.push([start, end]);
    } else if (entity.type === 'bot_command') {
      const [command = '', bot] = part.slice(1).split('@');
      if (bot === undefined) addressed ||= start === 0 && commands.has(command);
      else if (`@${bot}` === name) {
        addressed = true;
        cuts.push([start + 1 + command.length, end]);
      } else if (start === 0) foreign = true;
    }
  }
  return { addressed, foreign, text: without(text, cuts) };
}

function names(entity: TelegramEntity, part: string, name: string, self: Self): boolean {
  if (entity.type === 'mention') return part === name;
  return entity.type === 'text_mention' && entity.user?.id === self.id;
}

/** In a topic every message seems to reply to the one that opened it, which may be the bot's. */
function isReplyTo({ reply_to_message: reply }: TelegramMessage, self: Self): boolean {
  return reply?.from?.id === self.id && reply.forum_topic_created === undefined;
}

/** The text without the given ranges; a name at the start takes its comma or colon along. */
function without(text: string, cuts: readonly [start: number, end: number][]): string {
  let kept = '';
  let at = 0;
  for (const [start, end] of cuts.toSorted(([a], [b]) => a - b)) {
    if (start < at || end <= start) continue;
    kept += text.slice(at, start);
    at = end;
    if (kept.trim() === '') at += /^\s*[,:]?/.exec(text.slice(end))?.[0].length ?? 0;
    else if (/\s$/.test(kept) && /^\s/.test(text.slice(end))) at += 1;
  }
  return (kept + text.slice(at)).trim();
}
