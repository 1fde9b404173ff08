import type { MessageEntity } from 'grammy/types';

/**
 * What Telegram's server would refuse, drop or change in a message, as sentences; empty for a message it takes as it is.
 * The rules: https://core.telegram.org/bots/api#formatting-options. Code may begin with blanks: the server trims a text
 * only up to its first entity.
 */
export function entityProblems(text: string, entities: readonly MessageEntity[]): string[] {
  const problems: string[] = [];
  if (text.trim() === '') problems.push('empty text');
  if (text.length > 4096) problems.push('text too long');
  if (text !== text.trimEnd()) problems.push('blank end');
  if (text !== text.trimStart() && entities[0]?.offset !== 0) problems.push('blank start');
  if (!text.isWellFormed()) problems.push('lone surrogate');
  const addresses = entities.map((entity) => (entity.type === 'text_link' ? entity.url.length : 0));
  if (addresses.reduce((sum, length) => sum + length, text.length) > 9500) problems.push('too long addresses');
  if (entities.length > 100) problems.push('too many entities');
  problems.push(...mentionsIn(text, entities).map((name) => `mentions ${name}`));
  const open: MessageEntity[] = [];
  for (const [index, entity] of entities.entries()) {
    const covered = text.slice(entity.offset, entity.offset + entity.length);
    const startsCode = entities.some(({ type, offset }) => type === 'pre' && offset === entity.offset);
    if (entity.length <= 0 || entity.offset < 0 || end(entity) > text.length) problems.push('out of range');
    if (covered.trim() === '' || covered !== covered.trimEnd()) problems.push(`blank end of ${entity.type}`);
    if (!startsCode && covered !== covered.trimStart()) problems.push(`blank start of ${entity.type}`);
    if (/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(covered)) problems.push('half a character');
    const before = entities[index - 1];
    if (before && (entity.offset < before.offset || (entity.offset === before.offset && entity.length > before.length)))
      problems.push('not sorted');
    for (let last = open.at(-1); last && end(last) <= entity.offset; last = open.at(-1)) open.pop();
    for (const outer of open) problems.push(...nestingProblems(outer, entity));
    open.push(entity);
  }
  return problems;
}

/** Names of which the server makes mentions: it finds no entity in code, nor across a link. */
export function mentionsIn(text: string, entities: readonly MessageEntity[]): string[] {
  const closed = entities.filter(({ type }) => type === 'code' || type === 'pre' || type === 'text_link');
  return Array.from(text.matchAll(/(?<![\p{L}\p{N}_])@\w{2,32}(?!\w)/gu))
    .filter(({ index, 0: name }) => !closed.some((other) => other.offset < index + name.length && end(other) > index))
    .map(([name]) => name);
}

function end(entity: MessageEntity): number {
  return entity.offset + entity.length;
}

function nestingProblems(outer: MessageEntity, inner: MessageEntity): string[] {
  const isCode = ({ type }: MessageEntity) => type === 'pre' || type === 'code';
  const problems: string[] = [];
  if (end(inner) > end(outer)) problems.push(`${inner.type} crosses ${outer.type}`);
  if (outer.type === inner.type) problems.push(`${inner.type} in itself`);
  if (isCode(outer)) problems.push(`${inner.type} in code`);
  const isQuote = ({ type }: MessageEntity) => type === 'blockquote' || type === 'expandable_blockquote';
  if (isCode(inner) && !isQuote(outer)) problems.push(`code in ${outer.type}`);
  if (isQuote(inner)) problems.push(`quote in ${outer.type}`);
  return problems;
}
