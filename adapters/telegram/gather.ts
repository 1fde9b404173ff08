import { type TelegramMessage, wordsOf } from './message.ts';

/** Messages of one batch that are one utterance: a single message, an album, or a long text the client had split. */
export interface Bundle {
  /** The message that stands for all. */
  head: TelegramMessage;
  /** The one that came first. */
  first: TelegramMessage;
  /** In order, without the head. */
  rest: TelegramMessage[];
  kind: 'single' | 'album' | 'paste';
}

/** Clients split a longer text at this many UTF-16 units. */
const clientLimit = 4096;
/**
 * Most pieces of one utterance: more than a question may hold, so that whoever sends too much is told so once. Messages that
 * have piled up beyond it are utterances of their own.
 */
const mostPieces = 50;

/** Puts together what belongs together, in order of each bundle's first message. */
export function gather(messages: readonly TelegramMessage[]): Bundle[] {
  const bundles: Bundle[] = [];
  const albums = new Map<string, Bundle>();
  const seen = new Set<string>();
  for (const message of messages) {
    // A batch can hold a message twice when it was delivered again: it must not go on with itself.
    const key = `${message.chat.id}:${message.message_id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const album = message.media_group_id && `${message.chat.id}:${message.from?.id}:${message.media_group_id}`;
    const open = album ? albums.get(album) : findPaste(bundles, message);
    if (open && open.rest.length + 1 < mostPieces) {
      add(open, message);
      continue;
    }
    const bundle: Bundle = { head: message, first: message, rest: [], kind: album ? 'album' : 'single' };
    bundles.push(bundle);
    if (album) albums.set(album, bundle);
  }
  return bundles;
}

/** Tells whether more of the last utterance may still be on its way: read again before going on. */
export function isOpenEnded(messages: readonly TelegramMessage[]): boolean {
  const last = messages.at(-1);
  return last !== undefined && (last.media_group_id !== undefined || isFull(last));
}

/** Pieces of other chats that may come between the pieces of one utterance. */
const nearEnd = 10;

/** The first piece of the earliest utterance whose rest may lie beyond the end of a batch that is as large as they get. */
export function firstCut(messages: readonly TelegramMessage[]): TelegramMessage | undefined {
  const tail = new Set(messages.slice(-nearEnd));
  const isCut = ({ kind, head, rest }: Bundle) => {
    const pieces = [head, ...rest];
    return pieces.some((piece) => tail.has(piece) && (kind === 'album' || isFull(piece)));
  };
  return gather(messages).find(isCut)?.first;
}

function isFull(message: TelegramMessage): boolean {
  return (message.text?.length ?? 0) >= clientLimit;
}

/** Nobody's long text goes on with a command. */
function isCommand({ entities = [] }: TelegramMessage): boolean {
  return entities.some(({ type, offset }) => type === 'bot_command' && offset === 0);
}

/** The bundle `message` goes on with: the last one of this chat, by the same person, ending in a full message. */
function findPaste(bundles: readonly Bundle[], message: TelegramMessage): Bundle | undefined {
  if (message.text === undefined || message.from === undefined || isCommand(message)) return undefined;
  const last = bundles.findLast(
    ({ head }) => head.chat.id === message.chat.id && head.message_thread_id === message.message_thread_id,
  );
  if (last?.head.from?.id !== message.from.id || last.kind === 'album') return undefined;
  if (!isAlike(last.head, message)) return undefined;
  return isFull(last.rest.at(-1) ?? last.head) ? last : undefined;
}

/** Tells whether two messages are both their sender's own words, or both passed on from one place. */
function isAlike(one: TelegramMessage, other: TelegramMessage): boolean {
  const from = (message: TelegramMessage) => {
    const { forward_origin: origin, forward_date: date, via_bot: bot, sender_chat: chat } = message;
    return JSON.stringify([origin ?? date !== undefined, bot?.id, chat?.id]);
  };
  return from(one) === from(other);
}

function add(bundle: Bundle, message: TelegramMessage): void {
  if (bundle.kind !== 'album') {
    bundle.kind = 'paste';
    bundle.rest.push(message);
    return;
  }
  // The message with the caption stands for the album.
  if (wordsOf(bundle.head).text === '' && wordsOf(message).text !== '') {
    bundle.rest.unshift(bundle.head);
    bundle.head = message;
  } else {
    bundle.rest.push(message);
  }
}
