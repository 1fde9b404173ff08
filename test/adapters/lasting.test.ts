import { describe, expect, it } from 'vitest';
import { lastingTarget, pressTarget, privateTarget } from '../../adapters/telegram/ids.ts';
import type { Target } from '../../src/ports/index.ts';
import { asked, inServer, rig } from './discord/setup.ts';

/** Targets for what is said later by itself: no token and no press in them, and the same readers. */

describe('Telegram', () => {
  const group: Target = {
    surface: 'telegram',
    chat: 'telegram:-5',
    group: true,
    privately: false,
    prompt: '9',
    address: { chat: -5, thread: 3 },
  };

  it('keeps the chat and the topic', () => {
    const { prompt: _, ...lasting } = group;
    expect(lastingTarget(group)).toEqual(lasting);
    expect(lastingTarget(pressTarget(group, 'query', 7))).toEqual(lasting);
  });

  it('keeps the one reader of a private target', () => {
    const alone = privateTarget(pressTarget(group, 'query', 7), 7);
    expect(lastingTarget(alone)).toEqual({ ...privateTarget(group, 7) });
    expect(JSON.stringify(lastingTarget(alone))).not.toContain('query');
  });
});

describe('Discord', () => {
  it('keeps the channel instead of a token', async () => {
    const { r, channel, surface } = await inServer();
    const { target } = await asked(r, channel);
    const lasting = surface.lasting(target);
    expect(lasting).toEqual({
      surface: 'discord',
      chat: `discord:${channel.id}`,
      group: true,
      privately: false,
      address: { channel: channel.id },
    });
    expect(lasting && surface.lasting(lasting)).toEqual(lasting);
  });

  it('has none where only a token reaches the reader', async () => {
    const { r, channel, surface } = await inServer();
    expect(surface.lasting((await asked(r, channel, { private: true })).target)).toBeUndefined();
    const guest = r.server.channel(r.server.guild({ name: 'far', member: false }), { name: 'c' });
    expect(surface.lasting((await asked(r, guest)).target)).toBeUndefined();
  });

  it('is the channel of a private chat, also of what was asked privately', async () => {
    const r = await rig();
    const dm = r.server.dm(r.server.user({ username: 'ada' }));
    const { target } = await asked(r, dm, { private: true });
    expect(r.adapter.surface.lasting(target)).toMatchObject({ privately: false, address: { channel: dm.id } });
  });
});
