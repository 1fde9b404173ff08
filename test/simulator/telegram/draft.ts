import type { Chat } from 'grammy/types';
import { booleanField, numberField, type Params, textField } from './params.ts';
import { badRequest } from './refusal.ts';
import { readText } from './send.ts';
import type { UpdateQueue } from './updates.ts';
import { type Draft, type Room, threadIn, type World } from './world.ts';

/** A draft is a preview that passes. */
const SHOWN_MS = 30_000;

export function sendMessageDraft(world: World, params: Params): true {
  const room = world.roomFor(textField(params, 'chat_id'));
  if (room.chat.type !== 'private') throw badRequest('TEXTDRAFT_PEER_INVALID');
  const id = numberField(params, 'draft_id');
  if (id === 0) throw badRequest('draft_id must be non-zero');
  const thread = threadIn(room, numberField(params, 'message_thread_id'));
  const { text, entities } = textField(params, 'text') === '' ? { text: '', entities: [] } : readText(params);
  room.draft = {
    id,
    text,
    entities,
    at: world.now(),
    stoppable: booleanField(params, 'can_stop'),
    kept: booleanField(params, 'keep_on_stop'),
    ...(thread === 0 ? {} : { thread }),
  };
  world.changed();
  return true;
}

/** The draft to be seen in a chat now. */
export function draftIn(world: World, room: Room | undefined): Draft | undefined {
  const draft = room?.draft;
  return draft && world.now() - draft.at <= SHOWN_MS ? draft : undefined;
}

/** The person presses the Stop under a draft. */
export function stopDraft(world: World, updates: UpdateQueue, chat: Chat): void {
  const room = world.rooms.get(chat.id);
  const draft = draftIn(world, room);
  if (!room || !draft?.stoppable || room.chat.type !== 'private') throw new Error('simulator: no draft to stop');
  draft.stoppable = false;
  if (!draft.kept) delete room.draft;
  const thread = draft.thread === undefined ? {} : { message_thread_id: draft.thread };
  updates.push({ stopped_message_generation: { chat: room.chat, draft_id: draft.id, ...thread } });
  world.changed();
}
