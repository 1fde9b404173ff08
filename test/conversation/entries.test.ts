import { describe, expect, it } from 'vitest';
import { bounded, controlsOf, earlierEntries, entriesOf, lineOf, readData } from '../../src/conversation/entries.ts';
import { renewed } from '../../src/conversation/exchange.ts';
import type { Button } from '../../src/ports/index.ts';
import { byteLength } from '../../src/util/text.ts';

const buttons: Button[] = [
  { line: 'chats switch=#k1', label: '1' },
  { line: 'chats rename=#k1', label: 'Rename' },
  { line: 'chats rename=#k1', label: 'Rename', form: true },
];
const dataOf = (exchange: string, all: Button[]) =>
  controlsOf(exchange, [all])
    .flat()
    .map(({ data }) => data);

describe('data of a button', () => {
  it('names the exchange and the entry, in few bytes and no words', () => {
    const name = 'z'.repeat(20);
    for (const data of dataOf(`255~${name}`, buttons)) {
      expect(data).toMatch(/^z{20}\.[0-9a-f]{20}$/);
      expect(byteLength(data)).toBeLessThanOrEqual(64);
    }
    expect(new Set(dataOf('k3', buttons)).size).toBe(3);
  });

  it('finds its entry in whatever order they are, or none', () => {
    const entries = entriesOf([buttons]);
    for (const [at, data] of dataOf('9~k3', buttons).entries()) {
      const named = readData(data);
      expect(named.exchange).toBe('k3');
      expect(named.among(entries.toReversed())).toEqual(entries[at]);
      expect(named.among(entries.toSpliced(at, 1))).toBeUndefined();
    }
  });

  it.each([
    ['retry turn=k3', { line: 'retry turn=k3' }, 'k3'],
    ['show turn=k3 answer=1', { line: 'show turn=k3 answer=1' }, 'k3'],
    ['settings open=language', { line: 'settings open=language' }, undefined],
    ['?chats rename=#k1', { line: 'chats rename=#k1', form: true }, undefined],
  ])('of a version before names the equal entry: %s', (data, entry, exchange) => {
    const named = readData(data);
    expect(named.exchange).toBe(exchange);
    expect(named.among([...entriesOf([buttons]), entry])).toEqual(entry);
    expect(named.among([{ line: `${entry.line} x` }])).toBeUndefined();
  });
});

it('data longer than any platform carries names nothing', () => {
  const line = `settings ${' '.repeat(100_000)}open=language`;
  const named = readData(line);
  expect(named.earlier).toBeUndefined();
  expect(named.among([{ line }])).toBeUndefined();
});

it('an answer of a version before has the buttons that it may have had', () => {
  const lines = (...answers: Parameters<typeof earlierEntries>[0]['answers']) =>
    earlierEntries({ id: 'k3', answers }).map(({ line }) => line);
  const whole = { text: 'One', reason: 'complete' } as const;
  expect(lines(whole)).toEqual([lineOf.retry('k3'), lineOf.delete('k3')]);
  expect(lines(whole, { text: 'Two', reason: 'length' })).toEqual([
    lineOf.retry('k3'),
    lineOf.continue('k3'),
    lineOf.delete('k3'),
    lineOf.show('k3', 0),
    lineOf.show('k3', 1),
  ]);
});

it('entries are bounded in number and size, and those of the rendering before stay for who presses too late', () => {
  const many = Array.from({ length: 80 }, (_, at): Button => ({ line: `chats page=${at + 1}`, label: 'x' }));
  expect(bounded([many.slice(0, 40), many.slice(40)]).map(({ length }) => length)).toEqual([40, 10]);
  expect(bounded([[{ line: 'x'.repeat(2001), label: 'x' }, ...buttons]])).toEqual([buttons]);
  const [one, two] = [entriesOf([many.slice(0, 40)]), entriesOf([many.slice(30, 70)])];
  expect(renewed(one, two)).toEqual([...one.slice(20, 30), ...two]);
  expect(renewed(two, one.slice(0, 1))).toEqual([...two, ...one.slice(0, 1)]);
  expect(renewed(one, one.slice(0, 1))).toEqual([...one.slice(1), ...one.slice(0, 1)]);
});
