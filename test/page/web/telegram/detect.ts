import type { MessageEntity } from 'grammy/types';

/**
 * Entities that Telegram's server finds by itself in every text and the stand-in does not: links, addresses, names, tags and
 * commands. Every pattern is bounded, so that a long text costs no time.
 */

type Found = 'url' | 'email' | 'mention' | 'hashtag' | 'cashtag' | 'bot_command';

const BEFORE = String.raw`(?<![\p{L}\p{N}_`;
const AFTER = String.raw`(?![\p{L}\p{N}_`;
const ENDINGS = 'com|org|net|io|dev|app|ai|me|de|cn|tw|co|uk|eu|info|edu|gov|fr|es|jp';

const patterns: readonly (readonly [Found, RegExp])[] = [
  ['url', /https?:\/\/[^\s<>"]+/giu],
  ['email', new RegExp(`${BEFORE}.+-])[\\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\\.){1,4}[a-z]{2,24}${AFTER}@-])`, 'giu')],
  [
    'url',
    new RegExp(`${BEFORE}@./-])(?:[a-z0-9-]{1,63}\\.){1,4}(?:${ENDINGS})${AFTER}@-])(?:[/?#][^\\s<>"]*)?`, 'giu'),
  ],
  ['mention', new RegExp(`${BEFORE}@])@[a-z]\\w{2,31}${AFTER}])`, 'giu')],
  ['bot_command', new RegExp(`${BEFORE}/<>@])/[a-z0-9_]{1,64}(?:@[a-z]\\w{2,31})?${AFTER}/<>@])`, 'giu')],
  ['hashtag', new RegExp(`${BEFORE}#])#(?=[\\p{N}]{0,255}[\\p{L}_])[\\p{L}\\p{N}_]{1,256}${AFTER}#])`, 'gu')],
  ['cashtag', new RegExp(`${BEFORE}$])\\$[A-Z]{1,8}${AFTER}$])`, 'gu')],
];

/** Entities that may contain what is found; in all others nothing is. */
const open: ReadonlySet<string> = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
]);

/** The entities that were sent, and those that the server finds beside them. */
export function withFound(text: string, sent: readonly MessageEntity[] = []): MessageEntity[] {
  const found: MessageEntity[] = [];
  // A mark for each sign that belongs to something, so that a thousand of them cost no time.
  const taken = new Uint8Array(text.length);
  const take = ({ offset, length }: MessageEntity) => taken.fill(1, Math.max(offset, 0), Math.max(offset + length, 0));
  for (const entity of sent) if (!open.has(entity.type)) take(entity);
  for (const [type, pattern] of patterns) {
    for (const { 0: match, index: offset } of text.matchAll(pattern)) {
      const length = type === 'url' ? addressLength(match) : match.length;
      if (taken.subarray(offset, offset + length).includes(1)) continue;
      const entity: MessageEntity = { type, offset, length };
      take(entity);
      found.push(entity);
    }
  }
  return [...sent, ...found];
}

/** Length of an address without the signs of the sentence around it. */
function addressLength(address: string): number {
  let end = address.length;
  while (end > 0 && isSentence(address, end)) end -= 1;
  return end;
}

function isSentence(address: string, end: number): boolean {
  const last = address.charAt(end - 1);
  if (last !== ')') return '.,:;!?\'"*_~`]}。，、！？；：）」』”’'.includes(last);
  const inner = address.slice(0, end);
  return inner.split(')').length > inner.split('(').length;
}
