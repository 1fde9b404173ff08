import { describe, expect, it } from 'vitest';
import type { CommandDescription } from '../../../src/ports/index.ts';
import { commands, more, rig } from './setup.ts';

/** What is registered. */

const puts = (r: Awaited<ReturnType<typeof rig>>) => r.server.calls.filter(({ method }) => method === 'PUT').length;

describe('registered commands', () => {
  it('are also on the menus of messages, suggest, and keep to themselves what only buttons fill in', async () => {
    const all = [...commands, ...more];
    const r = await rig({ context: { commands: all } });
    const registered = r.server.commands();
    const menu = { type: 3, description: '', contexts: [0, 1, 2], integration_types: [0, 1] };
    expect(registered.filter(({ type }) => type === 3)).toMatchObject([
      {
        ...menu,
        name: 'Ask about this',
        name_localizations: {
          'zh-CN': '询问此消息',
          'es-ES': 'Preguntar sobre esto',
          'es-419': 'Preguntar sobre esto',
        },
      },
      { ...menu, name: 'Summarise from here', name_localizations: null },
    ]);
    const chats = registered.find(({ name }) => name === 'chats');
    expect(chats?.['options']).toMatchObject([
      { name: 'switch', type: 3, autocomplete: true },
      { name: 'count', type: 4, autocomplete: true },
    ]);
    expect(chats?.['options']).toHaveLength(2);
    await r.stop();
    const second = await rig({ server: r.server, context: { commands: all } });
    await r.server.waitFor(() => r.server.calls.filter(({ path }) => path.endsWith('/commands')).length >= 3);
    expect(puts(second)).toBe(1);
    await second.stop();
    const renamed = all.map((each): CommandDescription => {
      return each.onMessage ? { ...each, onMessage: { ...each.onMessage, 'zh-CN': '别的' } } : each;
    });
    await rig({ server: r.server, context: { commands: renamed } });
    await r.server.waitFor(() => puts(r) === 2);
  });

  it('leave out what only buttons use, and more menus than Discord takes', async () => {
    const many = Array.from({ length: 20 }, (_, index): CommandDescription => {
      const spec = { name: `c${index}`, audience: 'everyone' as const, options: [], onMessage: {} };
      return { spec, description: { en: 'A command' }, options: {}, onMessage: { en: `Menu ${index}` } };
    });
    const internal: CommandDescription = {
      spec: { name: 'retry', audience: 'everyone', options: [], internal: 'button' },
      description: { en: 'Again' },
      options: {},
    };
    const r = await rig({ context: { commands: [internal, ...many] } });
    const types = r.server.commands().map(({ type }) => type);
    expect(types.filter((type) => type === 3)).toHaveLength(15);
    expect(types.filter((type) => type === 1)).toHaveLength(20);
    expect(r.server.commands().some(({ name }) => name === 'retry')).toBe(false);
  });
});
