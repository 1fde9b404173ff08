import type { MessageEntity } from 'grammy/types';
import { isRecord } from './params.ts';
import { badRequest } from './refusal.ts';

/** A text as the server keeps it. */
export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

/** The server keeps this many entities of a message and drops the rest in silence. */
const MAX_ENTITIES = 100;

/** Found by the server itself; given ones are ignored. */
const DETECTED = new Set([
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bank_card_number',
]);

const STYLES = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
  'code',
  'pre',
  'text_link',
  'text_mention',
  'custom_emoji',
  'date_time',
]);

/** Checks and cleans a text and its entities as Telegram does: control characters go, ends are trimmed, ranges follow. */
export function fixText(text: string, given: unknown): FormattedText {
  const parsed = readEntities(given);
  for (const entity of parsed) checkRange(text, entity);
  const cleaned = clean(text, parsed);
  const settled = settle(cleaned.entities);
  return trim(cleaned.text, settled);
}

function readEntities(given: unknown): MessageEntity[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw badRequest("can't parse entities: expected an Array");
  const entities = given.map(readEntity);
  return entities.filter((entity) => entity !== undefined);
}

function readEntity(value: unknown): MessageEntity | undefined {
  if (!isRecord(value)) throw badRequest("can't parse MessageEntity: expected an Object");
  const { type, offset, length } = value;
  if (typeof type !== 'string') throw badRequest('can\'t parse MessageEntity: Can\'t find field "type"');
  if (typeof offset !== 'number') throw badRequest('can\'t parse MessageEntity: Can\'t find field "offset"');
  if (typeof length !== 'number') throw badRequest('can\'t parse MessageEntity: Can\'t find field "length"');
  if (DETECTED.has(type)) return undefined;
  if (!STYLES.has(type)) throw badRequest("can't parse MessageEntity: Unsupported type specified");
  if (!Number.isInteger(offset) || offset < 0) throw badRequest(`receive an entity with incorrect offset ${offset}`);
  if (!Number.isInteger(length) || length < 0) throw badRequest(`receive an entity with incorrect length ${length}`);
  if (length === 0) return undefined;
  return styled(type, offset, length, value);
}

function styled(
  type: string,
  offset: number,
  length: number,
  value: Record<string, unknown>,
): MessageEntity | undefined {
  switch (type) {
    case 'text_link': {
      const url = typeof value['url'] === 'string' ? value['url'] : '';
      return isLink(url) ? { type, offset, length, url } : undefined;
    }
    case 'pre': {
      const language = value['language'];
      return { type, offset, length, ...(typeof language === 'string' && language ? { language } : {}) };
    }
    case 'text_mention': {
      const { user } = value;
      if (!isRecord(user) || typeof user['id'] !== 'number') return undefined;
      return { type, offset, length, user: { id: user['id'], is_bot: false, first_name: '' } };
    }
    case 'custom_emoji':
    case 'date_time':
      return undefined;
    case 'bold':
    case 'italic':
    case 'underline':
    case 'strikethrough':
    case 'spoiler':
    case 'blockquote':
    case 'expandable_blockquote':
    case 'code':
      return { type, offset, length };
    default:
      return undefined;
  }
}

/** A link the server cannot make sense of is dropped, its text stays. */
function isLink(url: string): boolean {
  const candidate = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(candidate)) return false;
  const { protocol, hostname } = new URL(candidate);
  if (['tg:', 'ton:', 'tonsite:', 'mailto:', 'tel:'].includes(protocol)) return true;
  return (protocol === 'http:' || protocol === 'https:') && (hostname.includes('.') || hostname === 'localhost');
}

function splitsCharacter(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

function checkRange(text: string, { offset, length }: MessageEntity): void {
  const end = offset + length;
  const bytes = (at: number) => Buffer.byteLength(text.slice(0, at));
  if (offset > text.length) throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
  if (splitsCharacter(text, offset)) {
    throw badRequest(`entity begins in a middle of a UTF-16 symbol at byte offset ${bytes(offset + 1)}`);
  }
  if (end > text.length) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
    );
  }
  if (splitsCharacter(text, end)) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ${bytes(end + 1)}`,
    );
  }
}

/** What becomes of one UTF-16 unit: control characters turn to spaces, direction overrides and line separators vanish. */
function cleanUnit(text: string, at: number): string {
  const code = text.charCodeAt(at);
  if (code === 13 || (code >= 0x2028 && code <= 0x202e)) return '';
  if (code < 32 && code !== 10) return ' ';
  const lone =
    (code >= 0xd800 && code <= 0xdbff && !splitsCharacter(text, at + 1)) ||
    (code >= 0xdc00 && code <= 0xdfff && !splitsCharacter(text, at));
  return lone ? '\ufffd' : text.charAt(at);
}

function clean(text: string, entities: readonly MessageEntity[]): FormattedText {
  const moved = new Array<number>(text.length + 1);
  const parts: string[] = [];
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    moved[i] = at;
    const unit = cleanUnit(text, i);
    parts.push(unit);
    at += unit.length;
  }
  moved[text.length] = at;
  const shifted = entities.map((entity) => {
    const offset = moved[entity.offset] ?? 0;
    return { ...entity, offset, length: (moved[entity.offset + entity.length] ?? at) - offset };
  });
  return { text: parts.join(''), entities: shifted };
}

const isMono = (entity: MessageEntity) => entity.type === 'code' || entity.type === 'pre';
const isQuote = (entity: MessageEntity) => entity.type === 'blockquote' || entity.type === 'expandable_blockquote';
const endOf = (entity: MessageEntity) => entity.offset + entity.length;

/** Nothing may sit in code, no quote in a quote, and what crosses another's end is cut there, as the server does. */
function settle(entities: readonly MessageEntity[]): MessageEntity[] {
  const sorted = entities
    .filter((entity) => entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  const kept: MessageEntity[] = [];
  for (const entity of sorted) place(entity, kept);
  kept.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return kept.slice(0, MAX_ENTITIES);
}

function place(entity: MessageEntity, kept: MessageEntity[]): void {
  const outer = kept.findLast((other) => endOf(other) > entity.offset);
  if (!outer) {
    kept.push(entity);
    return;
  }
  if (isMono(outer)) {
    const rest = endOf(entity) - endOf(outer);
    if (rest > 0) place({ ...entity, offset: endOf(outer), length: rest }, kept);
    return;
  }
  const nested = kept.some((other) => endOf(other) > entity.offset && isQuote(other) && isQuote(entity));
  if (nested || kept.some((other) => endOf(other) > entity.offset && other.type === entity.type)) return;
  if (endOf(entity) <= endOf(outer)) {
    kept.push(entity);
    return;
  }
  const inside = endOf(outer) - entity.offset;
  kept.push({ ...entity, length: inside });
  place({ ...entity, offset: endOf(outer), length: entity.length - inside }, kept);
}

function trim(text: string, entities: readonly MessageEntity[]): FormattedText {
  const end = text.trimEnd().length;
  const blank = text.length - text.trimStart().length;
  const start = Math.min(blank, entities[0]?.offset ?? blank, end);
  const clipped = entities
    .map((entity) => ({
      ...entity,
      offset: entity.offset - start,
      length: Math.min(endOf(entity), end) - entity.offset,
    }))
    .filter((entity) => entity.length > 0);
  return { text: text.slice(start, end), entities: clipped };
}
