import { expect, it } from 'vitest';
import type { Final } from '../../../src/ports/index.ts';
import { asNow, isStoredFinal } from '../../../src/storage/turns/earlier-final.ts';

/** Final answers that a version before had stored, and that this one shows and applies. */

function read(events: unknown[], inbound: unknown = {}): Final {
  const final: unknown = { v: 1, reason: 'complete', text: 'x', events };
  if (!isStoredFinal(final)) throw new Error('no final answer any more');
  return asNow(final, inbound);
}

const answer = { text: 'x', reason: 'complete' };
const noted = { type: 'noted', messages: ['7', '8'], said: 'abc' };

it('settings are set by it', () => {
  const settings = { v: 1, tier: 'advanced' };
  expect(read([{ type: 'settings', settings }, { type: 'menu' }])).toMatchObject({
    settings,
    events: [{ type: 'recorded', prompt: { text: '' }, menu: {} }],
  });
});

it.each([
  ['a menu', [{ type: 'menu', line: 'new' }], { prompt: { text: '' }, menu: { completes: 'new' } }],
  ['a command', [noted], { prompt: { text: '', id: '7', fingerprint: 'abc' } }],
  [
    'a menu and its command',
    [{ type: 'menu' }, noted],
    { prompt: { text: '', id: '7', fingerprint: 'abc' }, menu: {} },
  ],
  ['pictures', [{ ...noted, pictures: true }], { prompt: { text: '', id: '7', fingerprint: 'abc' }, pictures: true }],
  [
    'a late message',
    [{ ...noted, skipped: true }],
    { prompt: { text: '', id: '7', fingerprint: 'abc' }, lasting: true },
  ],
])('%s is one record', (_, events, expected) => {
  expect(read(events).events).toEqual([{ type: 'recorded', ...expected }]);
});

it('a menu whose button somebody else had pressed stays whose it was', () => {
  expect(read([{ type: 'menu' }], { menuOf: 'test:1' }).events).toMatchObject([{ asker: 'test:1' }]);
});

it.each(['answered', 'revised'])('a task says in its prompt what it was asked for: %s', (type) => {
  const prompt = { text: 'Translate', id: '7', alone: true };
  const event = { type, parent: null, turn: 't', prompt, answer };
  const kept = { text: 'Translate', id: '7', standalone: true, fingerprint: 'abc' };
  expect(read([event, noted]).events).toEqual([{ ...event, prompt: kept }]);
});

it('buttons whose data was a line say that line, and a form is a property', () => {
  const controls = [
    [{ data: 'retry turn=k3', label: 'Again' }],
    [{ data: '?chats rename=#k3', label: 'Rename', style: 'danger' }],
  ];
  const final: unknown = { v: 1, reason: 'complete', text: 'x', events: [], controls };
  if (!isStoredFinal(final)) throw new Error('no final answer any more');
  expect(asNow(final, {})).toEqual({
    ...{ v: 1, reason: 'complete', text: 'x', events: [] },
    buttons: [
      [{ line: 'retry turn=k3', label: 'Again' }],
      [{ line: 'chats rename=#k3', form: true, label: 'Rename', style: 'danger' }],
    ],
  });
});

it('one of this version is as it is', () => {
  const events = [{ type: 'recorded', prompt: { text: '', id: '7' } }];
  expect(read(events).events).toEqual(events);
});

it('pictures that a version before has counted were shown: none are left to show', () => {
  const final: unknown = { v: 1, reason: 'complete', text: 'a red cat', events: [], pictures: 3 };
  if (!isStoredFinal(final)) throw new Error('no final answer any more');
  expect(asNow(final, {})).toEqual({
    v: 1,
    reason: 'complete',
    text: 'a red cat',
    events: [],
    files: [],
    captioned: true,
  });
  const pictures = [{ blob: 'a', mime: 'image/png', name: 'a.png' }];
  expect(asNow({ ...final, pictures }, {})).toMatchObject({ files: pictures, captioned: true });
});
