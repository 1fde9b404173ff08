import { expect, onTestFinished, vi } from 'vitest';
import { startDiscord } from '../../../simulator/discord/index.ts';
import { type RigOptions, rig } from '../setup.ts';
import { createStore, type Store } from '../store.ts';

/** What is written while the bot is away for longer than its session lasts, through restarts on one store. */

export async function open(options: RigOptions = {}) {
  const server = await startDiscord(options.discord ?? { sessions: { lastMs: -1 } });
  onTestFinished(async () => {
    vi.useRealTimers();
    await server.close();
  });
  const ada = server.user({ username: 'ada' });
  const guild = server.guild({ name: 'g' });
  const channel = server.channel(guild, { name: 'c' });
  const dm = server.dm(ada);
  const mention = `<@${server.bot.id}>`;
  const start = (store: Store, more: Partial<RigOptions['context']> = {}) =>
    rig({ ...options, server, context: { ...store, ...options.context, ...more } });
  const lists = () => server.calls.filter(({ method, path }) => method === 'GET' && path.endsWith('/messages')).length;
  const say = (where: typeof channel, text: string) =>
    server.say(where, ada, where.guild ? `${mention} ${text}` : text);
  /** What a bot has stored that took `one` from the private chat, and was ended. */
  const stopped = async () => {
    const store = createStore();
    const first = await start(store);
    say(dm, 'one');
    await all(store, 1);
    await first.stop();
    return store;
  };
  return { server, ada, guild, channel, dm, mention, start, lists, say, stopped };
}

export async function all(store: Store, count: number): Promise<string[]> {
  await expect.poll(() => store.accepted.length, { timeout: 8000 }).toBeGreaterThanOrEqual(count);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return store.promptTexts();
}

export function numbered(count: number, word = 'm'): string[] {
  return Array.from({ length: count }, (_, at) => `${word}${at}`);
}
