import { describe, expect, test } from 'vitest';
import { createItemKeeper, itemsFor } from '../../src/model/items.ts';
import { createResponsesReader } from '../../src/model/responses-reader.ts';
import type { ModelMessage } from '../../src/ports/index.ts';

/** Items of the Responses API: which are kept, and in which form they go back. */

const reasoning = (id: string, more: object = { encrypted_content: 'gAAAA' }) => ({
  ...{ type: 'reasoning', id, summary: [] },
  ...more,
});
const call = { type: 'function_call', id: 'fc_1', call_id: 'a', name: 'weather', arguments: '{"city":"Oslo"}' };

function kept(...items: object[]): unknown[] {
  const keeper = createItemKeeper('m');
  for (const item of items) keeper.keep(item as Record<string, unknown>);
  return keeper.kept().map(({ item }) => item['id']);
}

test('reasoning leaves with what it led to: alone, it would be refused', () => {
  const picture = { type: 'image_generation_call', id: 'ig_1', result: new Uint8Array() };
  expect(kept(reasoning('rs_1'), picture, reasoning('rs_2'), call)).toEqual(['rs_2', 'fc_1']);
});

test('reasoning that nobody could read again is not kept', () => {
  expect(
    kept(reasoning('rs_1', {}), reasoning('rs_2', { content: [{ type: 'reasoning_text', text: 'x' }] }), call),
  ).toEqual(['rs_2', 'fc_1']);
});

test('where there is more than a million letters of them, or one is nested deep, none is kept', () => {
  const large = reasoning('rs_1', { encrypted_content: 'x'.repeat(600_000) });
  expect(kept(large, call)).toEqual(['rs_1', 'fc_1']);
  expect(kept(large, large, call)).toEqual([]);
  expect(
    kept(reasoning('rs_1', { encrypted_content: 'x', more: JSON.parse('['.repeat(99) + ']'.repeat(99)) }), call),
  ).toEqual([]);
});

describe('a message goes back', () => {
  const part = (item: Record<string, unknown>, model = 'm') => ({ type: 'item' as const, model, item });
  const called = { type: 'call' as const, call: { id: 'a', name: 'weather', arguments: '{"city":"Oslo"}' } };
  const { arguments: _, ...bare } = call;
  const said = (...parts: ModelMessage['parts']) => itemsFor({ role: 'assistant', parts }, 'm');

  test('with its words where no item has them', () => {
    const text = { type: 'text' as const, text: 'Let me look.' };
    const plain = { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{"city":"Oslo"}' };
    expect(said(text, called)).toEqual([{ role: 'assistant', content: 'Let me look.' }, plain]);
    expect(said(part(reasoning('rs_1')), text, called)).toEqual([
      reasoning('rs_1'),
      { role: 'assistant', content: 'Let me look.' },
      plain,
    ]);
    const message = { type: 'message', id: 'msg_1', content: [] };
    expect(said(part(message), text, part(bare), called)).toEqual([message, call]);
  });

  test('without items of another model, or of calls that it has not', () => {
    expect(said(part(reasoning('rs_1'), 'other'), part(bare), called)).toEqual([call]);
    expect(said(part(reasoning('rs_1')), part(bare))).toEqual([reasoning('rs_1')]);
  });
});

describe('a response', () => {
  const read = (...events: object[]) => {
    const reader = createResponsesReader({ model: 'm' }, { maker: 'm' });
    const told = events.flatMap((event) => reader.read(event as Record<string, unknown>) ?? []);
    return { told, calls: reader.calls() };
  };

  test('of a server that sends items in its last event alone is read', () => {
    const { told, calls } = read({ type: 'response.completed', response: { output: [reasoning('rs_1'), call] } });
    expect(told).toEqual([{ type: 'end', reason: 'complete' }]);
    expect(calls.map(({ type }) => type)).toEqual(['item', 'item', 'call']);
  });

  test('that repeats all items in its last event has each call once', () => {
    const done = { type: 'response.output_item.done', output_index: 0, item: call };
    expect(read(done, { type: 'response.completed', response: { output: [call] } }).calls).toHaveLength(2);
  });

  test('whose call is cut has none', () => {
    const cut = { ...call, status: 'incomplete', arguments: '{"ci' };
    expect(read({ type: 'response.output_item.done', output_index: 0, item: cut }).calls).toEqual([]);
  });
});
