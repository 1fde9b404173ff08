import { numberField, type Params, textField } from './params.ts';
import { badRequest } from './refusal.ts';
import { threadIn, type World } from './world.ts';

/** Names a topic: the bot may in a private chat, and in a group as an admin (Bot API, editForumTopic). */
export function editForumTopic(world: World, params: Params): true {
  const room = world.roomFor(textField(params, 'chat_id'));
  const thread = threadIn(room, numberField(params, 'message_thread_id'));
  if (thread === 0) throw badRequest('message thread not found');
  if (room.chat.type !== 'private' && !room.admins.has(world.bot.id)) {
    throw badRequest('not enough rights to manage topics');
  }
  const name = textField(params, 'name');
  if (name.length > 128) throw badRequest('TOPIC_TITLE_INVALID');
  if (name !== '') room.names.set(thread, name);
  world.changed();
  return true;
}
