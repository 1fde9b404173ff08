import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModelEvent, ModelRequest } from '../../src/ports/index.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { collect, keepLog, modelOf } from './support.ts';

/** Tools that the service has and runs itself: search of the web, and code. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI();
});
afterEach(() => openai.close());

const hosted: ModelRequest['hosted'] = { search: {}, code: true };
const without = (events: readonly ModelEvent[], ...types: ModelEvent['type'][]) =>
  events.filter(({ type }) => !types.includes(type));
const page = (path: string, title = 'Ferries') => ({ url: `https://oslo.example/${path}`, title });

test.each([false, true])(
  'tells what is searched, and each page once, without the mark of the service (whole: %s)',
  async (whole) => {
    const found = [page('a?x=a%20b&y'), page('a?x=a%20b&y'), page('b', ''), { url: 'javascript:alert(1)', title: 'x' }];
    const searches = [{ query: 'ferries in Oslo', pages: found }, { query: '' }];
    openai.script([{ before: 'I look it up.', text: 'They leave at nine.', searches, whole }]);
    const { events, text, error } = await collect(modelOf(openai, { official: true }), { hosted });
    expect([error, text]).toEqual([undefined, 'They leave at nine.']);
    const told = without(events, 'text', 'end', 'source');
    expect(told).toEqual([
      { type: 'commentary', delta: 'I look it up.' },
      { type: 'working', on: 'search' },
      { type: 'working', on: 'search', query: 'ferries in Oslo' },
      { type: 'working', on: 'search' },
    ]);
    expect(events.filter(({ type }) => type === 'source')).toEqual([
      { type: 'source', source: { url: 'https://oslo.example/a?x=a%20b&y', title: 'Ferries' } },
      { type: 'source', source: { url: 'https://oslo.example/b', title: 'oslo.example' } },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'complete' });
  },
);

test('brings the files that code has made, before the end', async () => {
  const png = new Uint8Array(drawPng(64, 64, 'curve'));
  const files = [
    { name: 'curve.png', bytes: png },
    { name: '../../etc/sums.csv', bytes: Buffer.from('a,b\n1,2\n') },
    { name: '.hidden', bytes: Buffer.from('x') },
  ];
  openai.script([{ text: 'Here they are.', runs: [{ code: 'print(1)', files }] }]);
  const { events } = await collect(modelOf(openai, { official: true }), { hosted });
  expect(without(events, 'text').map(({ type }) => type)).toEqual(['working', 'file', 'file', 'file', 'end']);
  const got = events.flatMap((event) => (event.type === 'file' ? [event.file] : []));
  expect(got.map(({ name, mime }) => [name, mime])).toEqual([
    ['curve.png', 'image/png'],
    ['sums.csv', 'text/csv'],
    ['file.hidden', 'application/octet-stream'],
  ]);
  expect(Buffer.from(got[0]?.bytes ?? [])).toEqual(Buffer.from(png));
});

test('a file that cannot be had, or is too large, is left out, and the answer stands', async () => {
  const log = keepLog();
  const large = { name: 'large.bin', bytes: new Uint8Array(21 * 1024 * 1024) };
  const small = { name: 'small.txt', bytes: Buffer.from('x') };
  openai.script([
    { text: 'One.', runs: [{ code: '1', files: [small, small] }] },
    { text: 'Two.', runs: [{ code: '2', files: [large, small] }] },
  ]);
  openai.fail('/containers/', { status: 404, body: '{"error":{"message":"Container is expired."}}' });
  const model = modelOf(openai, { official: true, log });
  const first = await collect(model, { hosted });
  expect([first.text, without(first.events, 'text').map(({ type }) => type)]).toEqual([
    'One.',
    ['working', 'file', 'end'],
  ]);
  const second = await collect(model, { hosted });
  expect([second.text, without(second.events, 'text').map(({ type }) => type)]).toEqual(['Two.', ['working', 'end']]);
  expect(log.lines.join('\n')).not.toContain('expired');
});

test('what a search or code had begun is asked for anew where no word was said', async () => {
  openai.script([
    { text: 'No.', searches: [{ query: 'a' }], breaks: { how: 'end', afterEvents: 5 } },
    { text: 'Yes.', searches: [{ query: 'b' }] },
  ]);
  const { text, events } = await collect(modelOf(openai, { official: true }), { hosted });
  expect([text, events.some(({ type }) => type === 'again')]).toEqual(['Yes.', true]);
});

test('words about what comes next are the answer where nothing else comes', async () => {
  openai.script([{ before: 'I would look it up, but I need not.', text: '', searches: [{ query: 'a' }] }]);
  const { text, error } = await collect(modelOf(openai, { official: true }), { hosted });
  expect([text, error]).toEqual(['I would look it up, but I need not.', undefined]);
});
