import type { Chat, User } from 'grammy/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeTarget } from '../../../adapters/telegram/ids.ts';
import type { Content, Controls, Placement, Surface, Target } from '../../../src/ports/index.ts';
import { startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { faultIn, harness, pictureOf, pressTarget } from './harness.ts';

const first: Placement = { part: 0, nonce: 'n' };
const signal = new AbortController().signal;
const picture = pictureOf('cat.png');

const controls: Controls = [
  [
    { data: 'retry turn=k3', label: 'Again' },
    { data: 'delete turn=k3', label: 'Delete' },
  ],
];
const shown = [
  [
    { data: 'retry turn=k3', text: 'Again' },
    { data: 'delete turn=k3', text: 'Delete' },
  ],
];

let telegram: TelegramSimulator;
let surface: Surface;
let now: number;
let ada: User;
let chat: Chat;
let target: Target;

beforeEach(async () => {
  now = Date.now();
  telegram = await startTelegram({ clock: { now: () => now } });
  surface = harness(telegram).adapter.surface;
  ada = telegram.user({ first_name: 'Ada' });
  chat = telegram.privateChat(ada);
  const prompt = telegram.say(chat, ada, 'hi');
  target = encodeTarget({ chat: chat.id }, prompt.message_id, false);
});
afterEach(() => telegram.close());

const words = (text: string, more: Partial<Content> = {}): Content => ({ rendered: { text }, ...more });

async function create(content: Content, where = target): Promise<string> {
  const [id] = await surface.create(where, content, first, signal);
  if (id === undefined) throw new Error('no message');
  return id;
}

const last = () => telegram.messages(chat).at(-1);

describe('buttons', () => {
  it('come with a message, change with an edit, and go with one that has none', async () => {
    const id = await create(words('a', { controls }));
    expect(last()).toMatchObject({ text: 'a', buttons: shown });
    await surface.edit(target, id, words('b', { controls: [[{ data: 'stop turn=k3', label: 'Stop' }], []] }), signal);
    expect(last()).toMatchObject({ text: 'b', buttons: [[{ data: 'stop turn=k3', text: 'Stop' }]] });
    await surface.edit(target, id, words('c'), signal);
    expect(last()).toMatchObject({ text: 'c', buttons: [], editCount: 2 });
  });

  it('change under a text that stays; both the same is no change, and no failure', async () => {
    const id = await create(words('a', { controls }));
    await surface.edit(target, id, words('a', { controls }), signal);
    expect(last()).toMatchObject({ buttons: shown, editCount: 0 });
    await surface.edit(target, id, words('a'), signal);
    await surface.edit(target, id, words('a'), signal);
    expect(last()).toMatchObject({ buttons: [], editCount: 1 });
  });

  it('stand under a picture, made or edited, and go on with its caption', async () => {
    await create(words('cat', { files: [picture], controls }));
    expect(last()).toMatchObject({ photos: 1, caption: 'cat', buttons: shown });
    const id = await create(words('painting'));
    await surface.edit(target, id, words('a cat', { files: [picture], controls }), signal);
    expect(last()).toMatchObject({ photos: 1, caption: 'a cat', buttons: shown });
    await surface.edit(target, id, words('small', { controls: [[{ data: 'new', label: 'New' }]] }), signal);
    expect(last()).toMatchObject({ caption: 'small', buttons: [[{ data: 'new', text: 'New' }]] });
    await surface.edit(target, id, words('small'), signal);
    expect(last()).toMatchObject({ caption: 'small', buttons: [] });
  });

  it('are left away from albums, which cannot hold any', async () => {
    await create(words('cats', { files: [picture, picture], controls }));
    expect(telegram.messages(chat).filter(({ photos }) => photos > 0)).toMatchObject([
      { buttons: [] },
      { buttons: [] },
    ]);
  });

  it('that hold too much are a mistake of ours', async () => {
    const fault = await faultIn(create(words('a', { controls: [[{ data: `retry ${'ß'.repeat(30)}`, label: 'x' }]] })));
    expect(fault.kind).toBe('internal');
    expect(telegram.callsOf('sendMessage')).toEqual([]);
    await create(words('a', { controls: [[{ data: 'ß'.repeat(32), label: 'x' }]] }));
    expect(surface.limits.buttonsPerRow).toBe(8);
  });
});

describe('forms', () => {
  it('ask for a reply to them, which reads as one', async () => {
    const id = await create(words('A title?', { form: true }));
    expect(last()).toMatchObject({ text: 'A title?', form: true, buttons: [] });
    expect(telegram.calls.at(-1)?.params['reply_markup']).toEqual({ force_reply: true });
    // After a restart it is there as it is to be; Telegram would not let it be edited.
    await surface.edit(target, id, words('A title?', { form: true }), signal);
    expect(telegram.callsOf('editMessageText')).toEqual([]);
  });
});

describe('a press', () => {
  async function press(): Promise<Target> {
    const id = await create(words('a', { controls }));
    return pressTarget(target, telegram.press(chat, ada, Number(id), 'retry turn=k3'));
  }

  it('is answered, twice as well', async () => {
    const pressed = await press();
    await surface.acknowledge(pressed, signal);
    await surface.acknowledge(pressed, signal);
    expect(telegram.callsOf('answerCallbackQuery').map(({ ok }) => ok)).toEqual([true, false]);
    expect(telegram.notifications).toEqual([]);
    await surface.acknowledge(target, signal);
    expect(telegram.callsOf('answerCallbackQuery')).toHaveLength(2);
  });

  it('that is too long ago counts as answered', async () => {
    const pressed = await press();
    now += 60_000;
    await surface.acknowledge(pressed, signal);
    await expect(surface.create({ ...pressed, privately: true }, words('no'), first, signal)).resolves.toEqual([]);
    expect(telegram.notifications).toEqual([]);
  });

  it('whose answer is lost for another reason fails', async () => {
    const pressed = await press();
    telegram.fail('answerCallbackQuery', { error_code: 502, description: 'Bad Gateway' });
    expect((await faultIn(surface.acknowledge(pressed, signal))).kind).toBe('server');
  });

  it('is refused on the screen of who pressed', async () => {
    const pressed = await press();
    const entities = [{ type: 'bold', offset: 0, length: 4 }];
    const refusal = { rendered: { text: 'Only Ada may do that.', entities } };
    expect(await surface.create({ ...pressed, privately: true }, refusal, first, signal)).toEqual([]);
    await surface.acknowledge(pressed, signal);
    expect(telegram.notifications).toMatchObject([{ user: ada.id, text: 'Only Ada may do that.', alert: true }]);
    expect(telegram.answers(chat)).toEqual(['a']);
  });

  it.each([
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), `${'x'.repeat(199)}…`],
    [`${'x'.repeat(198)}😀😀`, `${'x'.repeat(198)}…`],
  ])('is refused in no more than an alert holds', async (said, text) => {
    const pressed = await press();
    await surface.create({ ...pressed, privately: true }, words(said), first, signal);
    expect(telegram.notifications.map((each) => each.text)).toEqual([text]);
  });

  it('is followed by a message like any other where that is for everybody', async () => {
    const id = await create(words('again'), await press());
    expect(last()).toMatchObject({ id: Number(id), text: 'again' });
    expect(telegram.callsOf('answerCallbackQuery')).toEqual([]);
  });
});

