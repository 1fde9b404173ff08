import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import { answerIn } from './marks.ts';
import type { Turn } from './place.ts';

/**
 * Drafts that were shown after the message they became: they would stand below it. What is asked again, has other words
 * or goes on has more than one answer, and is passed over. So is a message whose process ended before the draft: it may
 * not have been written down, and then the answer is made anew. So is one whose making the bot was not told of.
 */
export function lateDrafts(
  calls: TelegramSimulator['calls'],
  turns: readonly Turn[],
  ends: readonly { at: number }[],
  isLost: (key: string) => boolean = () => false,
): string[] {
  const once = new Set(turns.filter(isAnsweredOnce).map(({ id }) => id));
  const said = calls.flatMap(({ ok, params, ...call }, order) => {
    const id = ok ? answerIn(String(params['text'] ?? '')) : undefined;
    return id !== undefined && once.has(id) ? [{ ...call, id, order, chat: params['chat_id'] }] : [];
  });
  // Of a long answer, the end is drafted while the parts before it are there.
  const made = new Map<string, { at: number; order: number }>();
  for (const { method, id, at, order, chat, message } of said)
    if (method === 'sendMessage' && !isLost(`${chat}:${message}`)) made.set(id, { at, order });
  const late: string[] = [];
  for (const { method, id, at, order } of said) {
    const last = made.get(id);
    if (method !== 'sendMessageDraft' || !last || order < last.order) continue;
    if (!ends.some((end) => end.at >= last.at && end.at <= at))
      late.push(`a draft of the answer to Q${id} after the answer`);
  }
  return late;
}

function isAnsweredOnce({ again, former, onward }: Turn): boolean {
  return again === 0 && former.length === 0 && !onward;
}
