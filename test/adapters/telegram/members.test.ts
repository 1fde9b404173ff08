import type { User } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { encodeTarget } from '../../../adapters/telegram/ids.ts';
import { faultIn } from './harness.ts';
import { actor, ada, adapter, aloneWith, bot, lab, openEach, signal, surface, target, telegram } from './lab.ts';

openEach();

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
