import type { Attachment, Source } from '../../../src/ports/index.ts';
import type { Quoted } from '../gateway/events.ts';
import { filesAlong } from './attachments.ts';
import { plainText, type TextNames } from './mentions.ts';

/** Words of a message, and what it carries besides. */
export interface Wording {
  text: string;
  attachments: Attachment[];
  /** Given where they are another message's, passed on. */
  source?: Source;
}

type Said = Pick<Quoted, 'content' | 'mentions' | 'flags' | 'attachments' | 'sticker_items' | 'message_snapshots'>;

/** Reads a message, or the one that it forwards. `own`: ids of the bot's user and role, whose mentions are taken out. */
export function wordingOf(message: Said, own: ReadonlySet<string>, names: TextNames): Wording {
  const forwarded = forwardedIn(message);
  if (!forwarded) {
    return { text: plainText(message.content, message.mentions, own, names), attachments: filesAlong(message) };
  }
  return {
    text: plainText(forwarded.content, forwarded.mentions, new Set(), names),
    attachments: filesAlong(forwarded),
    source: { kind: 'forward' },
  };
}

/** The message that another one forwards, as it was then; undefined for a message with words of its own. */
export function forwardedIn({ content, message_snapshots: [snapshot] }: Pick<Said, 'content' | 'message_snapshots'>) {
  return content === '' ? snapshot?.message : undefined;
}
