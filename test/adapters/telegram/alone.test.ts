import { describe, expect, it } from 'vitest';
import { encodeTarget } from '../../../adapters/telegram/ids.ts';
import type { Content, Placement, Target } from '../../../src/ports/index.ts';
import { faultIn, pictureOf, pressTarget } from './harness.ts';
import { actor, ada, aloneWith, bot, lab, openEach, signal, surface, target, telegram } from './lab.ts';

openEach();

const first: Placement = { part: 0, nonce: 'n' };
const words = (text: string, more: Partial<Content> = {}): Content => ({ rendered: { text }, ...more });

/** Has Ada press a button in the group: the target of what follows. */
const pressMenu = async (): Promise<Target> => {
  const menu = words('menu', { controls: [[{ data: 'why', label: '?' }]] });
  const [id] = await surface.create(target, menu, first, signal);
  return pressTarget(target, telegram.press(lab, ada, Number(id), 'why'));
};

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
    const pressed = await pressMenu();
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
    const pressed = await pressMenu();
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
