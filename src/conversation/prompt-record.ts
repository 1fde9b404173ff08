import {
  type Attachment,
  attachmentKinds,
  type Command,
  type Inbound,
  type Prompt,
  type PromptRecord,
  type Quote,
  type Tier,
} from '../ports/index.ts';
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
    text,
    ...kindsOf(inbound.kind === 'prompt' ? inbound.attachments : []),
    ...(place.kind === 'group' ? { speaker: actor.name } : {}),
    ...(quoted?.text || quoted?.attachments ? { quote: quoted } : {}),
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
  return withKindsApart({ ...prompt, ...reworded });
}

function quoteRecord({ text, author, attachments }: Quote): NonNullable<PromptRecord['quote']> {
  return { text, ...(author === undefined ? {} : { author }), ...kindsOf(attachments) };
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

/** Keeps of what was sent along which kinds there are, each once. */
function kindsOf(attachments: readonly Attachment[] = []): Pick<PromptRecord, 'attachments'> {
  const kinds = new Set(attachments.map(({ kind }) => kind));
  return kinds.size > 0 ? { attachments: [...kinds] } : {};
}

/** Reads a prompt of a version that wrote what was sent along into its words, and into those of its quote. */
export function withKindsApart(prompt: PromptRecord): PromptRecord {
  const { quote } = prompt;
  const apart = wordsApart(prompt);
  const quoted = quote && wordsApart(quote);
  if (apart === prompt && quoted === quote) return prompt;
  return { ...apart, ...(quoted ? { quote: quoted } : {}) };
}

const WRITTEN = /(?:^|\n\n)\[Sent along, but not visible to you: ([a-z, ]*)\]$/;

function wordsApart<T extends Pick<PromptRecord, 'text' | 'attachments'>>(record: T): T {
  const [written, names = ''] = WRITTEN.exec(record.text) ?? [];
  if (written === undefined) return record;
  const kinds = names.split(', ').map((name) => attachmentKinds.find((kind) => kind === name) ?? 'other');
  return { ...record, text: record.text.slice(0, -written.length), attachments: record.attachments ?? kinds };
}
