/** Message of an example conversation. */
export interface Said {
  role: unknown;
  text: string;
}

/** Pairs questions with the answers behind them. `isWhole`: no message is left over. */
export function pairsOf(messages: readonly Said[]): { pairs: { user: string; assistant: string }[]; isWhole: boolean } {
  const pairs: { user: string; assistant: string }[] = [];
  let asked: string | undefined;
  let left = 0;
  for (const { role, text } of messages) {
    if (text === '') continue;
    if (role === 'user' && asked === undefined) asked = text;
    else if (role === 'assistant' && asked !== undefined) {
      pairs.push({ user: asked, assistant: text });
      asked = undefined;
    } else left += 1;
  }
  return { pairs, isWhole: left === 0 && asked === undefined };
}
