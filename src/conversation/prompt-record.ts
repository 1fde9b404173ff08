import type { Command, Prompt, PromptRecord, Quote } from '../ports.ts';

/**
 * What of a message is kept in context: its text, who said it in a group, what it replies to. `follows`: what it replies
 * to is the very answer it comes after in the conversation, so that the quote would only say it twice.
 */
export function promptRecord(
  inbound: Prompt | Command,
  text = inbound.kind === 'prompt' ? inbound.text : '',
  follows = false,
): PromptRecord {
  const { place, actor, target } = inbound;
  const quote = follows && inbound.quote && isWholeAnswer(inbound.quote) ? undefined : inbound.quote;
  return {
    text: inbound.kind === 'prompt' && inbound.attachments.length > 0 ? withAttachments(text, inbound) : text,
    ...(place.kind === 'group' ? { speaker: actor.name } : {}),
    ...(quote?.text
      ? { quote: { text: quote.text, ...(quote.author === undefined ? {} : { author: quote.author }) } }
      : {}),
    ...(target.prompt === undefined ? {} : { id: target.prompt }),
    ...(inbound.kind === 'prompt' && inbound.pieces ? { pieces: inbound.pieces } : {}),
    ...(inbound.kind === 'prompt' && inbound.joint !== undefined ? { joint: inbound.joint } : {}),
  };
}

/** The bot's own message, and not a passage of it that the person picked. */
function isWholeAnswer({ author, chosen }: Quote): boolean {
  return author === undefined && chosen !== true;
}

/** The model is told of what it cannot see, so that it does not guess. */
function withAttachments(text: string, { attachments }: Prompt): string {
  const kinds = [...new Set(attachments.map(({ kind }) => (kind === 'other' ? 'attachment' : kind)))];
  return `${text}\n\n[Sent along, but not visible to you: ${kinds.join(', ')}]`.trim();
}
