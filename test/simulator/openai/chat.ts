import type { Break, Spoken } from './answer.ts';
import { callDeltas, wholeCalls } from './calls.ts';
import type { Heard } from './heard.ts';
import type { Block } from './sse.ts';
import { pieces as split } from './words.ts';

function usageOf(spoken: Spoken) {
  return {
    prompt_tokens: spoken.inputTokens,
    completion_tokens: spoken.outputTokens,
    total_tokens: spoken.inputTokens + spoken.outputTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: spoken.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function finishReason({ end, ending, calls }: Spoken): string | null {
  if (ending !== undefined) return ending;
  if (end === 'length') return 'length';
  if (end === 'filtered') return 'content_filter';
  return calls.length > 0 ? 'tool_calls' : 'stop';
}

function frame(heard: Heard, object: string, id: number) {
  return {
    id: `chatcmpl-${id.toString(36).padStart(29, '0')}`,
    object,
    created: Math.floor(Date.now() / 1000),
    model: heard.model,
    service_tier: 'default',
    system_fingerprint: 'fp_standin',
  };
}

/** What is said and thought, in pieces as a stream has them. */
function* deltasOf({ pieces, reasoning, parts }: Spoken): Generator<object> {
  const said = (text: string) => ({ content: parts ? [{ type: 'text', text }] : text });
  const thought = reasoning ? split(reasoning.text) : [];
  if (reasoning && typeof reasoning.as !== 'string') {
    const [open, close] = reasoning.as;
    for (const text of [...split(open), ...thought, ...split(close)]) yield said(text);
  } else for (const text of thought) yield thinking(text, reasoning?.as);
  for (const text of pieces) yield said(text);
}

function thinking(text: string, as: unknown): object {
  if (as === 'part') return { content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] };
  if (as === 'reasoning_details') return { content: '', reasoning_details: [{ type: 'reasoning.text', text }] };
  return { content: null, [String(as)]: text };
}

/** The whole completion in one piece. */
export function wholeCompletion(heard: Heard, spoken: Spoken, id: number): object {
  const { reasoning, parts } = spoken;
  const text = spoken.pieces.join('');
  const marks = reasoning && typeof reasoning.as !== 'string' ? reasoning.as : undefined;
  const marked = marks ? `${marks[0]}${reasoning?.text}${marks[1]}${text}` : text;
  const list = [
    ...(reasoning?.as === 'part' ? [{ type: 'thinking', thinking: [{ type: 'text', text: reasoning.text }] }] : []),
    { type: 'text', text: marked },
  ];
  const isNothing = spoken.refusal !== undefined || spoken.calls.length > 0;
  const content = spoken.pieces.length > 0 || !isNothing ? (parts ? list : marked) : null;
  const apart = reasoning && !marks && reasoning.as !== 'part' ? thinking(reasoning.text, reasoning.as) : {};
  const called = spoken.calls.length > 0 ? { tool_calls: wholeCalls(spoken.calls) } : {};
  const message = { ...apart, role: 'assistant', content, refusal: spoken.refusal ?? null, annotations: [], ...called };
  return {
    ...frame(heard, 'chat.completion', id),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(spoken) }],
    usage: usageOf(spoken),
  };
}

/** The stream's chunks in their order, `[DONE]` included. A failure is an error chunk without it. */
export function* chatBlocks(heard: Heard, spoken: Spoken, id: number): Generator<Block> {
  const base = frame(heard, 'chat.completion.chunk', id);
  const usage = heard.includeUsage ? { usage: null } : {};
  const chunk = (delta: object, finish: string | null, text = false): Block => {
    const data = { ...base, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...usage };
    return { bytes: `data: ${JSON.stringify(data)}\n\n`, text };
  };
  yield chunk({ role: 'assistant', content: '', refusal: null }, null);
  for (const delta of deltasOf(spoken)) yield chunk(delta, null, true);
  for (const delta of callDeltas(spoken.calls)) yield chunk(delta, null, true);
  if (spoken.refusal !== undefined) yield chunk({ refusal: spoken.refusal }, null, true);
  if (spoken.failed) {
    yield { bytes: chatError(spoken.failed) };
    return;
  }
  const reason = finishReason(spoken);
  if (reason !== null) yield chunk({}, reason);
  if (heard.includeUsage) {
    yield { bytes: `data: ${JSON.stringify({ ...base, choices: [], usage: usageOf(spoken) })}\n\n` };
  }
  yield { bytes: 'data: [DONE]\n\n' };
}

/** An error in the middle of a stream. */
export function chatError(error: NonNullable<Break['error']>): string {
  const { message, code, param = null, type = 'server_error' } = error;
  return `data: ${JSON.stringify({ error: { message, type, param, code } })}\n\n`;
}
