import type { Chat, User } from 'grammy/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeTarget } from '../../../adapters/telegram/ids.ts';
import type { Content, OutgoingFile, Placement, Surface, Target } from '../../../src/ports/index.ts';
import type { FaultKind } from '../../../src/util/errors.ts';
import { drawPng } from '../../simulator/openai/png.ts';
import { isMethod, startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { faultIn, harness, pictureOf } from './harness.ts';

const picture = pictureOf('cat.png');
const first: Placement = { part: 0, nonce: 'n' };
const signal = new AbortController().signal;

let telegram: TelegramSimulator;
let surface: Surface;
let ada: User;
let chat: Chat;
let target: Target;

beforeEach(async () => {
  telegram = await startTelegram();
  surface = harness(telegram).adapter.surface;
  ada = telegram.user({ first_name: 'Ada' });
  chat = telegram.privateChat(ada);
  const prompt = telegram.say(chat, ada, 'hi');
  target = encodeTarget({ chat: chat.id }, prompt.message_id, false);
});
afterEach(() => telegram.close());

const words = (text: string): Content => ({ rendered: { text } });

async function create(content: Content, placement = first): Promise<string> {
  const [id] = await surface.create(target, content, placement, signal);
  if (id === undefined) throw new Error('no message');
  return id;
}

describe('creating', () => {
  it('sends text with its ranges, as a reply, without previews', async () => {
    const entities = [{ type: 'bold', offset: 0, length: 5 }];
    const id = await create(
      { rendered: { text: 'hello there', entities } },
      { ...first, replyTo: target.prompt ?? '' },
    );
    expect(telegram.messages(chat).at(-1)).toMatchObject({
      id: Number(id),
      mine: true,
      text: 'hello there',
      entities,
      replyTo: Number(target.prompt),
    });
    expect(telegram.calls.at(-1)?.params).toMatchObject({ link_preview_options: { is_disabled: true } });
    await create(words('on its own'));
    expect(telegram.messages(chat).at(-1)).not.toHaveProperty('replyTo');
  });

  it('answers though the prompt is gone', async () => {
    await create(words('still here'), { ...first, replyTo: '4242' });
    expect(telegram.answers(chat)).toEqual(['still here']);
  });

  it('sends a picture, or an album, with the caption first', async () => {
    const [one] = await surface.create(target, { rendered: { text: 'cat' }, files: [picture] }, first, signal);
    const ids = await surface.create(
      target,
      { rendered: { text: 'cats' }, files: [picture, picture, picture] },
      first,
      signal,
    );
    const seen = telegram.messages(chat).filter(({ mine }) => mine);
    expect(seen.map(({ id }) => String(id))).toEqual([one, ...ids]);
    expect(seen.map(({ caption }) => caption)).toEqual(['cat', 'cats', undefined, undefined]);
    expect(new Set(seen.slice(1).map(({ album }) => album)).size).toBe(1);
  });

  it('sends as files, in one call, what can be no photo with what is beside it, and what the server makes no photo of', async () => {
    const send = (...files: OutgoingFile[]) =>
      surface.create(target, { rendered: { text: 'cat' }, files }, first, signal);
    const wide: OutgoingFile = { ...picture, name: 'wide.png', bytes: drawPng(6000, 200, 'wide') };
    const heavy: OutgoingFile = {
      ...picture,
      name: 'heavy.png',
      bytes: Buffer.concat([picture.bytes, Buffer.alloc(10 * 2 ** 20)]),
    };
    const shown = () =>
      telegram
        .messages(chat)
        .filter(({ mine }) => mine)
        .map(({ caption, file, photos }) => [file ?? photos, caption]);
    await send(wide);
    await send(heavy);
    expect(shown()).toEqual([
      ['wide.png', 'cat'],
      ['heavy.png', 'cat'],
    ]);
    await send(wide, picture, heavy, picture);
    expect(telegram.callsOf('sendMediaGroup')).toHaveLength(1);
    expect(shown().slice(2)).toEqual([
      ['wide.png', 'cat'],
      ['cat.png', undefined],
      ['heavy.png', undefined],
      ['cat.png', undefined],
    ]);
    const refused = { error_code: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' };
    telegram.fail('sendPhoto', refused);
    telegram.fail('sendMediaGroup', { ...refused, description: 'Bad Request: IMAGE_PROCESS_FAILED' });
    await send(picture);
    await send(picture, picture);
    expect(shown().slice(6)).toEqual([
      ['cat.png', 'cat'],
      ['cat.png', 'cat'],
      ['cat.png', undefined],
    ]);
    // What would fail as a file as well is asked for once.
    telegram.fail('sendPhoto', {
      error_code: 400,
      description: 'Bad Request: not enough rights to send photos to the chat',
    });
    expect((await faultIn(send(picture))).kind).toBe('forbidden');
    expect(telegram.calls.at(-1)?.method).toBe('sendPhoto');
  });

  it('never sends an empty bubble', async () => {
    expect((await faultIn(create(words(' \n')))).kind).toBe('rejected');
    expect(telegram.callsOf('sendMessage')).toEqual([]);
  });

  it('speaks in topics, but names General only by silence', async () => {
    const forum = telegram.group({ title: 'Forum', forum: true });
    const topic = telegram.topic(forum, ada, 'Tea');
    const at = (thread: number) => encodeTarget({ chat: forum.id, thread }, 1, true);
    await surface.create(at(topic), words('in the topic'), first, signal);
    await surface.create(at(1), words('in General'), first, signal);
    await surface.typing(at(topic), signal);
    expect(telegram.messages(forum).filter(({ mine }) => mine)).toMatchObject([
      { text: 'in the topic', topic },
      { text: 'in General' },
    ]);
    expect(telegram.calls.at(-1)).toMatchObject({ method: 'sendChatAction', ok: true, params: { action: 'typing' } });
  });
});

describe('a topic that the server does not find', () => {
  it('is found by the reply, and not named again', async () => {
    const forum = telegram.group({ title: 'Forum', forum: true });
    const topic = telegram.topic(forum, ada, 'Tea');
    const asked = telegram.say(forum, ada, 'hi', { topic });
    telegram.loseTopic(forum, topic);
    const at = encodeTarget({ chat: forum.id, thread: topic }, asked.message_id, true);
    const reply = { ...first, replyTo: String(asked.message_id) };
    await surface.typing(at, signal);
    await surface.create(at, words('one'), reply, signal);
    await surface.create(at, words('two'), { ...first, part: 1 }, signal);
    await surface.create(at, { rendered: { text: 'cat' }, files: [picture, picture] }, reply, signal);
    const mine = () => telegram.messages(forum).filter((each) => each.mine);
    expect(mine().map((each) => [each.text, each.topic])).toEqual([
      ['one', topic],
      ['two', topic],
      ['cat', topic],
      ['', topic],
    ]);
    expect(telegram.calls.filter(({ ok }) => !ok).map(({ method }) => method)).toEqual(['sendChatAction']);
    // Where that message is gone, its topic is: nothing is said in the main chat instead.
    telegram.erase(asked);
    expect((await faultIn(surface.create(at, words('three'), reply, signal))).kind).toBe('forbidden');
    expect(mine()).toHaveLength(4);
  });

  it('is passed over in a private chat', async () => {
    const topic = telegram.topic(chat, ada, 'Tea');
    telegram.loseTopic(chat, topic);
    const at = encodeTarget({ chat: chat.id, thread: topic }, Number(target.prompt), false);
    await surface.draft?.(at, 1, words('grows'), signal);
    await surface.create(at, words('done'), first, signal);
    expect(telegram.answers(chat)).toEqual(['done']);
    expect(telegram.callsOf('sendMessageDraft').map(({ ok }) => ok)).toEqual([false, true]);
  });
});

describe('editing and removing', () => {
  it('brings a bubble to its text, twice is once', async () => {
    const id = await create(words('a'));
    await surface.edit(target, id, words('ab'), signal);
    await surface.edit(target, id, words('ab'), signal);
    expect(telegram.messages(chat).at(-1)).toMatchObject({ text: 'ab', editCount: 1 });
  });

  it('turns a text into a picture, and goes on with its caption', async () => {
    const id = await create(words('painting'));
    await surface.edit(target, id, { rendered: { text: 'a cat' }, files: [picture] }, signal);
    expect(telegram.messages(chat).at(-1)).toMatchObject({ id: Number(id), photos: 1, caption: 'a cat' });
    await surface.edit(target, id, words('a small cat'), signal);
    await surface.edit(target, id, words('a small cat'), signal);
    expect(telegram.messages(chat).at(-1)).toMatchObject({ photos: 1, caption: 'a small cat', editCount: 2 });
  });

  it('turns a text into a file where the server makes no photo of the picture', async () => {
    const id = await create(words('painting'));
    const wide: OutgoingFile = { ...picture, name: 'wide.png', bytes: drawPng(6000, 200, 'wide') };
    await surface.edit(target, id, { rendered: { text: 'a cat' }, files: [wide] }, signal);
    expect(telegram.messages(chat).at(-1)).toMatchObject({ photos: 0, file: 'wide.png', caption: 'a cat' });
    telegram.fail('editMessageMedia', { error_code: 400, description: 'Bad Request: IMAGE_PROCESS_FAILED' });
    await surface.edit(target, id, { rendered: { text: 'a dog' }, files: [picture] }, signal);
    expect(telegram.messages(chat).at(-1)).toMatchObject({ photos: 0, file: 'cat.png', caption: 'a dog' });
    await surface.edit(target, id, words('a small dog'), signal);
    expect(telegram.messages(chat).at(-1)).toMatchObject({ file: 'cat.png', caption: 'a small dog' });
  });

  it('removes once, and empties what it may not remove', async () => {
    const id = await create(words('a'));
    await surface.remove(target, id, signal);
    await surface.remove(target, id, signal);
    expect(telegram.answers(chat)).toEqual([]);
    const old = await create(words('old'));
    telegram.fail('deleteMessage', { error_code: 400, description: "Bad Request: message can't be deleted" }, 2);
    await surface.remove(target, old, signal);
    await surface.remove(target, old, signal);
    expect(telegram.answers(chat)).toEqual(['…']);
  });
});

describe('what can go wrong', () => {
  const refusals: [FaultKind, number, string][] = [
    ['gone', 400, 'Bad Request: message to edit not found'],
    ['gone', 400, "Bad Request: message can't be edited"],
    ['gone', 400, 'Bad Request: MESSAGE_ID_INVALID'],
    ['rejected', 400, 'Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 3'],
    ['rejected', 400, 'Bad Request: message is too long'],
    ['rejected', 413, 'Request Entity Too Large'],
    ['forbidden', 400, 'Bad Request: chat not found'],
    ['forbidden', 400, 'Bad Request: not enough rights to send text messages to the chat'],
    ['forbidden', 400, 'Bad Request: message thread not found'],
    ['forbidden', 403, 'Forbidden: bot was blocked by the user'],
    ['unauthorized', 401, 'Unauthorized'],
    ['unauthorized', 404, 'Not Found'],
    ['conflict', 409, 'Conflict: terminated by other getUpdates request'],
    ['server', 500, 'Internal Server Error'],
    ['server', 502, 'Bad Gateway'],
  ];
  it.each(refusals)('%s: %i %s', async (kind, error_code, description) => {
    const id = await create(words('a'));
    telegram.fail('editMessageText', { error_code, description });
    const fault = await faultIn(surface.edit(target, id, words('b'), signal));
    expect(fault.kind).toBe(kind);
    expect(fault.facts).toMatchObject({ status: error_code, description });
  });

  it('tells how long to wait', async () => {
    telegram.fail('sendMessage', {
      error_code: 429,
      description: 'Too Many Requests: retry after 35',
      parameters: { retry_after: 35 },
    });
    const fault = await faultIn(create(words('a')));
    expect(fault).toMatchObject({ kind: 'rate_limited', facts: { retryAfterMs: 35_000, scope: 'chat' } });
  });

  it('follows a group that moved, leaving the old ids behind', async () => {
    const group = telegram.basicGroup({ title: 'Lab' });
    const next = telegram.migrate(group, ada);
    const old = encodeTarget({ chat: group.id }, 1, true);
    const fault = await faultIn(surface.create(old, words('a'), first, signal));
    expect(fault).toMatchObject({ kind: 'migrated', facts: { movedTo: String(next.id) } });
    const moved = surface.moved?.(old, fault.facts.movedTo ?? '');
    if (!moved) throw new Error('it can move');
    expect(moved).toMatchObject({ chat: `telegram:${next.id}` });
    await surface.create(moved, words('a'), { ...first, replyTo: '1' }, signal);
    expect(telegram.messages(next).at(-1)).toMatchObject({ text: 'a', mine: true });
    expect(telegram.messages(next).at(-1)).not.toHaveProperty('replyTo');
  });

  it.each(['before', 'after'] as const)(
    'does not know what became of a call whose line was cut %s it',
    async (drop) => {
      telegram.rule({ match: isMethod('sendMessage'), times: 1, drop });
      const fault = await faultIn(create(words('a')));
      expect(fault).toMatchObject({ kind: 'unreachable', facts: { code: 'ECONNRESET' } });
      expect(telegram.answers(chat)).toHaveLength(drop === 'after' ? 1 : 0);
    },
  );

  it('gives away neither token nor text', async () => {
    telegram.rule({ match: isMethod('sendMessage'), times: 1, reply: { status: 502, body: '<html>' } });
    telegram.fail('sendMessage', { error_code: 400, description: 'Bad Request: odd' });
    for (const kind of ['unreachable', 'rejected']) {
      const fault = await faultIn(create(words('my secret text')));
      expect(fault.kind).toBe(kind);
      const all = `${fault.stack} ${fault.message} ${String(fault.cause)} ${JSON.stringify(fault)} ${JSON.stringify(fault.facts)}`;
      expect(all).not.toContain(telegram.token);
      expect(all).not.toContain('my secret text');
    }
  });

  it('throws the reason it was aborted for', async () => {
    const control = new AbortController();
    telegram.rule({ match: isMethod('sendMessage'), hang: true, before: () => control.abort(new Error('shutdown')) });
    await expect(surface.create(target, words('a'), first, control.signal)).rejects.toThrow('shutdown');
    await expect(surface.typing(target, control.signal)).rejects.toThrow('shutdown');
  });
});
