import type { Spoken } from './answer.ts';
import type { OutputItem } from './calls.ts';
import { invalid } from './failures.ts';
import { checkCount, checkFunction } from './function-tools.ts';
import { type Heard, isRecord } from './heard.ts';
import { checkHosted, played } from './hosted.ts';
import { checkDrawingTool, isForbidden, type Painting } from './image-checks.ts';
import { headOf, picture, usageOf } from './images.ts';
import type { ModelFacts, Models } from './models.ts';
import { listed } from './parameters.ts';

/** Built-in tools of a request for text. One is played: that which draws within an answer. */

const types: Readonly<Record<Heard['api'], readonly string[]>> = {
  responses: [
    ...['function', 'custom', 'namespace', 'mcp', 'web_search', 'web_search_2025_08_26', 'web_search_preview'],
    ...['web_search_preview_2025_03_11', 'file_search', 'code_interpreter', 'image_generation', 'computer'],
    ...['computer_use_preview', 'local_shell', 'shell', 'apply_patch', 'tool_search', 'programmatic_tool_calling'],
  ],
  chat: ['function', 'custom'],
};

/** Checks the tools, or throws the service's refusal. Gives the settings of the one that draws, if that is among them. */
export function checkTools(
  body: Readonly<Record<string, unknown>>,
  api: Heard['api'],
  facts: ModelFacts,
  models: Models,
): Painting | undefined {
  const { tools, model } = body;
  if (!Array.isArray(tools)) return undefined;
  let easel: Painting | undefined;
  checkCount(tools);
  for (const [index, tool] of tools.entries()) {
    const path = `tools[${index}]`;
    const type: unknown = isRecord(tool) ? tool['type'] : undefined;
    if (!isRecord(tool) || typeof type !== 'string' || !types[api].includes(type)) {
      const values = api === 'chat' ? "'function' and 'custom'" : listed(types[api]);
      const message = `Invalid value: '${String(type)}'. Supported values are: ${values}.`;
      throw invalid(message, `${path}.type`, 'invalid_value');
    }
    if (type === 'function') checkFunction(tool, path, api);
    if (type === 'web_search' || type === 'code_interpreter') checkHosted(tool, path, body);
    if (type !== 'image_generation') continue;
    if (facts.drawsNot) throw invalid(`Tool 'image_generation' is not supported with ${String(model)}.`, 'tools', null);
    easel = checkDrawingTool(tool, path, models);
  }
  return easel;
}

/** Tools as the response repeats them. */
export function toolsTold({ body }: Heard): object[] {
  const defaults = { background: 'auto', moderation: 'auto', n: 1, output_compression: 100, output_format: 'png' };
  const tools = Array.isArray(body['tools']) ? body['tools'].filter(isRecord) : [];
  return tools.map((tool) =>
    tool['type'] === 'image_generation' ? { ...defaults, quality: 'auto', size: 'auto', ...tool } : tool,
  );
}

/** A picture that is drawn within an answer, or is refused. */
interface Call extends Painting {
  refused: boolean;
}

/** Calls of the tool that an answer takes: as many as are asked for, and allowed. */
function callsOf({ easel, body, messages }: Heard, { draws = [] }: Spoken): Call[] {
  if (!easel) return [];
  const most = typeof body['max_tool_calls'] === 'number' ? body['max_tool_calls'] : draws.length;
  const sources = messages.flatMap(({ pictures }) => pictures);
  const sourceTokens = sources.reduce((sum, { tokens }) => sum + tokens, 0);
  return draws
    .slice(0, most)
    .map((prompt) => ({ ...easel, prompt, sources: sources.length, sourceTokens, refused: isForbidden(prompt) }));
}

/** Usage of the tools, apart from that of the model. */
export function toolUsage(heard: Heard, spoken: Spoken): object {
  const calls = callsOf(heard, spoken).filter(({ refused }) => !refused);
  const drawn = calls.map((call) => usageOf(call, call.partials));
  const sum = (count: (usage: ReturnType<typeof usageOf>) => number) =>
    drawn.reduce((total, each) => total + count(each), 0);
  const details = {
    image_tokens: sum((each) => each.input_tokens_details.image_tokens),
    text_tokens: sum((each) => each.input_tokens_details.text_tokens),
  };
  return {
    image_gen: {
      input_tokens: sum((each) => each.input_tokens),
      input_tokens_details: details,
      output_tokens: sum((each) => each.output_tokens),
      total_tokens: sum((each) => each.total_tokens),
    },
    web_search: { num_requests: 0 },
  };
}

/** Items of an answer before its words: what it says first, what it searches and runs, and its pictures. `id`: that of the response. */
export function drawingItems(heard: Heard, spoken: Spoken, id: string): OutputItem[] {
  const calls = callsOf(heard, spoken);
  const { before } = spoken;
  const { items } = played(heard, spoken, id);
  return [
    ...(before === undefined || calls.length + spoken.calls.length + items.length === 0
      ? []
      : [commentary(before, id.replace('resp', 'msg'))]),
    ...items,
    ...calls.map((call, index) => drawing(call, `${id.replace('resp', 'ig')}${index}`)),
  ];
}

function commentary(text: string, id: string): OutputItem {
  const part = { type: 'output_text', annotations: [], logprobs: [], text };
  const item = { id: `${id}c`, type: 'message', status: 'completed', role: 'assistant', phase: 'commentary' };
  return {
    item: { ...item, content: [part] },
    *blocks(output_index, event) {
      const at = { item_id: item.id, output_index, content_index: 0 };
      yield event('response.output_item.added', {
        output_index,
        item: { ...item, status: 'in_progress', content: [] },
      });
      yield event('response.content_part.added', { ...at, part: { ...part, text: '' } });
      yield event('response.output_text.delta', { ...at, delta: text, logprobs: [] });
      yield event('response.output_text.done', { ...at, text, logprobs: [] });
      yield event('response.content_part.done', { ...at, part });
      yield event('response.output_item.done', { output_index, item: { ...item, content: [part] } });
    },
  };
}

function drawing(call: Call, id: string): OutputItem {
  const { prompt, refused, sources, partials } = call;
  const error = {
    code: 'moderation_blocked',
    message: 'Your request was rejected by the safety system.',
    type: 'image_generation_user_error',
    param: null,
    moderation_details: null,
  };
  const type = 'image_generation_call';
  const action = sources > 0 ? 'edit' : 'generate';
  const done = { action, ...headOf(call), result: picture(call, id), revised_prompt: prompt };
  const item = refused
    ? { id, type, status: 'failed', result: null, error }
    : { id, type, status: 'completed', ...done };
  return {
    item,
    *blocks(output_index, event) {
      const told = (name: string, fields = {}) =>
        event(`response.${type}.${name}`, { output_index, item_id: id, ...fields });
      // The live service leaves the result out where there is none yet.
      yield event('response.output_item.added', { output_index, item: { id, type, status: 'in_progress' } });
      yield told('in_progress');
      yield { ...told('generating'), text: true };
      for (let index = 0; index < (refused ? 0 : partials); index += 1) {
        const partial_image_b64 = picture(call, `preview ${index}`);
        yield {
          ...told('partial_image', { partial_image_index: index, partial_image_b64, ...headOf(call) }),
          text: true,
        };
      }
      if (!refused) yield { ...told('completed'), text: true };
      yield event('response.output_item.done', { output_index, item });
    },
  };
}
