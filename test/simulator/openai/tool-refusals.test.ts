import { describe, expect, test } from 'vitest';
import { ask, askEach, chat, post } from './asking.ts';

/** Refusals of tools, calls and results, as the service words them. */

askEach();

async function refused(path: '/responses' | '/chat/completions', body: object) {
  const response = await post(path, body);
  const { error } = (await response.json()) as { error?: Record<string, unknown> };
  return { status: response.status, ...error };
}

const parameters = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const tool = (fields: object = {}) => ({ type: 'function', name: 'weather', parameters, strict: false, ...fields });
const of = (fields: object = {}) => {
  const { type, ...rest } = tool(fields);
  return { type, function: rest };
};
const asking = { ...ask, stream: false };
const chatting = { ...chat, stream: false };

describe('a function', () => {
  const cases: [string, object, string, string][] = [
    ['without a name', { name: undefined }, 'name', 'missing_required_parameter'],
    ['with a name of other signs', { name: 'the weather' }, 'name', 'invalid_value'],
    ['with a long name', { name: 'a'.repeat(65) }, 'name', 'string_above_max_length'],
    ['with a schema of no object', { parameters: { type: 'string' } }, 'parameters', 'invalid_function_parameters'],
    ['with no schema', { parameters: { properties: {} } }, 'parameters', 'invalid_function_parameters'],
    [
      'that is strict and lets others in',
      { strict: true, parameters: { type: 'object' } },
      'parameters',
      'invalid_function_parameters',
    ],
    [
      'that is strict and has what is optional',
      { strict: true, parameters: { ...parameters, required: [] } },
      'parameters',
      'invalid_function_parameters',
    ],
    ['with a field of another', { schema: {} }, 'schema', 'unknown_parameter'],
  ];
  test.each(cases)('%s is refused', async (_, fields, param, code) => {
    expect(await refused('/responses', { ...asking, tools: [tool(fields)] })).toMatchObject({
      ...{ status: 400, param: `tools[0].${param}`, code },
    });
    expect(await refused('/chat/completions', { ...chatting, tools: [of(fields)] })).toMatchObject({
      ...{ status: 400, param: `tools[0].function.${param}`, code },
    });
  });

  test('is taken to be strict by the Responses API alone where nothing is said', async () => {
    const loose = { strict: undefined, parameters: { type: 'object', properties: {} } };
    expect(await refused('/responses', { ...asking, tools: [tool(loose)] })).toMatchObject({ status: 400 });
    expect(await refused('/chat/completions', { ...chatting, tools: [of(loose)] })).toMatchObject({ status: 200 });
  });

  test('in the form of the other API is refused, and so are more than 128', async () => {
    expect(await refused('/responses', { ...asking, tools: [of()] })).toMatchObject({ param: 'tools[0].name' });
    expect(await refused('/chat/completions', { ...chatting, tools: [tool()] })).toMatchObject({
      param: 'tools[0].function',
    });
    const many = Array.from({ length: 129 }, (_, at) => tool({ name: `t${at}` }));
    expect(await refused('/responses', { ...asking, tools: many })).toMatchObject({ code: 'array_above_max_length' });
    expect(await refused('/responses', { ...asking, tools: many.slice(1) })).toMatchObject({ status: 200 });
  });
});

