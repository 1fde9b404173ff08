import { type Documents, readOne } from '../conversation/documents.ts';
import { messageIdsOf } from '../conversation/exchange.ts';
import { keys, readKey } from '../conversation/keys.ts';
import { readExchange, readHead } from '../conversation/stored.ts';
import { readAll } from '../conversation/tidy.ts';
import type { Exchange, OwnedItem, PromptRecord } from '../ports/index.ts';

/** Ways in which others' questions that quote a person can be found: by the names the person spoke under, and their messages. */
interface Spoken {
  names: Set<string>;
  messages: Set<string>;
}

/** Takes a person's words out of what others quoted of them; done once the person's own exchanges are gone. */
export type RedactQuotes = () => Promise<void>;

/** Most exchanges of one conversation that are looked through, the newest. */
const MOST = 5000;

/** Notes by what a person is quoted, as long as that is still known. */
export async function quotesOf(documents: Documents, person: string): Promise<RedactQuotes> {
  const spoken = new Map<string, Spoken>();
  const theirs = (await Array.fromAsync(documents.owned({ person }))).filter(isExchange);
  for await (const [exchange, { conversation = '' }] of readAll(documents, theirs, readExchange)) {
    if (!exchange) continue;
    const known = spoken.get(conversation) ?? { names: new Set(), messages: new Set() };
    spoken.set(conversation, known);
    if (exchange.prompt.speaker !== undefined) known.names.add(exchange.prompt.speaker);
    for (const id of messageIdsOf(exchange.prompt)) known.messages.add(id);
  }
  return async () => {
    for (const [conversation, by] of spoken) await redactIn(documents, conversation, by);
  };
}

function isExchange({ key, conversation = '' }: OwnedItem): boolean {
  return typeof readKey(conversation, key) === 'object';
}

async function redactIn(documents: Documents, conversation: string, by: Spoken): Promise<void> {
  const items = (await Array.fromAsync(documents.owned({ conversation }))).filter(isExchange).slice(-MOST);
  for await (const [exchange, { key }] of readAll(documents, items, readExchange)) {
    const prompt = exchange && redacted(exchange.prompt, by);
    if (!exchange || prompt === exchange.prompt) continue;
    const [stored] = await documents.getMany([key]);
    const head = await readOne(documents, keys.head(conversation), readHead);
    const { tokens: _, ...rest }: Exchange = exchange;
    const value: Exchange = { ...rest, prompt: prompt ?? exchange.prompt };
    // The head is compared, so that whoever remembers its branch reads it anew.
    const expected = [
      { key: keys.head(conversation), value: head.stored },
      { key, value: stored },
    ];
    await documents.compareAndSet(expected, [{ key, value, owner: { conversation } }]);
  }
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
