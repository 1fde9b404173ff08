import { describe, expect, it } from 'vitest';
import { encodeTarget } from '../../../adapters/telegram/ids.ts';
import type { Condition } from '../../../src/ports/index.ts';
import { faultIn } from './harness.ts';
import { ada, aloneWith, bot, lab, openEach, openLab, signal, surface, target, telegram } from './lab.ts';

openEach();

describe('what helps or hinders', () => {
  const at = async (where = target): Promise<Condition[]> => (await surface.conditions?.(where, signal)) ?? [];
  const states = async (where = target) =>
    Object.fromEntries((await at(where)).map(({ name, state }) => [name, state]));

  it('privacy mode, which an admin sees through', async () => {
    expect(await states()).toEqual({ member: 'ok', privacy: 'limited', admin: 'limited', speak: 'ok', files: 'ok' });
    telegram.appoint(lab, bot());
    expect(await states()).toEqual({ member: 'ok', privacy: 'ok', admin: 'ok', speak: 'ok', files: 'ok' });
    await openLab({ privacy: false });
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