describe('calls and results of the Responses API', () => {
  const user = { role: 'user', content: 'Oslo?' };
  const call = { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{}' };
  const result = { type: 'function_call_output', call_id: 'call_1', output: 'Fair.' };
  const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' };
  const input = (...items: object[]) => ({ ...asking, store: false, input: [user, ...items] });

  test.each<[string, object[], number, string | undefined]>([
    ['that belong together', [reasoning, call, result], 200, undefined],
    ['a call without its result', [call], 400, 'No tool output found for function call call_1.'],
    ['a result without its call', [result], 400, 'No tool call found for function call output with call_id call_1.'],
    [
      'a result before its call',
      [result, call],
      400,
      'No tool call found for function call output with call_id call_1.',
    ],
    [
      'two results of one call',
      [call, result, result],
      400,
      'No tool call found for function call output with call_id call_1.',
    ],
    [
      'reasoning alone',
      [reasoning],
      400,
      "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
    ],
    [
      'reasoning before a question',
      [reasoning, user],
      400,
      "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
    ],
    [
      'reasoning that nobody kept',
      [{ ...reasoning, encrypted_content: null }, call, result],
      404,
      "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from your input.",
    ],
  ])('%s', async (_, items, status, message) => {
    expect(await refused('/responses', input(...items))).toMatchObject({ status, ...(message ? { message } : {}) });
  });

  test('reasoning of another model cannot be read', async () => {
    const tools = [tool()];
    const first = await post('/responses', {
      ...asking,
      store: false,
      input: 'call weather',
      tools,
      include: ['reasoning.encrypted_content'],
    });
    const { output } = (await first.json()) as { output: { type: string }[] };
    expect(output.map(({ type }) => type)).toEqual(['reasoning', 'function_call']);
    const next = { ...input(...output, { ...result, call_id: (output[1] as unknown as { call_id: string }).call_id }) };
    expect(await refused('/responses', next)).toMatchObject({ status: 200 });
    expect(await refused('/responses', { ...next, model: 'gpt-6-sol' })).toMatchObject({
      code: 'invalid_encrypted_content',
    });
  });

  test('encrypted reasoning is had of models that reason alone', async () => {
    const wanted = { ...asking, include: ['reasoning.encrypted_content'] };
    expect(await refused('/responses', wanted)).toMatchObject({ status: 200 });
    expect(await refused('/responses', { ...wanted, model: 'gpt-4.1-mini' })).toMatchObject({
      status: 400,
      param: 'include',
    });
    expect(await refused('/responses', { ...wanted, include: ['all'] })).toMatchObject({ param: 'include[0]' });
  });
});

describe('calls and results of a chat', () => {
  const user = { role: 'user', content: 'Oslo?' };
  const call = (id: string) => ({ id, type: 'function', function: { name: 'weather', arguments: '{}' } });
  const calls = { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] };
  const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'Fair.' });
  const without =
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ";
  const alone =
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";

  test.each<[string, object[], string | undefined]>([
    ['that belong together', [calls, result('b'), result('a'), user], undefined],
    ['a call without its result', [calls, result('a')], `${without}b`],
    ['words between a call and its result', [calls, result('a'), user, result('b')], `${without}b`],
    ['a result without a call', [result('a')], alone],
    ['two results of one call', [calls, result('a'), result('a'), result('b')], alone],
  ])('%s', async (_, messages, message) => {
    const told = await refused('/chat/completions', { ...chatting, messages: [user, ...messages] });
    expect(told).toMatchObject(message ? { status: 400, message } : { status: 200 });
  });
});

describe('tools of the service itself', () => {
  test.each<[string, object, number]>([
    [
      'a search from a place',
      {
        type: 'web_search',
        user_location: { type: 'approximate', city: 'Oslo', timezone: 'Europe/Oslo', country: 'NO' },
      },
      200,
    ],
    ['a search from a place of no type', { type: 'web_search', user_location: { city: 'Oslo' } }, 400],
    [
      'a search from a country by name',
      { type: 'web_search', user_location: { type: 'approximate', country: 'Norway' } },
      400,
    ],
    ['a search with another field', { type: 'web_search', zone: 'x' }, 400],
    ['code in a container', { type: 'code_interpreter', container: { type: 'auto' } }, 200],
    ['code without a container', { type: 'code_interpreter' }, 400],
  ])('%s', async (_, offered, status) => {
    expect(await refused('/responses', { ...asking, tools: [offered] })).toMatchObject({ status });
    expect(await refused('/chat/completions', { ...chatting, tools: [offered] })).toMatchObject({
      param: 'tools[0].type',
    });
  });

  test('no search where the model hardly reasons', async () => {
    const body = { ...asking, model: 'gpt-5-mini', reasoning: { effort: 'minimal' }, tools: [{ type: 'web_search' }] };
    expect(await refused('/responses', body)).toMatchObject({ status: 400, param: 'tools' });
  });
});
