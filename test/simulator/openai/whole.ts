import type { Spoken } from './answer.ts';
import { wholeCompletion } from './chat.ts';
import { Refusal } from './failures.ts';
import type { Heard } from './heard.ts';
import { wholeResponse } from './responses.ts';

/** The answer in one piece, as its API has it. `id` makes its own. */
export function wholeOf(heard: Heard, spoken: Spoken, id: number): object {
  if (heard.api === 'responses') return wholeResponse(heard, spoken, id);
  if (spoken.failed) throw new Refusal(500, { ...spoken.failed, type: 'server_error' });
  return wholeCompletion(heard, spoken, id);
}
