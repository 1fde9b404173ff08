import type { CallbackQuery, Chat, Message, User } from 'grammy/types';
import { booleanField, type Params, textField } from './params.ts';
import { badRequest } from './refusal.ts';
import type { UpdateQueue } from './updates.ts';
import { type MessageRecord, type Room, shared, type World } from './world.ts';

/** How long after a press its answer is taken. */
const ANSWERABLE_MS = 15_000;
const MAX_ALERT = 200;

const TOO_OLD = 'query is too old and response timeout expired or query ID is invalid';

/** A message with buttons, as the helpers of the stand-in name it. */
export type Pressable = number | { message_id: number } | { id: number; ephemeral?: number };

export interface PressOptions {
  /** The button is not there any more: the person was faster than the edit. */
  stale?: boolean;
  /** The bot is told only where the message was: it is too old. */
  inaccessible?: boolean;
}

/** What was shown on the screen of who pressed. */
export interface Notification {
  query: string;
  user: number;
  text: string;
  /** Stays until it is closed. */
  alert: boolean;
}

/** The presses of buttons and what became of them. */
export interface Presses {
  press(chat: Chat, user: User, message: Pressable, data: string, options?: PressOptions): CallbackQuery;
  answer(params: Params): true;
  /** Refuses a press that is not this person's, or too long ago. */
  check(query: string, user: number): void;
  /** Presses whose buttons still wait, as clients show it. */
  waiting(): readonly WaitingPress[];
  notifications: readonly Notification[];
}

/** A press that is not answered yet. */
export interface WaitingPress {
  query: string;
  user: number;
  data: string;
  record: MessageRecord;
  /** Until when its client waits, epoch ms. */
  until: number;
}

interface Press extends WaitingPress {
  answered: boolean;
}

export function createPresses(world: World, updates: UpdateQueue): Presses {
  const presses = new Map<string, Press>();
  const notifications: Notification[] = [];

  function find(id: string): Press {
    const press = presses.get(id);
    if (!press || world.now() > press.until) throw badRequest(TOO_OLD);
    return press;
  }

  return {
    notifications,
    press(chat, user, message, data, { stale = false, inaccessible = false } = {}) {
      const place = world.rooms.get(chat.id);
      const record = place && recordOf(place, user, message);
      if (!record) throw new Error('simulator: no such message');
      const there = buttonsOf(record.message)
        .flat()
        .some((button) => button.data === data);
      if ((!there || record.deleted) && !stale) throw new Error(`simulator: no button ${data}`);
      world.counts.presses += 1;
      const query: CallbackQuery = {
        id: String(world.counts.presses),
        from: user,
        chat_instance: String(chat.id),
        message: inaccessible ? hidden(record) : shared(record.message),
        data,
      };
      presses.set(query.id, {
        query: query.id,
        user: user.id,
        data,
        record,
        until: world.now() + ANSWERABLE_MS,
        answered: false,
      });
      updates.push({ callback_query: query });
      world.changed();
      return query;
    },
    answer(params) {
      const id = textField(params, 'callback_query_id');
      const text = textField(params, 'text');
      const press = find(id);
      if (press.answered) throw badRequest(TOO_OLD);
      if (text.length > MAX_ALERT) throw badRequest('MESSAGE_TOO_LONG');
      press.answered = true;
      if (text !== '')
        notifications.push({ query: id, user: press.user, text, alert: booleanField(params, 'show_alert') });
      world.changed();
      return true;
    },
    check(query, user) {
      if (find(query).user !== user) throw badRequest('QUERY_ID_INVALID');
    },
    waiting() {
      const now = world.now();
      return [...presses.values()].filter(({ answered, until }) => !answered && until >= now);
    },
  };
}

function recordOf(place: Room, user: User, message: Pressable): MessageRecord | undefined {
  const ephemeral = typeof message === 'object' && 'ephemeral' in message ? message.ephemeral : undefined;
  if (ephemeral !== undefined) {
    return place.ephemerals.find(
      (record) => record.message.ephemeral_message_id === ephemeral && record.message.receiver_user?.id === user.id,
    );
  }
  const id = typeof message === 'number' ? message : 'message_id' in message ? message.message_id : message.id;
  return place.records.find((record) => record.message.message_id === id);
}

function hidden({ message }: MessageRecord): NonNullable<CallbackQuery['message']> {
  return { chat: message.chat, message_id: message.message_id, date: 0 };
}

/** What the buttons under a message say and do. */
export function buttonsOf({ reply_markup: markup }: Message): { text: string; data: string }[][] {
  return (markup?.inline_keyboard ?? []).map((row) =>
    row.map((button) => ({ text: button.text, data: 'callback_data' in button ? button.callback_data : '' })),
  );
}
