import type { Message } from 'grammy/types';
import { draftIn } from '../simulator/telegram/draft.ts';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import type { WaitingPress } from '../simulator/telegram/press.ts';
import { askedBy, type MessageRecord, type Room } from '../simulator/telegram/world.ts';
import type { Command, Item, Notice, Person, Place, TelegramItem } from './protocol.ts';
import { createMemory, createTyping, type View } from './view.ts';

/** Time for which a client shows a chat action, and a draft (Bot API, sendChatAction and sendMessageDraft). */
const TYPING_MS = 5000;
const DRAFT_MS = 30_000;

/** Id of the topic that every forum has. */
const GENERAL = 1;

/** Shows the stand-in of Telegram to these people. */
export function createTelegramView(telegram: TelegramSimulator, people: readonly Person[]): View {
  const { world } = telegram;
  const itemOf = createMemory<MessageRecord, TelegramItem>();
  const draftOf = createMemory<object, TelegramItem>();
  const listed = createMemory<object, readonly Command[]>();
  const typing = createTyping(TYPING_MS);
  let callsSeen = 0;
  let noticesSeen = telegram.notifications.length;

  function peopleIn({ chat, members }: Room): string[] {
    const here = ({ id }: Person) =>
      chat.type === 'private' ? id === `telegram:${chat.id}` : members.has(Number(id.slice('telegram:'.length)));
    return people.filter(here).map(({ id }) => id);
  }

  function placesOf(room: Room): Place[] {
    const { chat, forum, topics, names } = room;
    const id = `telegram:${chat.id}`;
    const common = { platform: 'telegram', people: peopleIn(room) } as const;
    if (chat.type === 'private') return [{ ...common, id, kind: 'private', name: telegram.bot.first_name }];
    const place: Place = { ...common, id, kind: forum ? 'forum' : 'group', name: chat.title ?? '' };
    if (!forum) return [place];
    const topic = (thread: number, name: string): Place => ({
      ...{ ...common, id: `${id}:${thread}`, kind: 'topic', name, parent: id },
    });
    return [
      { ...place, closed: true },
      topic(GENERAL, 'General'),
      ...[...topics].map((thread) => topic(thread, names.get(thread) ?? String(thread))),
    ];
  }

  function item(room: Room, record: MessageRecord, pressed: Pressed, target: Message | undefined): TelegramItem {
    const { mine, reactions, form } = record;
    const message = withTarget(record.message, target);
    const { ephemeral_message_id: ephemeral, receiver_user: receiver } = message;
    const id = ephemeral === undefined ? String(message.message_id) : `alone:${ephemeral}`;
    return {
      platform: 'telegram',
      id: `telegram:${room.chat.id}:${id}`,
      place: placeOf(room, message),
      message,
      mine,
      reactions: [...(reactions?.values() ?? [])],
      ...(receiver ? { alone: `telegram:${receiver.id}` } : {}),
      ...(form ? { asks: asks(record) } : {}),
      ...(pressed.length > 0 ? { pressed } : {}),
    };
  }

  function drafted(room: Room): TelegramItem[] {
    const draft = draftIn(world, room);
    if (!draft) return [];
    const { text, entities, at, thread, stoppable } = draft;
    const made = (): TelegramItem => ({
      platform: 'telegram',
      id: `telegram:${room.chat.id}:draft`,
      place: placeAt(room, thread),
      message: {
        ...{ message_id: 0, date: Math.floor(at / 1000), chat: room.chat, from: world.bot, text },
        entities: [...entities],
      },
      mine: true,
      reactions: [],
      draft: { stop: stoppable },
    });
    return [draftOf(draft, [stoppable], made)];
  }

  /** The sign passes with the bot's next message there. */
  function readCalls(): void {
    for (; callsSeen < telegram.calls.length; callsSeen += 1) {
      const { method, params, at, ok } = telegram.calls[callsSeen] ?? {};
      const room = world.rooms.get(Number(params?.['chat_id']));
      if (!ok || !room || at === undefined || !method?.startsWith('send')) continue;
      const place = placeAt(room, Number(params?.['message_thread_id'] ?? 0) || undefined);
      if (method === 'sendChatAction') typing.begin(place, at);
      else typing.end(place);
    }
  }

  return {
    places: () => rooms().flatMap(placesOf),
    *items(): Generator<Item> {
      const waiting = telegram.waitingPresses();
      for (const room of rooms()) {
        const known = new Map(room.records.map(({ message }) => [message.message_id, message]));
        for (const record of recordsIn(room)) {
          if (record.deleted) continue;
          const { message, reactions, form } = record;
          const pressed = pressedOf(record, waiting);
          const target = known.get(message.reply_to_message?.message_id ?? 0);
          const parts = [message, target, reactions, form, JSON.stringify(pressed)];
          yield itemOf(record, parts, () => item(room, record, pressed, target));
        }
        yield* drafted(room);
      }
    },
    typing() {
      readCalls();
      return typing.now();
    },
    passes() {
      const drafts = rooms().flatMap((room) => draftIn(world, room) ?? []);
      const ends = [
        ...drafts.map(({ at }) => at + DRAFT_MS + 1),
        ...telegram.waitingPresses().map(({ until }) => until + 1),
      ];
      return ends.length > 0 ? Math.min(...ends) : undefined;
    },
    notices() {
      const fresh = telegram.notifications.slice(noticesSeen);
      noticesSeen += fresh.length;
      return fresh.map(({ user, text, alert }): Notice => ({ person: `telegram:${user}`, text, alert }));
    },
    forms: () => [],
    commands() {
      const lists = telegram.commands();
      return listed(lists, [], () => commandsIn(lists));
    },
  };

  function rooms(): Room[] {
    return [...world.rooms.values()].filter(({ movedTo }) => movedTo === undefined);
  }
}

