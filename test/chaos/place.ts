import type { Used } from '../simulator/discord/uses.ts';
import { answerIn, type TurnId } from './marks.ts';
import type { Ask } from './schedule.ts';
import type { BundleKind } from './schedule-joint.ts';

/** Chats with a person each, and what is asked there. */

/** A message that somebody sent, and what is known of it. */
export interface Turn {
  id: TurnId;
  ask: Ask;
  place: Place;
  saidAt: number;
  /** Platform ids of chat and message, or of the interaction. */
  message: string;
  /** Its key in the bot's inbox. */
  key: string;
  used?: Used;
  /** What it was called before its words were changed, and when that happened last, epoch ms. */
  former: TurnId[];
  editedAt: number | undefined;
  /** When each of these changes happened, epoch ms. */
  changes?: number[];
  /** Keys of these changes in the bot's inbox, where they are known. */
  changeKeys?: (string | undefined)[];
  /** When it was taken away, epoch ms. */
  goneAt: number | undefined;
  /** Message by which the bot was asked to forget it, as `message`. */
  takenBy?: string;
  /** How often another answer was asked for. */
  again: number;
  /** Its answer was to go on where it had stopped. */
  onward: boolean;
  /** Messages that asked for it once more by /retry, as `message`: its answer stands below what came after it. */
  retries: string[];
  /** Pins it, of which the bot is told as of an edit. */
  pin?: () => void;
  /** Changes its words; the key of that, where it is known. Deletes it, where the platform tells the bot. */
  edit?: (id: TurnId) => string | undefined;
  erase?: () => void;
  /** The bot had spoken there before, so that it knows the place even after a restart. */
  met: boolean;
  /** Messages it was said together with. */
  bundle?: Bundle;
  /** Words of somebody else, which are passed on. */
  passed?: boolean;
  /** Names nobody in a group: it is for the bot by what it belongs to. */
  unaddressed?: boolean;
}

/** Several messages that are one act of a person. */
export interface Bundle {
  kind: BundleKind;
  /** When it was said, epoch ms. */
  at: number;
  pieces: Turn[];
  /** Messages of it without words, as a turn's `message`. */
  silent: string[];
}

/** How one message of several is said. */
export interface PieceManner {
  kind: BundleKind;
  /** Words of somebody else are passed on. */
  passed: boolean;
  /** Names the bot, where that is needed. */
  mention: boolean;
  /** So long at least, in UTF-16 units. */
  length: number;
  /** Id that the pictures of an album share. */
  album?: string;
}

/** What somebody said to others, where the bot listens. */
export interface Talk {
  /** As in `O<id>`. */
  id: TurnId;
  place: Place;
  saidAt: number;
  /** As a turn's. */
  message: string;
  key: string;
  former: TurnId[];
  editedAt: number | undefined;
  goneAt: number | undefined;
  edit?: (id: TurnId) => unknown;
  erase?: () => void;
}

export type Said = Pick<Turn, 'message' | 'key' | 'used' | 'edit' | 'erase' | 'pin'>;

/** A file that a person sends. */
export interface SentFile {
  name: string;
  mime: string;
  bytes: Buffer;
}

/** A message of the bot's as it is seen now. */
export interface Bubble {
  id: string;
  chat: string;
  text: string;
  photos: number;
  /** The file that it is. */
  document?: { name: string; text: string };
  replyTo: string | undefined;
  /** What it answers without a reply: an interaction, or the message that a thread is on. */
  about: string | undefined;
  /** It stayed behind in a chat that moved. */
  behind: boolean;
}

