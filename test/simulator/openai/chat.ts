import type { Break, Spoken } from './answer.ts';
import type { Heard } from './heard.ts';
import type { Block } from './sse.ts';

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

function finishReason(end: Spoken['end']): string {
  if (end === 'length') return 'length';
  return end === 'filtered' ? 'content_filter' : 'stop';
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

/** The whole completion in one piece. */
export function wholeCompletion(heard: Heard, spoken: Spoken, id: number): object {
  const content = spoken.pieces.length > 0 || spoken.refusal === undefined ? spoken.pieces.join('') : null;
  const message = { role: 'assistant', content, refusal: spoken.refusal ?? null, annotations: [] };
  return {
    ...frame(heard, 'chat.completion', id),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(spoken.end) }],
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
  for (const content of spoken.pieces) yield chunk({ content }, null, true);
  if (spoken.refusal !== undefined) yield chunk({ refusal: spoken.refusal }, null, true);
  if (spoken.failed) {
    yield { bytes: chatError(spoken.failed) };
    return;
  }
  yield chunk({}, finishReason(spoken.end));
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
