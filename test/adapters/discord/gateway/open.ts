import { expect, onTestFinished } from 'vitest';
import { type DiscordOptions, type SimChannel, startDiscord } from '../../../simulator/discord/index.ts';
import { type Rig, type RigOptions, rig } from '../setup.ts';
import { createStore, type Store } from '../store.ts';

/** Processes that follow each other on one store, in good order or killed. */

/** Hangs until the test is over. */
function hanging(): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  onTestFinished(() => resolve());
  return () => promise;
}

export async function open(discord: DiscordOptions = {}) {
  const server = await startDiscord(discord);
  onTestFinished(() => server.close());
  const ada = server.user({ username: 'ada' });
  const guild = server.guild({ name: 'g' });
  const channel = server.channel(guild, { name: 'c' });
  const dm = server.dm(ada);
  const start = (store: Store, more: Partial<RigOptions> = {}) =>
    rig({ ...more, server, context: { ...store, ...more.context } });
  const say = (where: SimChannel, text: string) =>
    server.say(where, ada, where.guild ? `<@${server.bot.id}> ${text}` : text);
  const calls = (pattern: RegExp) => server.calls.filter(({ path }) => pattern.test(path)).length;
  const offline = () => server.waitFor(() => server.online() === 0);
  const stop = async (r: Rig) => {
    await r.stop();
    await offline();
  };
  /** Ends a bot without a word: whatever it still writes is lost. Gives what it had stored. */
  const kill = async (r: Rig, store: Store): Promise<Store> => {
    const left = createStore(store);
    store.before = hanging();
    void r.stop();
    await offline();
    return left;
  };
  /** A bot that took one message, and whose position is stored. */
  const begun = async (store = createStore(), more: Partial<RigOptions> = {}) => {
    const r = await start(store, more);
    say(dm, 'one');
    await texts(store, ['one']);
    return { r, store };
  };
  return { server, ada, guild, channel, dm, start, say, calls, stop, kill, begun };
}

export async function texts(store: Store, expected: string[]): Promise<void> {
  await expect.poll(store.promptTexts, { timeout: 8000 }).toEqual(expected);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(store.promptTexts()).toEqual(expected);
}

/** Makes the commit of what is said so hang. */
export function hang(store: Store, text: string): { reached(): boolean } {
  let reached = false;
  const forever = hanging();
  store.before = (batch) => {
    if (!batch.some(({ body }) => body.type === 'message' && body.text === text)) return undefined;
    reached = true;
    return forever();
  };
  return { reached: () => reached };
}

export function said(r: Rig): string[] {
  return r.log.lines.filter(({ level }) => level !== 'debug').map(({ message }) => message);
}
