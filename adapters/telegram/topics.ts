import type { Api } from 'grammy';
import type { Target } from '../../src/ports/index.ts';
import { headOf } from '../../src/util/text.ts';
import { decodeTarget } from './ids.ts';
import type { ApiSignal } from './signal.ts';

/** Longest title of a topic, in UTF-16 units (Bot API, editForumTopic). */
export const titleLength = 128;

/** Names the topic of a target; a place that is none has no name to give. In groups it takes an admin's right. */
export async function rename(api: Api, target: Target, title: string, signal: ApiSignal): Promise<void> {
  const { chat, thread } = decodeTarget(target);
  if (thread === undefined) return;
  await api.editForumTopic(chat, thread, { name: headOf(title, titleLength) }, signal);
}