/** A chat, and one person in it who writes to the bot. */
export interface Place {
  conversation: number;
  name: string;
  service: 'telegram' | 'discord';
  /** May the person speak? */
  stranger: boolean;
  /** History need not be whole, e.g. after a move. */
  loose: boolean;
  excused: string | undefined;
  /** What is asked there instead of what cannot be. */
  fitting(ask: Ask): Ask;
  /** Whether a message sent now would reach the bot. */
  open(ask: Ask): boolean;
  /** People steer there: history is what the chat shows, in an order of its own. */
  steered: boolean;
  /** Several messages may be one question there; what a person says at two times lies apart. */
  joint?: boolean;
  /** The bot overhears what is said there to others. */
  hears?: boolean;
  /** Whether the bot has to be named there. */
  calls?(): boolean;
  /** `replyTo`: id of a bubble. */
  say(id: TurnId, ask: Ask, replyTo?: string): Said;
  /** Says one of several messages. */
  piece?(id: TurnId, manner: PieceManner): Said;
  /** Sends a file with words. */
  send?(text: string, file: SentFile): Pick<Turn, 'message' | 'key'>;
  /** Somebody else says something to the others. */
  talk?(id: TurnId): Pick<Talk, 'message' | 'key' | 'edit' | 'erase'>;
  /** Chooses how many messages of the others are overheard; the message, as a turn's `message`. */
  room?(messages: number): string;
  /** Message by which overhearing was switched off, as a turn's `message`. */
  deafBy?: string;
  /** Threads that what is said first there has opened; undefined elsewhere. */
  thread?: { parent: string; opened(): number };
  /** Says something that is no question, perhaps as the reply to a bubble. Returns the message, as a turn's `message`. */
  type?(text: string, replyTo?: string): string;
  /** Presses the Stop under a draft; false where there is none. */
  undraft?(): boolean;
  /** What of the bot everybody sees of a place whose answers are for the asker alone. */
  exposed?(): string[];
  /** Presses the last button there is with such a label; what the bubble says, undefined where there is none. */
  press?(label: RegExp, under: 'answer' | 'menu'): string | undefined;
  stop(): void;
  /** Platform ids, the newest last. */
  chats(): string[];
  bubbles(): Bubble[];
}

/** The newest message with such a button; of answers, of those that tell whose they are. */
export function lastWith<M extends { text: string } | { content: string }>(
  messages: readonly M[],
  label: RegExp,
  under: 'answer' | 'menu',
  buttonsOf: (message: M) => readonly { data: string; text: string }[],
): { message: M; button: { data: string } } | undefined {
  for (const message of messages.toReversed()) {
    const button = buttonsOf(message).findLast(({ text }) => label.test(text));
    const told = under === 'menu' || answerIn('text' in message ? message.text : message.content);
    if (button && told) return { message, button };
  }
  return undefined;
}

export const asked: Record<Ask, string> = {
  short: 'a word please',
  streamed: 'tell me a little',
  long: 'tell me all about it',
  picture: 'a boat on a river',
  album: 'boats on a river',
  parts: 'tell me, and nobody else',
  poison: 'this one hurts',
  menu: 'say it in another language',
  fresh: '/new',
  read: 'what is on that day',
  reads: 'what is on those days',
  write: 'book a room',
  writes: 'book two rooms',
  both: 'what is on, and book a room',
  after: 'if there is nothing on, book a room',
};

/** What one message of several says. */
export function pieceText(
  id: TurnId,
  { kind, passed, length }: Pick<PieceManner, 'kind' | 'passed' | 'length'>,
): string {
  const said = `Q${id} ${passed ? 'as somebody else puts it' : kind === 'paste' ? 'and so it goes' : 'what of this'}`;
  return said.length < length ? `${said} ${'and on it goes '.repeat(Math.ceil(length / 15))}`.slice(0, length) : said;
}

export function isPicture(ask: Ask): boolean {
  return ask === 'picture' || ask === 'album';
}

/** A place that nothing is said of yet. */
export function newPlace(name: string, conversation: number) {
  return {
    conversation,
    name,
    stranger: false,
    loose: false,
    steered: false,
    excused: undefined,
    fitting: (ask: Ask): Ask => (ask === 'menu' ? 'short' : ask),
    open: () => true,
  };
}
