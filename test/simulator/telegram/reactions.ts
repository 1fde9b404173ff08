import { isRecord, jsonField, numberField, type Params, textField } from './params.ts';
import { badRequest } from './refusal.ts';
import type { MessageRecord, World } from './world.ts';

/** Some of the emoji that anybody may react with (Bot API 10.3, ReactionTypeEmoji). */
const REACTIONS = new Set(['👍', '👎', '❤', '🔥', '👏', '🤔', '🎉', '🙏', '👌', '👀', '⚡', '✍', '🤝']);

/** Sets the bot's reaction: one, or none. */
export function setMessageReaction(world: World, params: Params): true {
  const room = world.roomFor(textField(params, 'chat_id'));
  const record = world.find(room, numberField(params, 'message_id'));
  if (!record) throw badRequest('message to react not found');
  const reactions = jsonField(params, 'reaction') ?? [];
  if (!Array.isArray(reactions)) throw badRequest("can't parse reaction types JSON object");
  if (reactions.length > 1) throw badRequest('REACTIONS_TOO_MANY');
  for (const each of reactions) {
    if (!isRecord(each) || each['type'] !== 'emoji' || !REACTIONS.has(String(each['emoji']))) {
      throw badRequest('REACTION_INVALID');
    }
  }
  const [first] = reactions.filter(isRecord);
  reactTo(world, record, world.bot.id, first && String(first['emoji']));
  return true;
}

/** Puts one emoji of somebody under a message, or none. */
export function reactTo(world: World, record: MessageRecord, user: number, emoji: string | undefined): void {
  const others = [...(record.reactions ?? [])].filter(([by]) => by !== user);
  record.reactions = new Map(emoji === undefined ? others : [...others, [user, emoji]]);
  world.changed();
}
