import type { Break, Spoken } from './answer.ts';
import { callItems, encrypted, type MakeBlock, type OutputItem } from './calls.ts';
import { type Heard, isRecord } from './heard.ts';
import { played } from './hosted.ts';
import type { Block } from './sse.ts';
import { drawingItems, toolsTold, toolUsage } from './tools.ts';
import { pieces as split } from './words.ts';

function usageOf(spoken: Spoken) {
  return {
    input_tokens: spoken.inputTokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: spoken.outputTokens,
    output_tokens_details: { reasoning_tokens: spoken.reasoningTokens },
    total_tokens: spoken.inputTokens + spoken.outputTokens,
  };
}

function incompleteDetails(end: Spoken['end']) {
  if (end === 'length') return { reason: 'max_output_tokens' };
  return end === 'filtered' ? { reason: 'content_filter' } : null;
}

function statusOf(end: Spoken['end']) {
  if (end === 'failed') return 'failed';
  return end === 'complete' ? 'completed' : 'incomplete';
}

interface Identity {
  id: string;
  message: string;
  reasoning: string;
  createdAt: number;
}

/** The response object: as it stands at the start, or at the end when `spoken` is given. */
function responseObject(heard: Heard, identity: Identity, output: object[], spoken?: Spoken) {
  const { body, easel } = heard;
  return {
    id: identity.id,
    object: 'response',
    created_at: identity.createdAt,
    status: spoken ? statusOf(spoken.end) : 'in_progress',
    background: false,
    completed_at: spoken?.end === 'complete' ? Math.floor(Date.now() / 1000) : null,
    error: spoken?.failed ?? null,
    incomplete_details: spoken ? incompleteDetails(spoken.end) : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: body['max_tool_calls'] ?? null,
    model: heard.model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    prompt_cache_key: body['prompt_cache_key'] ?? null,
    reasoning: { effort: null, summary: null, ...(body['reasoning'] ?? {}) },
    safety_identifier: body['safety_identifier'] ?? null,
    service_tier: 'default',
    store: body['store'] ?? true,
    temperature: body['temperature'] ?? 1,
    text: { format: { type: 'text' }, verbosity: 'medium', ...(body['text'] ?? {}) },
    tool_choice: 'auto',
    tools: toolsTold(heard),
    ...(easel && spoken ? { tool_usage: toolUsage(heard, spoken) } : {}),
    top_logprobs: 0,
    top_p: body['top_p'] ?? 1,
    truncation: 'disabled',
    usage: spoken && spoken.end !== 'failed' ? usageOf(spoken) : null,
    user: null,
    metadata: body['metadata'] ?? {},
  };
}

function textPart(text: string, annotations: object[] = []) {
  return { type: 'output_text', annotations, logprobs: [], text };
}

const refusalPart = (refusal: string) => ({ type: 'refusal', refusal });

function messageItem(identity: Identity, status: string, content: object[]) {
  return { id: identity.message, type: 'message', status, role: 'assistant', content };
}

function contentOf(heard: Heard, spoken: Spoken, { id }: Identity): object[] {
  const { annotations } = played(heard, spoken, id);
  const content: object[] = spoken.pieces.length > 0 ? [textPart(spoken.pieces.join(''), annotations)] : [];
  if (spoken.refusal !== undefined) content.push(refusalPart(spoken.refusal));
  return content;
}

function identify(id: number): Identity {
  const tail = id.toString(16).padStart(48, '0');
  return {
    id: `resp_${tail}`,
    message: `msg_${tail}`,
    reasoning: `rs_${tail}`,
    createdAt: Math.floor(Date.now() / 1000),
  };
}

/** Reasoning is told as a summary, to who asks for one. */
function summaryOf({ body }: Heard, { reasoning }: Spoken): string | undefined {
  const asked = isRecord(body['reasoning']) && typeof body['reasoning']['summary'] === 'string';
  return asked ? reasoning?.text : undefined;
}

/** Reasoning is an item where it is told, and where it is wanted back with the results of calls. */
function reasoningItems(heard: Heard, spoken: Spoken, { reasoning: id }: Identity): OutputItem[] {
  const { include } = heard.body;
  const summary = summaryOf(heard, spoken);
  const isWanted = Array.isArray(include) && include.includes('reasoning.encrypted_content');
  if (summary === undefined && !(isWanted && spoken.calls.length > 0)) return [];
  const sealed = isWanted ? { encrypted_content: encrypted(heard, id) } : {};
  const begun = { id, type: 'reasoning', ...(isWanted ? { encrypted_content: encrypted(heard, 'begun') } : {}) };
  const item = { id, type: 'reasoning', ...sealed, summary: summary === undefined ? [] : [summaryPart(summary)] };
  return [
    {
      item,
      *blocks(output_index, event) {
        yield event('response.output_item.added', { output_index, item: { ...begun, summary: [] } });
        if (summary !== undefined) yield* summaryBlocks(summary, { item_id: id, output_index }, event);
        yield event('response.output_item.done', { output_index, item });
      },
    },
  ];
}

