import type { Chat, Message, MessageEntity, User } from 'grammy/types';
import { createFiles, type Files } from './files.ts';
import { buttonsOf } from './press.ts';
import { badRequest, forbidden } from './refusal.ts';

/** Why the bot may not write into a chat any more. */
export type Barred = 'blocked' | 'kicked' | 'left' | 'deactivated';

/** What may be sent into a chat. Of other files than photos the same is true as of these, where nothing is said of them. */
export interface Rights {
  messages: boolean;
  photos: boolean;
  voices?: boolean;
  audios?: boolean;
  documents?: boolean;
}

/** A text that passes, before its message. */
export interface Draft {
  id: number;
  text: string;
  entities: readonly MessageEntity[];
  at: number;
  thread?: number;
  /** It has a Stop button. */
  stoppable: boolean;
  /** It stays when it is stopped. */
  kept: boolean;
}

/** A chat and all that was ever said in it. */
export interface Room {
  chat: Chat;
  forum: boolean;
  /** Thread ids of the topics, besides General. */
  topics: Set<number>;
  /** Names of topics, by thread id. */
  names: Map<number, string>;
  /** Topics nobody but admins may write in. */
  closed: Set<number>;
  /** Topics that live, and whose ids the server does not find all the same. */
  unreachable: Set<number>;
  members: Set<number>;
  admins: Set<number>;
  /** What everybody may send, and what the bot may where that is less. */
  everybody: Rights;
  restricted?: Rights;
  barred?: Barred;
  /** The person takes no voice messages. */
  noVoices?: boolean;
  /** Set when the group became a supergroup: the id of that one. */
  movedTo?: number;
  records: MessageRecord[];
  /** What only one person sees. */
  ephemerals: MessageRecord[];
  draft?: Draft;
  lastId: number;
}

/** A message with what only the server knows. */
export interface MessageRecord {
  message: Message;
  mine: boolean;
  /** It asks for a reply, so it cannot be edited. */
  form: boolean;
  /** … but not everybody for one. */
  selective: boolean;
  /** What stands in the field that it opens. */
  placeholder?: string;
  /** Emoji under it, by who reacted; another map after each change. */
  reactions?: ReadonlyMap<number, string>;
  edits: number;
  deleted: boolean;
}

/** What a person sees of one message. */
export interface Seen {
  id: number;
  chat: number;
  /** Thread id of its topic. */
  topic?: number;
  /** Sender's user id. */
  from: number;
  /** Sent by the bot under test. */
  mine: boolean;
  /** Text or caption, '' where it has neither. */
  text: string;
  entities: readonly MessageEntity[];
  caption?: string;
  /** 1 where the message is a picture. An album is several messages with one `album`. */
  photos: number;
  /** Name of the file it is, where it is one. */
  file?: string;
  /** Seconds of the voice message, or of the sound in a player, that it is. */
  voice?: number;
  audio?: number;
  album?: string;
  replyTo?: number;
  editCount: number;
  deleted: boolean;
  /** Rows of buttons under it. */
  buttons: readonly (readonly { text: string; data: string }[])[];
  /** It asks for a reply. */
  form: boolean;
  /** Whose client opens it, where not everybody's does: those it mentions, and who wrote what it replies to. */
  asked?: readonly number[];
  /** Its id where only one person sees it; `id` is 0 then. */
  ephemeral?: number;
}

/** Chats and messages: the truth of the stand-in. */
export interface World {
  bot: User;
  files: Files;
  /** Ids given out last: of messages where chats share them, of people and chats, of presses. */
  counts: { messages: number; people: number; presses: number };
  now(): number;
  rooms: Map<number, Room>;
  users: Map<number, User>;
  open(chat: Chat, forum?: boolean): Room;
  /** The room a call names, or the refusal the real server would give. */
  roomFor(chatId: string): Room;
  add(room: Room, message: Omit<Message, 'message_id' | 'date' | 'chat'>, mine: boolean, at?: number): MessageRecord;
  find(room: Room, id: number): MessageRecord | undefined;
  seen(chatId: number): Seen[];
  /** What only one person sees in a chat. */
  seenAlone(chatId: number, user: number): Seen[];
  /** Tells everybody who waits that something changed. */
  changed(): void;
  onChange(listener: () => void): () => void;
}