describe('drafts', () => {
  const draft = async (text: string, where = target) => surface.draft?.(where, 3, words(text), signal);

  it('pass in private chats, with a Stop, until the message comes', async () => {
    expect(surface.drafts?.(target)).toBe(true);
    await draft('');
    expect(telegram.draft(chat)).toBe('');
    await draft('so far');
    expect(telegram.draft(chat)).toBe('so far');
    expect(telegram.calls.at(-1)?.params).toMatchObject({ draft_id: 3, can_stop: true, keep_on_stop: true });
    await create(words('so far, so good'));
    expect(telegram.draft(chat)).toBeUndefined();
    expect(telegram.answers(chat)).toEqual(['so far, so good']);
  });

  it('are not for groups, nor for what may have to be said there', async () => {
    const group = telegram.group({ title: 'Lab' });
    const there = encodeTarget({ chat: group.id }, 1, true);
    expect(surface.drafts?.(there)).toBe(false);
    const alone = surface.privateTarget?.(there, { id: `telegram:${ada.id}`, name: 'Ada' });
    expect(alone && surface.drafts?.(alone)).toBe(false);
    expect((await faultIn(Promise.resolve(draft('x', there)))).kind).toBe('rejected');
  });

  it('that fail say how', async () => {
    telegram.fail('sendMessageDraft', {
      error_code: 429,
      description: 'Too Many Requests: retry after 3',
      parameters: { retry_after: 3 },
    });
    expect(await faultIn(Promise.resolve(draft('x')))).toMatchObject({
      kind: 'rate_limited',
      facts: { retryAfterMs: 3000 },
    });
  });

  it.each([
    ['thirty years', 946_080_000, 86_400_000],
    ['a time before now', -5, undefined],
    ['no number', 'soon' as unknown as number, undefined],
  ])('that are to wait for %s wait for what is a time, and a day at most', async (_, retry_after, expected) => {
    telegram.fail('sendMessageDraft', { error_code: 429, description: 'slow down', parameters: { retry_after } });
    const { kind, facts } = await faultIn(Promise.resolve(draft('x')));
    expect([kind, facts.retryAfterMs]).toEqual(['rate_limited', expected]);
  });
});