function* summaryBlocks(summary: string, place: object, event: MakeBlock): Generator<Block> {
  const of = { ...place, summary_index: 0 };
  yield event('response.reasoning_summary_part.added', { ...of, part: summaryPart('') });
  for (const delta of split(summary)) yield event('response.reasoning_summary_text.delta', { ...of, delta });
  yield event('response.reasoning_summary_text.done', { ...of, text: summary });
  yield event('response.reasoning_summary_part.done', { ...of, part: summaryPart(summary) });
}

const summaryPart = (text: string) => ({ type: 'summary_text', text });

/** Items before and behind the words of an answer. */
function itemsAround(heard: Heard, spoken: Spoken, identity: Identity): { first: OutputItem[]; last: OutputItem[] } {
  return {
    first: [...reasoningItems(heard, spoken, identity), ...drawingItems(heard, spoken, identity.id)],
    last: callItems(spoken.calls, identity.id),
  };
}

function outputOf(heard: Heard, identity: Identity, spoken: Spoken): object[] {
  const content = contentOf(heard, spoken, identity);
  const status = spoken.end === 'complete' ? 'completed' : 'incomplete';
  const { first, last } = itemsAround(heard, spoken, identity);
  return [
    ...first.map(({ item }) => item),
    ...(content.length > 0 ? [messageItem(identity, status, content)] : []),
    ...last.map(({ item }) => item),
  ];
}

/** The whole response in one piece. */
export function wholeResponse(heard: Heard, spoken: Spoken, id: number): object {
  const identity = identify(id);
  return responseObject(heard, identity, outputOf(heard, identity, spoken), spoken);
}

/** The stream's events in their order, ending with completed, incomplete or failed. */
export function* responseBlocks(heard: Heard, spoken: Spoken, id: number): Generator<Block> {
  const identity = identify(id);
  let sequence = 0;
  const event = (type: string, fields: object): Block => {
    const bytes = `event: ${type}\ndata: ${JSON.stringify({ type, ...fields, sequence_number: sequence })}\n\n`;
    sequence += 1;
    return type.endsWith('.delta') ? { bytes, text: true } : { bytes };
  };
  const { first, last } = itemsAround(heard, spoken, identity);
  const place = first.length;
  const at = (index: number) => ({ item_id: identity.message, output_index: place, content_index: index });

  yield event('response.created', { response: responseObject(heard, identity, []) });
  yield event('response.in_progress', { response: responseObject(heard, identity, []) });
  for (const [index, { blocks }] of first.entries()) yield* blocks(index, event);
  const content = contentOf(heard, spoken, identity);
  if (content.length > 0) {
    yield event('response.output_item.added', { output_index: place, item: messageItem(identity, 'in_progress', []) });
  }
  let index = 0;
  if (spoken.pieces.length > 0) {
    yield event('response.content_part.added', { ...at(index), part: textPart('') });
    for (const delta of spoken.pieces) yield event('response.output_text.delta', { ...at(index), delta, logprobs: [] });
    const text = spoken.pieces.join('');
    const { annotations } = played(heard, spoken, identity.id);
    for (const [annotation_index, annotation] of annotations.entries()) {
      yield event('response.output_text.annotation.added', { ...at(index), annotation_index, annotation });
    }
    yield event('response.output_text.done', { ...at(index), text, logprobs: [] });
    yield event('response.content_part.done', { ...at(index), part: textPart(text, annotations) });
    index += 1;
  }
  if (spoken.refusal !== undefined) {
    yield event('response.content_part.added', { ...at(index), part: refusalPart('') });
    yield event('response.refusal.delta', { ...at(index), delta: spoken.refusal });
    yield event('response.refusal.done', { ...at(index), refusal: spoken.refusal });
    yield event('response.content_part.done', { ...at(index), part: refusalPart(spoken.refusal) });
  }
  const output = outputOf(heard, identity, spoken);
  if (content.length > 0) yield event('response.output_item.done', { output_index: place, item: output[place] });
  const behind = output.length - last.length;
  for (const [index, { blocks }] of last.entries()) yield* blocks(behind + index, event);
  yield event(`response.${statusOf(spoken.end)}`, { response: responseObject(heard, identity, output, spoken) });
}

/** An error in the middle of a stream. */
export function responseError(error: NonNullable<Break['error']>): string {
  const { message, code, param = null, type = 'server_error' } = error;
  const data = { type: 'error', sequence_number: 0, error: { type, code, message, param } };
  return `event: error\ndata: ${JSON.stringify(data)}\n\n`;
}
