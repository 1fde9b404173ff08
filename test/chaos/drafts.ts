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
  const made = new Map<string, number>();
  const late: string[] = [];
  for (const { method, ok, params, at, message } of calls) {
    const id = answerIn(String(params['text'] ?? ''));
    if (!ok || id === undefined || !once.has(id)) continue;
    if (method === 'sendMessage' && !isLost(`${params['chat_id']}:${message}`)) made.set(id, at);
    const since = made.get(id);
    if (method !== 'sendMessageDraft' || since === undefined) continue;
    if (!ends.some((end) => end.at >= since && end.at <= at))
      late.push(`a draft of the answer to Q${id} after the answer`);
  }
  return late;
}

function isAnsweredOnce({ again, former, onward }: Turn): boolean {
  return again === 0 && former.length === 0 && !onward;
}
