import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import { answerIn } from './marks.ts';
import type { Turn } from './place.ts';

/**
 * Drafts that were shown after the message they became: they would stand below it. What is asked again, has other words
 * or goes on has more than one answer, and is passed over.
 */
export function lateDrafts(calls: TelegramSimulator['calls'], turns: readonly Turn[]): string[] {
  const once = new Set(turns.filter(isAnsweredOnce).map(({ id }) => id));
  const made = new Set<string>();
  const late: string[] = [];
  for (const { method, ok, params } of calls) {
    const id = answerIn(String(params['text'] ?? ''));
    if (!ok || id === undefined || !once.has(id)) continue;
    if (method === 'sendMessage') made.add(id);
    if (method === 'sendMessageDraft' && made.has(id)) late.push(`a draft of the answer to Q${id} after the answer`);
  }
  return late;
}

function isAnsweredOnce({ again, former, onward }: Turn): boolean {
  return again === 0 && former.length === 0 && !onward;
}
