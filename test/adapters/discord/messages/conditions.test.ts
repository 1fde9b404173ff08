import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../src/ports/index.ts';
import { asked, inServer, kindOf, messageTarget, type RigOptions } from '../setup.ts';

/** What helps or hinders the bot, for /why. */

async function found({ surface, signal }: Awaited<ReturnType<typeof inServer>>, target: Target) {
  const conditions = (await surface.conditions?.(target, signal)) ?? [];
  return Object.fromEntries(conditions.map(({ name, state }) => [name, state]));
}

const fine = { member: 'ok', content: 'ok', speak: 'ok', files: 'ok', history: 'ok' };

describe('conditions', () => {
  it('are fine where nothing is in the way', async () => {
    const rig = await inServer();
    expect(await found(rig, messageTarget(rig.channel))).toEqual(fine);
    expect(await found(rig, (await asked(rig.r, rig.channel)).target)).toEqual(fine);
    const dm = rig.server.dm(rig.server.user({ username: 'ada' }));
    const target = { ...messageTarget(dm), group: false };
    expect(await found(rig, target)).toEqual({ content: 'ok', speak: 'ok' });
  });

  it.each([
    ['send', { send: false }, { speak: 'blocked' }],
    ['attach', { attach: false }, { files: 'limited' }],
    ['history', { history: false }, { history: 'blocked' }],
  ])('tell a missing permission: %s', async (_, may, different) => {
    const rig = await inServer();
    const thread = rig.server.thread(rig.channel, { name: 't' });
    rig.server.permit(rig.channel, may);
    // Discord tells of the change on the gateway.
    await expect.poll(() => found(rig, messageTarget(rig.channel))).toEqual({ ...fine, ...different });
    expect(await found(rig, (await asked(rig.r, rig.channel)).target)).toEqual({ ...fine, ...different });
    // A thread has its channel's.
    expect(await found(rig, messageTarget(thread))).toEqual({ ...fine, ...different, topic: 'ok' });
  });

  it('tell of a channel the bot does not see', async () => {
    const rig = await inServer();
    rig.server.permit(rig.channel, { view: false });
    expect(await found(rig, messageTarget(rig.channel))).toEqual({ member: 'ok', content: 'ok', speak: 'blocked' });
  });

  it('tell of threads that are closed', async () => {
    const rig = await inServer();
    const thread = rig.server.thread(rig.channel, { name: 't' });
    rig.server.archive(thread);
    expect(await found(rig, messageTarget(thread))).toEqual({ ...fine, topic: 'ok' });
    rig.server.archive(thread, { locked: true });
    expect(await found(rig, messageTarget(thread))).toEqual({ ...fine, topic: 'blocked' });
  });

  it.each<[string, RigOptions]>([
    ['not asked for', { settings: { messageContent: false } }],
    ['not granted', { discord: { messageContent: false }, context: {} }],
  ])('tell that the intent is %s', async (_, options) => {
    const { hasty } = await import('../setup.ts');
    const rig = await inServer({ ...options, context: { clock: hasty } });
    expect(await found(rig, messageTarget(rig.channel))).toEqual({ ...fine, content: 'limited' });
  });

  it('tell a guest', async () => {
    const rig = await inServer({}, false);
    expect(await found(rig, (await asked(rig.r, rig.channel)).target)).toEqual({ member: 'limited' });
  });

  it('are no guess while Discord is away', async () => {
    const rig = await inServer();
    rig.server.fail('GET', '/channels/:c', { status: 500, code: 0, message: 'boom' });
    expect(await kindOf(found(rig, messageTarget(rig.channel)))).toMatchObject({ kind: 'server' });
  });
});
