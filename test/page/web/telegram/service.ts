import type { Message } from 'grammy/types';
import { authorOf, userName } from './names.ts';
import type { Scene } from './scene.ts';
import type { TextName } from './texts.ts';

/** Fields of service messages that are only named: what happened is not shown in words of its own. */
const others = [
  'successful_payment',
  'users_shared',
  'chat_shared',
  'boost_added',
  'chat_background_set',
  'video_chat_started',
  'video_chat_ended',
] as const;

/** Says what a service message tells; undefined where it is a message. */
export function serviceText({ message, say }: Scene): string | undefined {
  const event = eventOf(message);
  return event && say(event.name, { name: authorOf(message).name, text: event.text ?? '' });
}

interface Event {
  name: TextName;
  text?: string;
}

function eventOf(message: Message): Event | undefined {
  if (message.pinned_message) return pinned(message.pinned_message);
  if (message.new_chat_members) return joined(message);
  if (message.left_chat_member) {
    const { left_chat_member: who, from } = message;
    return who.id === from?.id ? { name: 'left' } : { name: 'removed', text: userName(who) };
  }
  return topicEvent(message) ?? chatEvent(message);
}

function topicEvent(message: Message): Event | undefined {
  if (message.forum_topic_created) return { name: 'topicCreated', text: message.forum_topic_created.name };
  if (message.forum_topic_edited) {
    const { name } = message.forum_topic_edited;
    return name ? { name: 'topicRenamed', text: name } : { name: 'topicEdited' };
  }
  if (message.forum_topic_closed || message.general_forum_topic_hidden) return { name: 'topicClosed' };
  return message.forum_topic_reopened || message.general_forum_topic_unhidden ? { name: 'topicReopened' } : undefined;
}

function chatEvent(message: Message): Event | undefined {
  if (message.new_chat_title) return { name: 'titled', text: message.new_chat_title };
  if (message.new_chat_photo) return { name: 'pictured' };
  if (message.delete_chat_photo) return { name: 'pictureGone' };
  if (message.group_chat_created || message.supergroup_chat_created)
    return { name: 'created', text: message.chat.title ?? '' };
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return { name: 'upgraded' };
  if (message.message_auto_delete_timer_changed) return { name: 'autoDelete' };
  return others.some((field) => message[field]) ? { name: 'other' } : undefined;
}

function joined({ new_chat_members: members = [], from }: Message): Event {
  const alone = members.length === 1 && members[0]?.id === from?.id;
  return alone ? { name: 'joined' } : { name: 'added', text: members.map(userName).join(', ') };
}

/** Characters of a pinned message that are told. */
const TOLD = 40;

function pinned(message: NonNullable<Message['pinned_message']>): Event {
  const text = message.text ?? message.caption ?? '';
  if (text === '') return { name: 'pinnedMessage' };
  const signs = [...text.replaceAll('\n', ' ')];
  return { name: 'pinned', text: signs.length > TOLD ? `${signs.slice(0, TOLD).join('')}…` : signs.join('') };
}
