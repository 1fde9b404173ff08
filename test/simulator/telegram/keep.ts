import type { Chat, Message, User } from 'grammy/types';
import type { UpdateQueue } from './updates.ts';
import { asReply, type MessageRecord, type Room, type World } from './world.ts';

/** The stand-in's world as plain JSON, so that another one can go on from it. */
export interface KeptTelegram {
  counts: World['counts'];
  nextUpdate: number;
  users: User[];
  rooms: KeptRoom[];
}

interface KeptRoom {
  chat: Chat;
  forum?: true;
  movedTo?: number;
  lastId: number;
  topics?: number[];
  members: number[];
  admins?: number[];
  records: KeptRecord[];
  ephemerals?: KeptRecord[];
}

/** A message without its chat; persons and the message replied to are named by their ids. */
interface KeptRecord {
  message: Omit<Message, 'chat' | 'from' | 'reply_to_message'>;
  from?: number;
  replyTo?: number;
  mine?: true;
  form?: true;
  selective?: true;
  edits?: number;
  deleted?: true;
}

/** Reads everything but rights, drafts and unconfirmed updates. */
export function keepTelegram(world: World, updates: UpdateQueue): KeptTelegram {
  return {
    counts: { ...world.counts },
    nextUpdate: (updates.all.at(-1)?.update_id ?? 100_000_000) + 1,
    users: [...world.users.values()].filter(({ id }) => id !== world.bot.id),
    rooms: [...world.rooms.values()].map(keepRoom),
  };
}

function keepRoom({ chat, forum, movedTo, lastId, topics, members, admins, records, ephemerals }: Room): KeptRoom {
  return {
    chat,
    ...(forum ? { forum } : {}),
    ...(movedTo === undefined ? {} : { movedTo }),
    lastId,
    ...(topics.size > 0 ? { topics: [...topics] } : {}),
    members: [...members],
    ...(admins.size > 0 ? { admins: [...admins] } : {}),
    records: records.map(keepRecord),
    ...(ephemerals.length > 0 ? { ephemerals: ephemerals.map(keepRecord) } : {}),
  };
}

function keepRecord({ message, mine, form, selective, edits, deleted }: MessageRecord): KeptRecord {
  const { chat: _, from, reply_to_message: reply, ...rest } = message;
  return {
    message: rest,
    ...(from ? { from: from.id } : {}),
    ...(reply ? { replyTo: reply.message_id } : {}),
    ...(mine ? { mine } : {}),
    ...(form ? { form } : {}),
    ...(selective ? { selective } : {}),
    ...(edits > 0 ? { edits } : {}),
    ...(deleted ? { deleted } : {}),
  };
}

/** Fills a world that is empty still. */
export function restoreTelegram(world: World, updates: UpdateQueue, kept: KeptTelegram): void {
  Object.assign(world.counts, kept.counts);
  updates.nextId(kept.nextUpdate);
  for (const user of kept.users) world.users.set(user.id, user);
  for (const each of kept.rooms) {
    const room = world.open(each.chat, each.forum);
    room.lastId = each.lastId;
    if (each.movedTo !== undefined) room.movedTo = each.movedTo;
    for (const topic of each.topics ?? []) room.topics.add(topic);
    for (const member of each.members) room.members.add(member);
    for (const admin of each.admins ?? []) room.admins.add(admin);
    for (const record of each.records) room.records.push(restored(world, room, record));
    for (const record of each.ephemerals ?? []) room.ephemerals.push(restored(world, room, record));
  }
}

function restored(world: World, room: Room, kept: KeptRecord): MessageRecord {
  const { message, from, replyTo, mine = false, form = false, selective = false, edits = 0, deleted = false } = kept;
  const user = from === undefined ? undefined : world.users.get(from);
  const reply = room.records.find((record) => record.message.message_id === replyTo);
  return {
    message: {
      ...message,
      chat: room.chat,
      ...(user ? { from: user } : {}),
      ...(reply ? { reply_to_message: asReply(reply) } : {}),
    },
    mine,
    form,
    selective,
    edits,
    deleted,
  };
}
