import { describe, expect, it } from 'vitest';
import { type AppliedTurn, createConversations } from '../../src/conversation/conversations.ts';
import type { ConversationEvent } from '../../src/ports/index.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

/** What is answered off every branch: commands, menus, messages without words. */

const DAY_MS = 24 * 3_600_000;

function open(entries?: Iterable<readonly [string, unknown]>) {
  const { documents, kept, ttls } = createMemoryDocuments(entries);
  const conversations = createConversations(documents, 40);
  let count = 0;
  const apply = async (events: ConversationEvent[], more: Partial<AppliedTurn> = {}) => {
    count += 1;
    const turn = `t${count}`;
    const applied = { conversation: 'c', chat: 'chat', turn, asker: 'test:1', at: count, parts: [], ...more };
    await conversations.apply(applied, events);
    return turn;
  };
  const found = async (message: string) => (await conversations.find('chat', message))?.exchange;
  return { conversations, kept, ttls, apply, found };
}

const command = (id: string, more = {}): ConversationEvent => ({ type: 'recorded', prompt: { text: '', id }, ...more });
const press = (exchange?: string): ConversationEvent => ({
  type: 'recorded',
  prompt: { text: '' },
  menu: {},
  ...(exchange === undefined ? {} : { exchange }),
});

describe('an exchange off every branch', () => {
  it('is one document, found by its message and its bubbles: whose it is, what it is about, what a reply completes', async () => {
    const { kept, apply, found, conversations } = open();
    await apply([command('7', { menu: { completes: 'chats rename=k3' } })], {
      parts: ['8', '9'],
      settingsChat: 'group',
    });
    expect([...kept.keys()].filter((key) => !key.startsWith('link|'))).toEqual(['head|c', 'off-branch|c|0']);
    expect(kept.get('link|chat|8')).toEqual({ v: 2, conversation: 'c', exchange: '0~t1' });
    const exchange = await found('9');
    expect(exchange).toMatchObject({ asker: 'test:1', menu: { settingsChat: 'group', completes: 'chats rename=k3' } });
    await expect(found('7')).resolves.toEqual(exchange);
    await expect(conversations.context('c')).resolves.toMatchObject({ head: null, turns: [] });
  });

  it('goes on when a button of it is pressed, and stays whose it was', async () => {
    const { kept, apply, found } = open();
    await apply([command('7', { menu: {} })], { parts: ['8', '9'] });
    await apply([press((await found('9'))?.id)], { parts: ['9'], asker: 'test:2' });
    await expect(found('9')).resolves.toMatchObject({ asker: 'test:1', bubbles: ['8', '9'], prompt: { id: '7' } });
    expect([...kept.keys()].filter((key) => key.startsWith('off-branch|'))).toHaveLength(1);
  });

  it('is answered anew in its place when its message is edited', async () => {
    const { apply, found } = open();
    await apply([command('7', { menu: {} })], { parts: ['8', '9'] });
    const before = await found('7');
    await apply([command('7', { exchange: before?.id, pictures: true })], { parts: ['8'] });
    const exchange = await found('7');
    expect(exchange).toMatchObject({ id: before?.id, bubbles: ['8'], pictures: true });
    expect(exchange).not.toHaveProperty('menu');
  });

  it('that was taken away stays away, also by what a button of it had begun', async () => {
    const { apply, found, conversations } = open();
    await apply([command('7', { menu: {} })], { parts: ['8'] });
    const { id = '' } = (await found('7')) ?? {};
    await apply([{ type: 'removed', turn: id }]);
    await apply([press(id)], { parts: ['8'] });
    await expect(found('7')).resolves.toMatchObject({ removed: true, bubbles: [] });
    await expect(conversations.exchange('c', id)).resolves.toBeUndefined();
  });

  it('leaves the bubbles to whose they are where those are not its own', async () => {
    const { apply, found } = open();
    const answer = { text: 'hi', reason: 'complete' as const };
    const turn = await apply([{ type: 'answered', parent: null, prompt: { text: 'one', id: '1' }, answer }], {
      parts: ['2'],
    });
    await apply([{ type: 'revised', turn, answer, enters: true }, command('3', { lasting: true })], { parts: ['4'] });
    await expect(found('4')).resolves.toMatchObject({ id: turn, bubbles: ['4'] });
    await expect(found('3')).resolves.toMatchObject({ lasting: true, bubbles: ['4'] });
  });

  it('is kept for ninety days, with its links; what is on a branch for good', async () => {
    const { ttls, apply } = open();
    const answer = { text: 'hi', reason: 'complete' as const };
    await apply([command('7')], { parts: ['8'] });
    await apply([{ type: 'answered', parent: null, prompt: { text: 'one', id: '1' }, answer }], { parts: ['2'] });
    for (const key of ['off-branch|c|0', 'link|chat|7', 'link|chat|8']) expect(ttls.get(key)).toBe(90 * DAY_MS);
    for (const key of ['head|c', 'turn|c|t2', 'link|chat|1', 'link|chat|2']) expect(ttls.get(key)).toBeUndefined();
  });

  it('is one of the newest 256: the oldest is gone, and is not taken for the one in its slot', async () => {
    const { kept, apply, found } = open();
    for (let at = 0; at < 256; at += 1) await apply([command(`m${at}`)]);
    await expect(found('m0')).resolves.toMatchObject({ id: '0~t1' });
    await apply([command('m256')]);
    await expect(found('m0')).resolves.toBeUndefined();
    await expect(found('m1')).resolves.toMatchObject({ id: '1~t2' });
    await expect(found('m256')).resolves.toMatchObject({ id: '0~t257' });
    expect([...kept.keys()].filter((key) => key.startsWith('off-branch|'))).toHaveLength(256);
  });
});

