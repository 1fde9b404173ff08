import type { ChatSettings, Command, Place, Task } from '../ports/index.ts';
import type { Conversations } from './conversations.ts';
import { conversationsAt } from './scope.ts';

/** Choices that hold at a place, in the layers that they were made in. */
export interface PlaceSettings {
  /** Choices for the whole chat. */
  chat: ChatSettings;
  /** Choices for the topic or thread alone. */
  thread?: ChatSettings;
}

/** Names the topic or thread that a place is, as its choices are kept; undefined where the place is a whole chat. */
function topicAt(place: Pick<Place, 'chat' | 'thread' | 'parent'>): string | undefined {
  const { here, group } = conversationsAt(place);
  return group === undefined ? undefined : here;
}

/** Names the topic or thread that a task is about, whoever is shown its answer. */
export function topicOf(
  task: Pick<Task, 'target' | 'thread' | 'settingsChat'> & Partial<Pick<Command, 'origin' | 'askedAt'>>,
): string | undefined {
  const { target, thread, settingsChat, askedAt = target, origin = askedAt } = task;
  const isThread = settingsChat !== undefined && settingsChat !== origin.chat;
  return topicAt({
    chat: origin.chat,
    ...(thread === undefined ? {} : { thread }),
    ...(isThread ? { parent: settingsChat } : {}),
  });
}

/** Names the conversation of the chat, topic or thread that a task is about, whatever history is kept there. */
export function hereOf(task: Parameters<typeof topicOf>[0]): string {
  const { target, askedAt = target, origin = askedAt } = task;
  return topicOf(task) ?? origin.chat;
}

/** Reads the choices for a place. Rejects with Fault('storage'). */
export async function settingsAt(
  conversations: Pick<Conversations, 'settings'>,
  place: Pick<Place, 'chat' | 'thread' | 'parent'>,
): Promise<PlaceSettings> {
  const topic = topicAt(place);
  const [chat, thread] = await Promise.all([
    conversations.settings(place.parent ?? place.chat),
    topic === undefined ? undefined : conversations.settings(topic),
  ]);
  return thread ? { chat, thread } : { chat };
}
