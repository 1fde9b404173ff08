import { describe, expect, test } from 'vitest';
import { createEventDecoder, DONE } from '../../src/model/sse.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function decode(...parts: Uint8Array[]): object[] {
  const decoder = createEventDecoder();
  return [...parts.flatMap((part) => [...decoder.push(part)]), ...decoder.flush()];
}

describe('server-sent events', () => {
  test.each([
    ['plain', 'data: {"a":1}\n\n'],
    ['with names', 'event: x\nid: 7\nretry: 5\ndata: {"a":1}\n\n'],
    ['without the space', 'data:{"a":1}\n\n'],
    ['carriage returns', 'event: x\r\ndata: {"a":1}\r\n\r\n'],
    ['over two lines', 'data: {"a":\ndata: 1}\n\n'],
    ['after comments', ': keep-alive\n\n: keep-alive\n\ndata: {"a":1}\n\n'],
    ['after empty data', 'data:\n\ndata: \n\ndata: {"a":1}\n\n'],
    ['after blank lines', '\n\n\ndata: {"a":1}\n\n'],
    ['without the last blank line', 'data: {"a":1}'],
  ])('%s', (_, text) => {
    expect(decode(bytes(text))).toEqual([{ a: 1 }]);
  });

  test('the mark of the end is an event of its own', () => {
    expect(decode(bytes('data: {"a":1}\n\ndata: [DONE]\n\n'))).toEqual([{ a: 1 }, DONE]);
  });

  test('cut anywhere, even within a character, they are the same', () => {
    const all = bytes('event: x\r\ndata: {"a":"é👍🏽你"}\r\n\r\ndata: {"b":"\\u0000\\n"}\n\n');
    const whole = decode(all);
    expect(whole).toEqual([{ a: 'é👍🏽你' }, { b: '\u0000\n' }]);
    for (let at = 0; at <= all.length; at += 1) expect(decode(all.slice(0, at), all.slice(at))).toEqual(whole);
    expect(decode(...[...all].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  test('events before a broken one are given first', () => {
    const decoder = createEventDecoder();
    const events = decoder.push(bytes('data: {"a":1}\n\ndata: {"b\n\ndata: {"c":1}\n\n'));
    expect(events.next().value).toEqual({ a: 1 });
    expect(() => events.next()).toThrow(expect.objectContaining({ kind: 'model_server' }));
  });

  test('an event without an end is given up before it fills the memory', () => {
    const decoder = createEventDecoder();
    const megabyte = bytes('x'.repeat(1024 * 1024));
    expect([...decoder.push(bytes('data: '))]).toEqual([]);
    expect(() => {
      for (let count = 0; count < 40; count += 1) [...decoder.push(megabyte)];
    }).toThrow(expect.objectContaining({ kind: 'model_server' }));
  });

  test('what is no object is an empty one', () => {
    expect(decode(bytes('data: null\n\ndata: 7\n\ndata: "x"\n\n'))).toEqual([{}, {}, {}]);
  });
});
