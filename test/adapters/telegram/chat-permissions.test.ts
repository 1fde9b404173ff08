import type { Chat, User } from 'grammy/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeTarget } from '../../../adapters/telegram/ids.ts';
import type { Actor, Condition, Content, Placement, Surface, Target } from '../../../src/ports/index.ts';
import { startTelegram, type TelegramOptions, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { faultIn, type Harness, harness, pictureOf, pressTarget } from './harness.ts';

const first: Placement = { part: 0, nonce: 'n' };
const signal = new AbortController().signal;

let telegram: TelegramSimulator;
let surface: Surface;
let adapter: Harness;
let ada: User;
let lab: Chat;
let target: Target;

async function start(options: TelegramOptions = {}): Promise<void> {
  await telegram?.close();
  telegram = await startTelegram(options);
  adapter = harness(telegram);
  surface = adapter.adapter.surface;
  ada = telegram.user({ first_name: 'Ada' });
  lab = telegram.group({ title: 'Lab' });
  const prompt = telegram.say(lab, ada, '/context@parley_bot');
  target = encodeTarget({ chat: lab.id }, prompt.message_id, true);
}

beforeEach(() => start());
afterEach(async () => {
  await adapter.stop();
  await telegram.close();
});

const bot = (): User => ({ ...telegram.bot });
const actor = ({ id, first_name: name }: User): Actor => ({ id: `telegram:${id}`, name });
const words = (text: string, more: Partial<Content> = {}): Content => ({ rendered: { text }, ...more });

function aloneWith(user: User, from = target): Target {
  const alone = surface.privateTarget?.(from, actor(user));
  if (!alone) throw new Error('there is such a place');
  return alone;
}

describe('what one person alone is told', () => {
  it('goes to their private chat, with its pace and without a trace of the group', async () => {
    const home = telegram.privateChat(ada);
    const alone = aloneWith(ada);
    expect(alone).toEqual({
      surface: 'telegram',
      chat: `telegram:${ada.id}`,
      group: false,
      privately: true,
      address: { chat: ada.id, group: lab.id },
    });
    const [id = ''] = await surface.create(alone, words('secret'), first, signal);
    await surface.edit(alone, id, words('a secret'), signal);
    expect(telegram.answers(home)).toEqual(['a secret']);
    expect(telegram.answers(lab)).toEqual([]);
    await surface.remove(alone, id, signal);
    expect(telegram.answers(home)).toEqual([]);
  });

  it('in a private chat stays there', () => {
    const home = encodeTarget({ chat: ada.id }, 5, false);
    expect(surface.privateTarget?.(home, actor(ada))).toEqual(home);
    expect(aloneWith(ada, aloneWith(ada))).toEqual(aloneWith(ada));
  });

  it.each(['never started', 'blocked'] as const)(
    'is shown in the group to them only, where the private chat is closed: %s',
    async (why) => {
      telegram.appoint(lab, bot());
      if (why === 'blocked') telegram.bar(telegram.privateChat(ada), ada, 'blocked');
      const alone = aloneWith(ada);
      const controls = [[{ data: 'context pin=k3', label: 'Pin' }]];
      const [id = ''] = await surface.create(alone, words('secret', { controls }), first, signal);
      expect(telegram.messages(lab).filter(({ mine }) => mine)).toEqual([]);
      const [seen] = telegram.messagesFor(lab, ada);
      expect(seen).toMatchObject({ text: 'secret', buttons: [[{ data: 'context pin=k3', text: 'Pin' }]] });
      expect(id).toBe(`e:${lab.id}:${ada.id}:${seen?.ephemeral}`);
      await surface.edit(alone, id, words('a secret'), signal);
      await surface.edit(alone, id, words('a secret'), signal);
      expect(telegram.messagesFor(lab, ada)).toMatchObject([{ text: 'a secret', buttons: [], editCount: 1 }]);
      await surface.remove(alone, id, signal);
      await surface.remove(alone, id, signal);
      expect(telegram.messagesFor(lab, ada)).toEqual([]);
    },
  );

  it('is edited where it was made, though the private chat opened since', async () => {
    telegram.appoint(lab, bot());
    const alone = aloneWith(ada);
    const [id = ''] = await surface.create(alone, words('a'), first, signal);
    const home = telegram.privateChat(ada);
    await surface.edit(alone, id, words('b'), signal);
    await surface.create(alone, words('c'), { ...first, part: 1 }, signal);
    expect(telegram.messagesFor(lab, ada).map(({ text }) => text)).toEqual(['b']);
    expect(telegram.answers(home)).toEqual(['c']);
  });

  it('may be pictures, one by one', async () => {
    telegram.appoint(lab, bot());
    const files = [pictureOf('a.png'), pictureOf('b.png')];
    const ids = await surface.create(aloneWith(ada), words('two', { files }), first, signal);
    expect(ids).toHaveLength(2);
    expect(telegram.messagesFor(lab, ada)).toMatchObject([{ photos: 1, caption: 'two' }, { photos: 1 }]);
    await surface.edit(aloneWith(ada), ids[0] ?? '', words('one of two'), signal);
    await surface.edit(aloneWith(ada), ids[1] ?? '', words('cat', { files: files.slice(0, 1) }), signal);
    expect(telegram.messagesFor(lab, ada).map(({ caption }) => caption)).toEqual(['one of two', 'cat']);
  });

  it('needs an admin there, or a press just now', async () => {
    expect(await faultIn(surface.create(aloneWith(ada), words('secret'), first, signal))).toMatchObject({
      kind: 'forbidden',
      facts: { description: "Forbidden: bot can't initiate conversation with a user" },
    });
    const [id] = await surface.create(
      target,
      words('menu', { controls: [[{ data: 'why', label: '?' }]] }),
      first,
      signal,
    );
    const pressed = pressTarget(target, telegram.press(lab, ada, Number(id), 'why'));
    const alone = aloneWith(ada, pressed);
    expect(alone).toMatchObject({ privately: true, address: { query: pressed.address['callback'] } });
    await surface.create(alone, words('because'), first, signal);
    expect(telegram.messagesFor(lab, ada).map(({ text }) => text)).toEqual(['because']);
    // Nothing was shown as an alert, and the press still waits for its answer.
    await surface.acknowledge(alone, signal);
    expect(telegram.callsOf('answerCallbackQuery').map(({ ok }) => ok)).toEqual([true]);
    expect(telegram.notifications).toEqual([]);
  });

  it('by an admin, does not fail for a press that is long over', async () => {
    telegram.appoint(lab, bot());
    const [id] = await surface.create(
      target,
      words('menu', { controls: [[{ data: 'why', label: '?' }]] }),
      first,
      signal,
    );
    const pressed = pressTarget(target, telegram.press(lab, ada, Number(id), 'why'));
    telegram.fail('sendMessage', staleQuery, 1, (params) => 'ephemeral_message_parameters' in params);
    await surface.create(aloneWith(ada, pressed), words('because'), first, signal);
    expect(telegram.messagesFor(lab, ada).map(({ text }) => text)).toEqual(['because']);
  });

  it('is taken back where an older server shows it to everybody', async () => {
    telegram.appoint(lab, bot());
    const said = await surface.create(target, words('said aloud'), first, signal);
    const result = { message_id: Number(said[0]), date: 1, chat: lab, text: 'secret' };
    telegram.rule({
      match: ({ path, body }) => path.endsWith('/sendMessage') && body.includes('ephemeral_message_parameters'),
      times: 1,
      reply: { status: 200, body: { ok: true, result } },
    });
    expect((await faultIn(surface.create(aloneWith(ada), words('secret'), first, signal))).kind).toBe('forbidden');
    expect(telegram.answers(lab)).toEqual([]);
  });

  it('stays in its topic', async () => {
    telegram.appoint(lab, bot());
    const forum = telegram.group({ title: 'Forum', forum: true });
    telegram.appoint(forum, bot());
    const topic = telegram.topic(forum, ada, 'Tea');
    const there = encodeTarget({ chat: forum.id, thread: topic }, 1, true);
    await surface.create(aloneWith(ada, there), words('secret'), first, signal);
    expect(telegram.messagesFor(forum, ada)).toMatchObject([{ text: 'secret', topic }]);
  });

  it('is never said aloud, though the group moves', async () => {
    const old = telegram.basicGroup({ title: 'Lab' });
    telegram.say(old, ada, 'hi');
    const next = telegram.migrate(old, ada);
    telegram.appoint(next, bot());
    telegram.say(next, ada, 'hi');
    const alone = aloneWith(ada, encodeTarget({ chat: old.id }, 1, true));
    const fault = await faultIn(surface.create(alone, words('secret'), first, signal));
    expect(fault).toMatchObject({ kind: 'migrated', facts: { movedTo: String(next.id) } });
    const moved = surface.moved?.(alone, String(next.id));
    if (!moved) throw new Error('it can move');
    await surface.create(moved, words('secret'), first, signal);
    expect(telegram.messagesFor(next, ada).map(({ text }) => text)).toEqual(['secret']);
    expect(telegram.answers(next)).toEqual([]);
  });

  const staleQuery = {
    error_code: 400,
    description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
  };
});

describe('who moderates', () => {
  const asks = (user: User, where = target) => surface.moderates?.(where, actor(user), signal);

  it('an admin does, a member does not, and in a private chat everybody', async () => {
    const grace = telegram.user({ first_name: 'Grace' });
    telegram.appoint(lab, grace);
    expect([await asks(grace), await asks(ada)]).toEqual([true, false]);
    expect(await asks(ada, encodeTarget({ chat: ada.id }, 1, false))).toBe(true);
    expect(await asks(grace, aloneWith(ada))).toBe(true);
  });

  it('an admin who may not delete what others write does not', async () => {
    const user = ada;
    const member = { status: 'administrator', user, can_delete_messages: false };
    telegram.rule({
      match: ({ path }) => path.endsWith('/getChatAdministrators'),
      reply: () => ({ status: 200, body: { ok: true, result: [member] } }),
    });
    expect([await asks(ada), await surface.isPresent?.(target, actor(ada), signal)]).toEqual([false, true]);
  });

  it('is asked once for many presses', async () => {
    telegram.appoint(lab, ada);
    expect(new Set(await Promise.all(Array.from({ length: 100 }, () => asks(ada))))).toEqual(new Set([true]));
    expect(telegram.callsOf('getChatAdministrators')).toHaveLength(1);
  });

  it('is asked again after a failure', async () => {
    telegram.fail('getChatAdministrators', { error_code: 502, description: 'Bad Gateway' });
    telegram.appoint(lab, ada);
    expect((await faultIn(Promise.resolve(asks(ada)))).kind).toBe('server');
    expect(await asks(ada)).toBe(true);
  });

  it('ends with the signal', async () => {
    const control = new AbortController();
    const asked = surface.moderates?.(target, actor(ada), control.signal);
    control.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });
});

describe('who is there', () => {
  const asks = (user: User, where = target) => surface.isPresent?.(where, actor(user), signal);
  /** Connects, and has everything so far read as what waited during a downtime. */
  const connect = async () => {
    await adapter.start();
    telegram.say(telegram.privateChat(telegram.user({ first_name: 'Zoe' })), ada, 'begin');
    await telegram.waitFor(() => adapter.batches.length > 0);
  };
  const heard = async (count: number) =>
    telegram.waitFor(() => telegram.unheard().length === 0 && adapter.texts().length >= count);

  it('a member is, a stranger and who left are not, where the bot may know', async () => {
    telegram.appoint(lab, bot());
    const [grace, mallory] = [telegram.user({ first_name: 'Grace' }), telegram.user({ first_name: 'Mallory' })];
    telegram.join(lab, grace);
    expect([await asks(ada), await asks(grace), await asks(mallory)]).toEqual([true, true, false]);
    expect(await asks(ada, aloneWith(ada))).toBe(true);
    telegram.leave(lab, grace, true);
    expect(await asks(grace)).toBe(true);
    expect(telegram.callsOf('getChatMember')).toHaveLength(3);
  });

  it('in a private chat its person is, and nobody else', async () => {
    const grace = telegram.user({ first_name: 'Grace' });
    const home = encodeTarget({ chat: ada.id }, 1, false);
    expect([await asks(ada, home), await asks(grace, home)]).toEqual([true, false]);
    expect(telegram.callsOf('getChatMember')).toEqual([]);
  });

  it('is not known of members where the bot is no admin, for a while; admins are known to be there', async () => {
    const grace = telegram.user({ first_name: 'Grace' });
    telegram.appoint(lab, grace);
    expect(await asks(grace)).toBe(true);
    expect((await faultIn(Promise.resolve(asks(ada)))).kind).toBe('rejected');
    expect((await faultIn(Promise.resolve(asks(ada)))).kind).toBe('rejected');
    expect(telegram.callsOf('getChatMember')).toHaveLength(2);
  });

  it('whoever speaks is, until they are seen to leave, and again once they are back', async () => {
    await connect();
    telegram.say(lab, ada, '/new');
    await heard(1);
    expect(await asks(ada)).toBe(true);
    telegram.leave(lab, ada);
    await heard(1);
    expect(await asks(ada)).toBe(false);
    telegram.join(lab, ada);
    await heard(1);
    expect(await asks(ada)).toBe(true);
    expect(telegram.callsOf('getChatMember')).toEqual([]);
  });

  it('admins are told of who leaves, and that an admin is none any more', async () => {
    telegram.appoint(lab, bot());
    telegram.appoint(lab, ada);
    await connect();
    expect(await surface.moderates?.(target, actor(ada), signal)).toBe(true);
    telegram.leave(lab, ada);
    await heard(1);
    expect([await asks(ada), await surface.moderates?.(target, actor(ada), signal)]).toEqual([false, false]);
  });

  it('what was said during a downtime tells nothing of now', async () => {
    telegram.appoint(lab, bot());
    telegram.say(lab, ada, '/new');
    telegram.leave(lab, ada, true);
    await connect();
    expect(await asks(ada)).toBe(false);
  });
});

describe('what helps or hinders', () => {
  const at = async (where = target): Promise<Condition[]> => (await surface.conditions?.(where, signal)) ?? [];
  const states = async (where = target) =>
    Object.fromEntries((await at(where)).map(({ name, state }) => [name, state]));

  it('privacy mode, which an admin sees through', async () => {
    expect(await states()).toEqual({ member: 'ok', privacy: 'limited', admin: 'limited', speak: 'ok', files: 'ok' });
    telegram.appoint(lab, bot());
    expect(await states()).toEqual({ member: 'ok', privacy: 'ok', admin: 'ok', speak: 'ok', files: 'ok' });
    await start({ privacy: false });
    expect(await states()).toEqual({ member: 'ok', privacy: 'ok', speak: 'ok', files: 'ok' });
  });

  it('what everybody may send, what the bot may, and what admins may all the same', async () => {
    telegram.allow(lab, { messages: true, photos: false }, 'everybody');
    expect(await states()).toMatchObject({ speak: 'ok', files: 'limited' });
    telegram.allow(lab, { messages: false, photos: false }, 'bot');
    expect(await states()).toMatchObject({ speak: 'blocked', files: 'limited' });
    telegram.appoint(lab, bot());
    expect(await states()).toMatchObject({ speak: 'ok', files: 'ok' });
  });

  it('not being there', async () => {
    telegram.bar(lab, ada, 'kicked');
    expect(await at()).toEqual([{ name: 'member', state: 'blocked' }]);
  });

  it('a closed topic', async () => {
    const forum = telegram.group({ title: 'Forum', forum: true });
    const topic = telegram.topic(forum, ada, 'Tea');
    const there = encodeTarget({ chat: forum.id, thread: topic }, 1, true);
    expect(await states(there)).toMatchObject({ topic: 'ok' });
    telegram.closeTopic(forum, ada, topic);
    expect(await states(there)).toMatchObject({ topic: 'blocked' });
    expect(await states(aloneWith(ada, there))).toMatchObject({ topic: 'blocked' });
    expect(await states(encodeTarget({ chat: forum.id }, 1, true))).not.toHaveProperty('topic');
  });

  it('in a private chat nothing', async () => {
    expect(await at(encodeTarget({ chat: ada.id }, 1, false))).toEqual([{ name: 'speak', state: 'ok' }]);
  });

  it('that cannot be found out is a Fault', async () => {
    telegram.fail('getChatMember', { error_code: 502, description: 'Bad Gateway' });
    expect((await faultIn(at())).kind).toBe('server');
  });
});
