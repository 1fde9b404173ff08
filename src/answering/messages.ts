import { type BranchExchange, shownAnswer } from '../conversation/exchange.ts';
import type { ModelMessage, PromptRecord } from '../ports/index.ts';
import { promptText } from './prompts.ts';

/** Puts earlier turns, as the window chose them, and the new prompt into messages. */
export function messagesOf(turns: readonly BranchExchange[], prompt: PromptRecord): ModelMessage[] {
  const earlier = turns.flatMap((turn): ModelMessage[] => {
    const answer = shownAnswer(turn);
    const asked: ModelMessage = { role: 'user', text: promptText(turn.prompt) };
    return answer?.text ? [asked, { role: 'assistant', text: answer.text }] : [asked];
  });
  return joined([...earlier, { role: 'user', text: promptText(prompt) }]);
}

/** Joins messages of one role in a row: the chat templates of some models insist on turns. */
function joined(messages: readonly ModelMessage[]): ModelMessage[] {
  const turns: ModelMessage[] = [];
  for (const { role, text } of messages) {
    const last = turns.at(-1);
    if (last?.role === role) last.text += `\n\n${text}`;
    else turns.push({ role, text });
  }
  return turns;
}
