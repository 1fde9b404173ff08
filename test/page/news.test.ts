import { describe, expect, it, vi } from 'vitest';
import type { Call, Step, TelegramItem, World } from './protocol.ts';
import { applied } from './web/news.ts';
import { Store } from './web/store.ts';

const item = (id: string, text: string): TelegramItem => ({
  platform: 'telegram',
  id,
  place: 'telegram:1',
  message: { message_id: 1, date: 1, chat: { id: 1, type: 'private', first_name: 'Ada' }, text },
  mine: false,
  reactions: [],
});
const call = (n: number): Call => ({
  id: `c${n}`,
  to: 'telegram',
  at: n,
  what: 'sendMessage',
  request: '',
  answer: '',
});
const step = (what: Step['what'], at: number): Step => ({ at, turn: 't', place: 'telegram:1', what });
const world: World = {
  key: 'key',
  people: [],
  places: [],
  items: [item('a', 'one'), item('b', 'two')],
  forms: [],
  commands: [],
  typing: ['telegram:1'],
  calls: [],
  steps: [step('accepted', 1)],
  troubles: ['stall'],
  bot: { running: true, starts: 1, since: 0, real: false },
};
const textsOf = ({ items }: World) => items.map((one) => one.platform === 'telegram' && one.message.text);

describe('the news of the page', () => {
  it('put what is new at the end and what is other in its place, and take away what is gone', () => {
    const grown = applied(world, { items: [item('c', 'three'), item('a', 'one, edited')] });
    expect(textsOf(grown)).toEqual(['one, edited', 'two', 'three']);
    expect(textsOf(applied(grown, { gone: ['b'] }))).toEqual(['one, edited', 'three']);
    // An edit that comes with the deletion of another message touches neither's place.
    expect(textsOf(applied(grown, { gone: ['a'], items: [item('b', 'two, edited')] }))).toEqual([
      'two, edited',
      'three',
    ]);
  });

  it('leave what has not changed as it is, so that nothing of it is drawn anew', () => {
    const next = applied(world, { typing: [] });
    expect(next.items).toBe(world.items);
    expect(applied(world, { items: [item('c', 'three')] }).items[0]).toBe(world.items[0]);
    expect(next.typing).toEqual([]);
    expect(next.troubles).toBe(world.troubles);
  });

  it('keep a bounded past of calls, and every step of a turn once', () => {
    const calls = Array.from({ length: 500 }, (_, n) => call(n));
    const next = applied(applied(world, { calls }), { calls: [{ ...call(499), ms: 3 }] });
    expect(next.calls).toHaveLength(400);
    expect(next.calls.at(-1)).toEqual({ ...call(499), ms: 3 });
    const steps = [step('accepted', 1), step('begun', 2)];
    expect(applied(world, { steps }).steps).toEqual(steps);
  });
});

it('reach every window, though one of them cannot draw them', () => {
  const told = vi.fn();
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => draw());
  vi.stubGlobal('reportError', told);
  const store = new Store();
  const drawn = vi.fn();
  const failure = new Error('hostile');
  store.listen(() => {
    throw failure;
  });
  store.listen(drawn);
  store.redraw();
  expect(drawn).toHaveBeenCalledOnce();
  expect(told).toHaveBeenCalledWith(failure);
  vi.unstubAllGlobals();
});
