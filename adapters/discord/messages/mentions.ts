import { behindAddress, type NamedRange } from '../../../src/util/address.ts';
import { displayName } from '../../../src/util/names.ts';
import type { Person } from '../gateway/events.ts';

/** Names behind the ids in a message's text, as far as everybody who reads along may know them. */
export interface TextNames {
  role(id: string): string | undefined;
  channel(id: string): string | undefined;
}

export function nameOf({ global_name: name, username }: Person): string {
  return displayName(name ?? username, displayName(username));
}

/**
 * A message's text as people read it: names for ids, and without the bot's own mentions that lead it. `own`: ids of its user
 * and its roles.
 * Mention forms: https://discord.com/developers/docs/reference#message-formatting
 */
export function plainText(
  content: string,
  mentions: readonly Person[],
  own: ReadonlySet<string>,
  names: TextNames,
): string {
  const people = new Map(mentions.map((each) => [each.id, nameOf(each)]));
  return content
    .slice(own.size > 0 && content.includes('<@') ? behindAddress(content, namesIn(content, own)) : 0)
    .replace(/<@!?(\d{17,20})>/g, (_, id: string) => `@${people.get(id) ?? 'unknown-user'}`)
    .replace(/<@&(\d{17,20})>/g, (_, id: string) => `@${shown(names.role(id), 'unknown-role')}`)
    .replace(/<#(\d{17,20})>/g, (_, id: string) => `#${shown(names.channel(id), 'unknown-channel')}`)
    .replace(/<a?:(\w{1,32}):\d{17,20}>/g, ':$1:')
    .trim();
}

/** Lists the ids of people that a text mentions. */
export function mentionedIn(content: string): string[] {
  return Array.from(content.matchAll(/<@!?(\d{17,20})>/g), ([, id = '']) => id);
}

/** Tells whether a text may hold ids that stand for names. */
export function hasMentions(content: string): boolean {
  return /<[@#:a]/.test(content);
}

/** Most names that are looked at for whom a message is said to. */
const MOST_NAMES = 100;

function namesIn(content: string, own: ReadonlySet<string>): NamedRange[] {
  const names: NamedRange[] = [];
  for (const { index, 0: form, 1: id = '' } of content.matchAll(/<@[!&]?(\d{17,20})>/g)) {
    names.push({ start: index, end: index + form.length, own: own.has(id) });
    if (names.length === MOST_NAMES) break;
  }
  return names;
}

function shown(name: string | undefined, unknown: string): string {
  return name === undefined ? unknown : displayName(name, unknown);
}
