import type { Actor } from '../../../src/ports/index.ts';
import { digest } from '../../../src/util/text.ts';
import type { MessageEvent } from '../gateway/events.ts';
import { named } from '../ids.ts';
import { nameOf } from './mentions.ts';
import { isSpeech } from './people.ts';

/**
 * Webhooks of bots that speak for people, such as PluralKit: the operator admits the bot. Discord does not tell whom a
 * webhook speaks for, so it is no person and has nobody's rights.
 */

/** `proxies`: ids of the admitted bots' applications, in the form of a person's. */
export function isHeard(
  { author, webhook_id: webhook, application_id: application, type }: MessageEvent,
  { proxies }: { proxies: ReadonlySet<string> },
): boolean {
  if (!isSpeech(type)) return false;
  if (webhook === undefined) return !author.bot;
  // What a bot answers to a command comes by a webhook, too: one with the application's id.
  const isOwn = webhook === application || author.id !== webhook;
  return !isOwn && application !== undefined && proxies.has(named(application));
}

/** Speaker of a webhook; undefined for a user's message. The same name of the same bot is the same speaker. */
export function proxyIn({ author, webhook_id: webhook, application_id: application }: MessageEvent): Actor | undefined {
  if (webhook === undefined || application === undefined) return undefined;
  return { id: named(`proxy:${application}:${digest(author.username)}`), name: nameOf(author), kind: 'chat' };
}