export function createWorld(bot: User, now: () => number): World {
  const rooms = new Map<number, Room>();
  const users = new Map<number, User>([[bot.id, bot]]);
  const listeners = new Set<() => void>();
  // Private chats and basic groups share one counter of messages, a supergroup has its own.
  const counts = { messages: 0, people: 1000, presses: 4000 };

  function nextId(room: Room): number {
    if (room.chat.type === 'supergroup' || room.chat.type === 'channel') {
      room.lastId += 1;
      return room.lastId;
    }
    counts.messages += 1;
    return counts.messages;
  }

  const world: World = {
    bot,
    files: createFiles(now),
    counts,
    now,
    rooms,
    users,
    open(chat, forum = false) {
      const known = rooms.get(chat.id);
      if (known) return known;
      const room: Room = {
        chat,
        forum,
        topics: new Set(),
        names: new Map(),
        closed: new Set(),
        unreachable: new Set(),
        members: new Set([bot.id]),
        admins: new Set(),
        everybody: { messages: true, photos: true },
        records: [],
        ephemerals: [],
        // The General topic of a forum has the id of its first message.
        lastId: forum ? 1 : 0,
      };
      rooms.set(chat.id, room);
      return room;
    },
    roomFor(chatId) {
      if (chatId === '') throw badRequest('chat_id is empty');
      const room = rooms.get(Number(chatId));
      if (!room && users.has(Number(chatId))) throw forbidden("bot can't initiate conversation with a user");
      if (!room) throw badRequest('chat not found');
      if (room.movedTo !== undefined) {
        throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: room.movedTo });
      }
      refuseBarred(room);
      return room;
    },
    add(room, fields, mine, at = now()) {
      const message: Message = {
        message_id: nextId(room),
        date: Math.floor(at / 1000),
        chat: room.chat,
        ...fields,
      };
      const record: MessageRecord = { message, mine, form: false, selective: false, edits: 0, deleted: false };
      room.records.push(record);
      if (mine) delete room.draft;
      else if (message.from) room.members.add(message.from.id);
      world.changed();
      return record;
    },
    find(room, id) {
      return room.records.find((record) => record.message.message_id === id && !record.deleted);
    },
    seen(chatId) {
      return (rooms.get(chatId)?.records ?? []).map(asSeen);
    },
    seenAlone(chatId, user) {
      const records = rooms.get(chatId)?.ephemerals ?? [];
      return records.filter(({ message }) => message.receiver_user?.id === user).map(asSeen);
    },
    changed() {
      for (const listener of [...listeners]) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return world;
}

/** The topic a call names, 0 for none; refuses one that is not there, or not found. */
export function threadIn({ topics, unreachable }: Room, thread: number): number {
  if (thread !== 0 && (!topics.has(thread) || unreachable.has(thread))) throw badRequest('message thread not found');
  return thread;
}

function refuseBarred({ barred, chat }: Room): void {
  const place = chat.type === 'supergroup' ? 'supergroup chat' : 'group chat';
  switch (barred) {
    case undefined:
      return;
    case 'blocked':
      throw forbidden('bot was blocked by the user');
    case 'deactivated':
      throw forbidden('user is deactivated');
    case 'kicked':
      throw forbidden(`bot was kicked from the ${place}`);
    case 'left':
      throw forbidden(`bot is not a member of the ${place}`);
  }
}

function asSeen({ message, mine, form, selective, edits, deleted }: MessageRecord): Seen {
  const {
    ephemeral_message_id: ephemeral,
    reply_to_message: reply,
    media_group_id: album,
    message_thread_id: thread,
    caption,
  } = message;
  return {
    id: message.message_id,
    chat: message.chat.id,
    from: message.from?.id ?? 0,
    mine,
    text: message.text ?? caption ?? '',
    entities: message.entities ?? message.caption_entities ?? [],
    photos: message.photo ? 1 : 0,
    editCount: edits,
    deleted,
    buttons: buttonsOf(message),
    form,
    ...(message.document?.file_name === undefined ? {} : { file: message.document.file_name }),
    ...(message.voice ? { voice: message.voice.duration } : {}),
    ...(message.audio ? { audio: message.audio.duration } : {}),
    ...(selective ? { asked: askedBy(message) } : {}),
    ...(ephemeral === undefined ? {} : { ephemeral }),
    ...(caption === undefined ? {} : { caption }),
    ...(album === undefined ? {} : { album }),
    ...(thread === undefined || !message.is_topic_message ? {} : { topic: thread }),
    ...(reply === undefined ? {} : { replyTo: reply.message_id }),
  };
}

/** Bot API, ForceReply: whom a selective one is for. */
export function askedBy({ entities = [], reply_to_message: reply }: Message): number[] {
  const mentioned = entities.flatMap((entity) => (entity.type === 'text_mention' ? [entity.user.id] : []));
  return reply?.from ? [...mentioned, reply.from.id] : mentioned;
}

type Reply = NonNullable<Message['reply_to_message']>;

const isBare = (message: Message): message is Reply => message.reply_to_message === undefined;

/** A reply as it is nested in another message: without its own reply. */
export function asReply(record: MessageRecord): Reply {
  const message = { ...record.message };
  delete message.reply_to_message;
  if (!isBare(message)) throw new Error('simulator: a nested reply has no reply');
  return message;
}

/** A message as an update shows it: as it is now, whatever becomes of it. */
export function shared<T>(value: T): T {
  return structuredClone(value);
}