/** All that was said, oldest first. */
function recordsIn({ records, ephemerals }: Room): readonly MessageRecord[] {
  if (ephemerals.length === 0) return records;
  return [...records, ...ephemerals].sort((a, b) => a.message.date - b.message.date);
}

/** Clients show what is replied to as it is now, however it was when the reply was sent. */
function withTarget(message: Message, target: Message | undefined): Message {
  if (!message.reply_to_message || !target) return message;
  return { ...message, reply_to_message: { ...target, reply_to_message: undefined } } as Message;
}

type Pressed = NonNullable<TelegramItem['pressed']>;

function pressedOf(record: MessageRecord, waiting: readonly WaitingPress[]): Pressed {
  const here = waiting.filter((press) => press.record === record);
  return here.map(({ user, data }) => ({ person: `telegram:${user}`, data }));
}

/** Id of the place that a message stands in. */
function placeOf(room: Room, { message_thread_id: thread, is_topic_message: inTopic }: Message): string {
  return placeAt(room, inTopic ? thread : undefined);
}

/** Id of a topic, or of the chat itself where it has none. */
function placeAt({ chat, forum }: Room, thread: number | undefined): string {
  const topic = thread ?? (forum ? GENERAL : undefined);
  return topic === undefined ? `telegram:${chat.id}` : `telegram:${chat.id}:${topic}`;
}

function asks({ message, selective, placeholder }: MessageRecord): NonNullable<TelegramItem['asks']> {
  return {
    ...(selective ? { people: askedBy(message).map((id) => `telegram:${id}`) } : {}),
    ...(placeholder === undefined ? {} : { placeholder }),
  };
}

/** Lists of the default scope, by language, as one list with all languages. */
function commandsIn(lists: ReturnType<TelegramSimulator['commands']>): Command[] {
  const found = new Map<string, { command: Command; descriptions: Record<string, string> }>();
  for (const [key, commands] of lists) {
    const [scope, , , language] = JSON.parse(key) as [string, unknown, unknown, string];
    if (scope !== 'default') continue;
    for (const { command, description } of commands) {
      const { descriptions } = found.get(command) ?? add(command);
      descriptions[language] = description;
    }
  }
  return [...found.values()].map(({ command }) => command);

  function add(name: string) {
    const descriptions: Record<string, string> = {};
    const about = { platform: 'telegram', kind: 'slash', name, names: { '': name }, options: [] } as const;
    const added = { command: { ...about, descriptions }, descriptions };
    found.set(name, added);
    return added;
  }
}