describe('links of the first version', () => {
  const home = {
    place: { kind: 'group', scopes: ['group'] },
    target: { surface: 'test', chat: 'group', group: true, privately: false, address: {} },
  };

  it('of a menu: whose it is, what it is about, what a reply completes', async () => {
    const link = { v: 1, conversation: 'c', asker: 'test:1', chat: 'group', home, line: 'chats rename=k3' };
    const { conversations, apply, found } = open([['link|chat|8', link]]);
    await expect(conversations.find('chat', '8')).resolves.toMatchObject({
      conversation: 'c',
      exchange: {
        asker: 'test:1',
        bubbles: ['8'],
        menu: { settingsChat: 'group', origin: home, completes: 'chats rename=k3' },
      },
    });
    // What its buttons bring about is kept as this version does.
    await apply([press()], { parts: ['8'] });
    await expect(found('8')).resolves.toMatchObject({ id: '0~t1', menu: { settingsChat: 'chat' } });
  });

  it('of a menu that did not say what it is about: of the chat it is in', async () => {
    const { found } = open([['link|chat|8', { v: 1, conversation: 'c', asker: 'test:1' }]]);
    await expect(found('8')).resolves.toMatchObject({ menu: { settingsChat: 'chat' } });
  });

  it.each([
    [{ pictures: true }, { pictures: true }],
    [{ elsewhere: true }, { lasting: true }],
    [{ skipped: true }, { lasting: true }],
    [{ joint: ' ', pieces: [{ key: 'k', id: '6', text: '/help' }] }, { prompt: { id: '6', joint: ' ' } }],
  ])('of a message that was no question: %j', async (noted, expected) => {
    const link = {
      v: 1,
      conversation: 'c',
      asker: 'test:1',
      prompt: true,
      noted: { said: 'abc', parts: ['8'], ...noted },
    };
    const { conversations } = open([['link|chat|7', link]]);
    const found = await conversations.find('chat', '7');
    expect(found).toMatchObject({ isPrompt: true, exchange: { prompt: { fingerprint: 'abc' }, bubbles: ['8'] } });
    expect(found?.exchange).toMatchObject(expected);
  });

  it('of a task, which is a turn as well', async () => {
    const turn = {
      v: 1,
      id: 't',
      parent: null,
      prompt: { text: 'Translate', id: '7', alone: true },
      answers: [{ text: 'Hi', reason: 'complete', parts: ['8'] }],
    };
    const link = {
      v: 1,
      conversation: 'c',
      turn: 't',
      asker: 'test:1',
      prompt: true,
      noted: { said: 'abc', parts: ['8'] },
    };
    const { found } = open([
      ['turn|c|t', turn],
      ['link|chat|7', link],
    ]);
    await expect(found('7')).resolves.toEqual({
      v: 2,
      id: 't',
      asker: 'test:1',
      place: { parent: null, thread: 'first' },
      prompt: { text: 'Translate', id: '7', standalone: true, fingerprint: 'abc' },
      answers: [{ text: 'Hi', reason: 'complete' }],
      bubbles: ['8'],
    });
  });
});
