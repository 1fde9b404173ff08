import type { Attachment, Source } from '../../../src/ports/index.ts';
import { displayName } from '../../../src/util/names.ts';
import type { Quoted } from '../gateway/events.ts';
import type { Home } from '../ids.ts';
import { filesAlong } from './attachments.ts';
import { detailsOf } from './details.ts';
import { plainText, type TextNames } from './mentions.ts';
import type { QuoteNames } from './people.ts';

/** Words of a message, and what it carries besides. */
export interface Wording {
  text: string;
  attachments: Attachment[];
  /** As in Message. */
  details?: string;
  /** Given where they are another message's, passed on. */
  source?: Source;
}

type Said = Omit<Quoted, 'id' | 'channel_id' | 'author' | 'webhook_id' | 'type'>;

/**
 * Reads a message, or the one that it forwards. `own`: ids of the bot's user and role, whose mentions are taken out. `home`: where
 * the message can be fetched, undefined where that is not known.
 */
export function wordingOf(message: Said, own: ReadonlySet<string>, names: QuoteNames, home: Home | undefined): Wording {
  const forwarded = forwardedIn(message);
  if (!forwarded) return contentOf(message, own, names, home);
  const from = message.message_reference?.channel_id;
  const place = from === undefined ? undefined : names.place(from);
  const source = { kind: 'forward' as const, ...(place === undefined ? {} : { place: displayName(place) }) };
  return { ...contentOf(forwarded, new Set(), names, home), source };
}

function contentOf(
  said: Omit<Said, 'message_snapshots' | 'message_reference'>,
  own: ReadonlySet<string>,
  names: TextNames,
  home: Home | undefined,
): Wording {
  const { content, mentions } = said;
  const details = detailsOf(said, (text) => plainText(text, mentions, new Set(), names));
  return {
    text: plainText(content, mentions, own, names),
    attachments: filesAlong(said, home),
    ...(details === undefined ? {} : { details }),
  };
}

/** The message that another one forwards, as it was then; undefined for a message with words of its own. */
export function forwardedIn({ content, message_snapshots: [snapshot] }: Pick<Said, 'content' | 'message_snapshots'>) {
  return content === '' ? snapshot?.message : undefined;
}
