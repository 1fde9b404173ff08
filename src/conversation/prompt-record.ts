import type { Attachment, Command, Inbound, Prompt, PromptRecord, Quote, Tier } from '../ports/index.ts';
import { digest } from '../util/text.ts';

/** Keeps what of a message goes into context: its text, who said it in a group, what it replies to, which model it is for. */
export function promptRecord(
  inbound: Prompt | Command,
  text = inbound.kind === 'prompt' ? inbound.text : '',
): PromptRecord {
  const { place, actor, quote } = inbound;
  const quoted = quote && quoteRecord(quote);
  const tier = tierOf(inbound);
  return {
    ...messageRecord(inbound),
    text: inbound.kind === 'prompt' ? withAttachments(text, inbound.attachments) : text,
    ...(place.kind === 'group' ? { speaker: actor.name } : {}),
    ...(quoted?.text ? { quote: quoted } : {}),
    ...(tier === undefined ? {} : { tier }),
  };
}

/** Keeps which messages asked, without their words, so that an edit of one is known; nothing where there was no message. */
export function messageRecord(inbound: Prompt | Command): PromptRecord {
  const { target, pieces, joint } = inbound;
  if (target.prompt === undefined) return { text: '' };
  return {
    text: '',
    id: target.prompt,
    ...(pieces ? { pieces } : {}),
    ...(joint === undefined ? {} : { joint }),
    ...(isQuestion(inbound) ? {} : { fingerprint: fingerprintOf(inbound) }),
  };
}

/** The model an /ask names. */
function tierOf(inbound: Prompt | Command): Tier | undefined {
  if (inbound.kind !== 'command' || inbound.name !== 'ask') return undefined;
  const { model } = inbound.options;
  return model === 'basic' || model === 'advanced' ? model : undefined;
}

/** A kept prompt in other words, which may name another model, or none any more. */
export function inOtherWords(
  { tier: _, ...prompt }: PromptRecord,
  reworded: NonNullable<Command['reworded']>,
): PromptRecord {
  return { ...prompt, ...reworded };
}

function quoteRecord({ text, author, attachments }: Quote): { text: string; author?: string } {
  return { text: withAttachments(text, attachments), ...(author === undefined ? {} : { author }) };
}

/** The words of a prompt, or of an /ask; undefined for every other command. */
export function wordsOf(inbound: Prompt | Command): string | undefined {
  if (inbound.kind === 'prompt') return inbound.text;
  const { prompt } = inbound.options;
  return inbound.name === 'ask' && typeof prompt === 'string' ? prompt : undefined;
}

/** Whether it asks the model in words of its own: with them, or with the bot's name alone below the words it replies to. */
export function isQuestion(inbound: Prompt | Command): boolean {
  const words = wordsOf(inbound);
  if (words === undefined) return false;
  if (words.trim() !== '') return true;
  return inbound.kind === 'prompt' && inbound.attachments.length === 0 && Boolean(inbound.quote?.text);
}

/** Whether it came too late, and is told so for its whole chat: no act upon it touches what the chat was told. */
export function isSkipped(inbound: Prompt | Command): boolean {
  return inbound.kind === 'prompt' && inbound.skipped === true;
}

/** Digest of what a message asks for: equal for what would be answered alike. */
export function fingerprintOf(inbound: Inbound): string {
  if (inbound.kind === 'prompt') return digest(inbound.text.trim());
  if (inbound.kind === 'gesture') return digest(JSON.stringify(inbound.gesture));
  const { name, options, problem } = inbound;
  return digest(JSON.stringify(['/', name, options, problem ?? null]));
}

/** A command's own words to the model. `echo` is what the person wrote, if anything. */
export function taskRecord(command: Command, task: string, echo = ''): PromptRecord {
  const record = promptRecord(command, task);
  return record.id === undefined ? { ...record, echo } : record;
}

/** What a person said in a kept prompt: its words; of a task, the text that it is about. */
export function ownWords({ text, quote, standalone }: PromptRecord): string {
  return standalone ? (quote?.text ?? '') : text;
}

/** The model is told of what it cannot see, so that it does not guess. */
function withAttachments(text: string, attachments: readonly Attachment[] = []): string {
  if (attachments.length === 0) return text;
  const kinds = [...new Set(attachments.map(({ kind }) => (kind === 'other' ? 'attachment' : kind)))];
  return `${text}\n\n[Sent along, but not visible to you: ${kinds.join(', ')}]`.trim();
}

/** What a kept prompt says below its words about what was sent along; empty where nothing was. */
export function sentAlong({ text }: PromptRecord): string {
  return /\n\n\[Sent along, but not visible to you: [^\]]*\]$/.exec(text)?.[0] ?? '';
}
