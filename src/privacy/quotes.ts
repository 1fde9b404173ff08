import * as v from 'valibot';
import { type Documents, readOne } from '../conversation/documents.ts';
import { isOnBranch, messageIdsOf } from '../conversation/exchange.ts';
import { keys, readKey } from '../conversation/keys.ts';
import { isWithin } from '../conversation/scope.ts';
import { readExchange, readHead, readSummaries } from '../conversation/stored.ts';
import { readAll } from '../conversation/tidy.ts';
import {
  type DocumentEntry,
  type Exchange,
  type OverheardMessage,
  type OwnedItem,
  overheardSchema,
  type PromptRecord,
} from '../ports/index.ts';
import { Fault } from '../util/errors.ts';

/** Facts by which a person's words are found where others quote them: names that the person spoke under, and the person's messages. */
export interface Spoken {
  names: Set<string>;
  messages: Set<string>;
}

/** Texts that people had the bot keep. */
export interface QuotingTexts {
  /**
   * Takes a person's messages out of them. `spokenAt` tells by what the person is known at a place, or anywhere where none is given.
   * Harmless when repeated. Rejects with the signal's reason, between two texts.
   */
  redact(spokenAt: (place: string | undefined) => Spoken | undefined, signal: AbortSignal): Promise<void>;
}

/** Most exchanges of one conversation that are looked through, the newest. */
const MOST = 5000;
/** Time limit for all of it, ms: what is done by then stays done. */
const LIMIT_MS = 600_000;
/** Times that the redaction of an exchange is tried, as somebody may write meanwhile. */
const TRIES = 20;

/**
 * Takes a person's words out of what others quoted of them. It goes by what is kept of the person, so that this has to be there still.
 * Harmless when repeated. Rejects with Fault('storage') where others wrote meanwhile all the time, or it takes more than ten minutes.
 * Rejects with the signal's reason, between two of them.
 */
export async function redactQuotes(
  { documents, texts }: { documents: Documents; texts: QuotingTexts },
  person: string,
  signal: AbortSignal,
): Promise<void> {
  const late = AbortSignal.timeout(LIMIT_MS);
  const within = AbortSignal.any([signal, late]);
  try {
    const spoken = await spokenBy(documents, person);
    for (const [conversation, by] of spoken) await redactIn(documents, conversation, by, within);
    await texts.redact((place) => {
      const there = [...spoken].filter(([conversation]) => place === undefined || areNear(conversation, place));
      if (there.length === 0) return undefined;
      const all = (of: keyof Spoken) => new Set(there.flatMap(([, by]) => [...by[of]]));
      return { names: all('names'), messages: all('messages') };
    }, within);
  } catch (error) {
    if (late.aborted && !signal.aborted)
      throw new Fault('storage', 'words that quote a person take too long to be found');
    throw error;
  }
}

/** Tells whether two conversations are of one place: a chat, and a topic or member of it. */
function areNear(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

/** Gathers by what a person is known, by conversation. */
async function spokenBy(documents: Documents, person: string): Promise<Map<string, Spoken>> {
  const spoken = new Map<string, Spoken>();
  const note = (conversation: string, name: string | undefined, messages: readonly string[]) => {
    const known = spoken.get(conversation) ?? { names: new Set(), messages: new Set() };
    spoken.set(conversation, known);
    if (name !== undefined) known.names.add(name);
    for (const id of messages) known.messages.add(id);
  };
  const theirs = await Array.fromAsync(documents.owned({ person }));
  for await (const [exchange, { conversation = '' }] of readAll(documents, theirs.filter(isExchange), readExchange)) {
    if (exchange) note(conversation, exchange.prompt.speaker, messageIdsOf(exchange.prompt));
  }
  const overheard = theirs.filter(({ key, conversation = '' }) => readKey(conversation, key) === 'overheard');
  for await (const [message, { conversation = '' }] of readAll(documents, overheard, readOverheard)) {
    if (message) note(conversation, message.author, [message.id]);
  }
  return spoken;
}

function readOverheard(value: unknown): OverheardMessage | undefined {
  return v.is(overheardSchema, value) ? value : undefined;
}

function isExchange({ key, conversation = '' }: OwnedItem): boolean {
  const kind = readKey(conversation, key);
  return typeof kind === 'object' || kind === 'off-branch';
}

async function redactIn(documents: Documents, conversation: string, by: Spoken, signal: AbortSignal): Promise<void> {
  const items = (await Array.fromAsync(documents.owned({ conversation }))).filter(isExchange).slice(-MOST);
  for await (const [exchange, { key }] of readAll(documents, items, readExchange)) {
    signal.throwIfAborted();
    if (!exchange || redacted(exchange.prompt, by) === exchange.prompt) continue;
    let tries = 0;
    while (!(await redactOne(documents, conversation, key, by))) {
      tries += 1;
      if (tries === TRIES) throw new Fault('storage', 'words that quote a person could not be taken out');
    }
  }
}

/** Takes the words out of one exchange, and its thread's summaries with them; false where somebody wrote meanwhile. */
async function redactOne(documents: Documents, conversation: string, key: string, by: Spoken): Promise<boolean> {
  const head = await readOne(documents, keys.head(conversation), readHead);
  const { value: exchange, stored } = await readOne(documents, key, readExchange);
  const prompt = exchange && redacted(exchange.prompt, by);
  if (!exchange || !prompt || prompt === exchange.prompt) return true;
  const { tokens: _, ...rest }: Exchange = exchange;
  // The head is compared, so that whoever remembers its branch reads it anew.
  const expected = [
    { key: keys.head(conversation), value: head.stored },
    { key, value: stored },
  ];
  const entries: DocumentEntry[] = [{ key, value: { ...rest, prompt }, owner: { conversation } }];
  if (isOnBranch(exchange)) {
    const summaries = keys.summary(conversation, exchange.place.thread);
    const read = await readOne(documents, summaries, readSummaries);
    expected.push({ key: summaries, value: read.stored });
    // Made of the words as well: it does not hold any more, and must not lie there either.
    if (read.stored !== undefined) entries.push({ key: summaries, value: undefined });
  }
  return documents.compareAndSet(expected, entries);
}

/** A prompt without the words it quotes of a person: it still points at a message. The same where it quotes none. */
function redacted(prompt: PromptRecord, { names, messages }: Spoken): PromptRecord {
  const isTheirs = (quote: { author?: string; id?: string } | undefined) =>
    quote !== undefined &&
    ((quote.author !== undefined && names.has(quote.author)) || (quote.id !== undefined && messages.has(quote.id)));
  const pieces = prompt.pieces ?? [];
  if (!isTheirs(prompt.quote) && !pieces.some(({ quote }) => isTheirs(quote))) return prompt;
  return {
    ...prompt,
    ...(isTheirs(prompt.quote) ? { quote: { text: '', unseen: true as const } } : {}),
    ...(prompt.pieces
      ? {
          pieces: pieces.map((piece) =>
            isTheirs(piece.quote) ? { ...piece, quote: { text: '', unseen: true } } : piece,
          ),
        }
      : {}),
  };
}
