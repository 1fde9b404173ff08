import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { firstLoads, LIMIT_MS, SHARED_LIMIT_MS, watchLoop } from '../support/loop-monitor.ts';
import { startBotProcess, startTestBot } from '../support/test-bot.ts';

/** Holds the loop for so much processor time of this thread, ms. */
function burn(ms: number): void {
  const start = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(start);
    if (user + system > ms * 1000) return;
  }
}

const burning = `${burn}`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the monitor of the event loop', () => {
  it('sees a turn that takes long, and tells its processor time', async () => {
    const loop = watchLoop();
    await pause(20);
    burn(1.5 * LIMIT_MS);
    await pause(20);
    loop.stop();
    expect(loop.long).toHaveLength(1);
    expect(loop.long[0]?.ms).toBeGreaterThanOrEqual(1.5 * LIMIT_MS);
  });

  it('sees none in waiting, nor in much work in short turns', async () => {
    const loop = watchLoop();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * LIMIT_MS);
    for (let piece = 0; piece < 10; piece += 1) {
      burn(0.3 * LIMIT_MS);
      await pause(1);
    }
    loop.stop();
    expect(loop.long).toEqual([]);
    expect(loop.longest).toBeGreaterThan(0.2 * LIMIT_MS);
  });

  it('lets a listed package be loaded once, and no other work beside it later', () => {
    const script = `
      import { watchLoop } from './test/support/loop-monitor.ts';
      ${burning}
      const loop = watchLoop();
      const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
      await pause();
      await import('gpt-tokenizer/encoding/o200k_base');
      await pause();
      const loads = loop.long.length;
      await import('gpt-tokenizer/encoding/o200k_base');
      burn(150);
      await pause();
      loop.stop();
      console.log(JSON.stringify({ loads, long: loop.long.length, exempt: loop.exempt.map(({ loaded }) => loaded) }));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      encoding: 'utf8',
    });
    const { loads, long, exempt } = JSON.parse(stdout);
    expect([loads, long]).toEqual([0, 1]);
    for (const loaded of exempt) expect(loaded).toContain('gpt-tokenizer');
    expect(Object.keys(firstLoads)).toContain('gpt-tokenizer');
  });
});

describe('a bot that holds its loop', () => {
  it('fails the scenario it is in', async () => {
    const bot = await startTestBot({
      platforms: ['telegram'],
      seams: {
        surface: (surface) => ({
          ...surface,
          create(...call) {
            burn(1.5 * SHARED_LIMIT_MS);
            return surface.create(...call);
          },
        }),
      },
    });
    const ann = bot.telegram.user({ first_name: 'Ann' });
    const chat = bot.telegram.privateChat(ann);
    bot.telegram.say(chat, ann, 'hello');
    await bot.telegram.waitFor(() => bot.telegram.answers(chat).length > 0, 15_000);
    await expect(bot.close()).rejects.toThrow(/event loop of the test was held: \d+ ms/);
  });

  it('fails the scenario, in a process of its own too', async () => {
    const script = `${burning}; process.once('SIGUSR2', () => burn(${1.5 * LIMIT_MS}));`;
    const options = `--import data:text/javascript,${encodeURIComponent(script)}`;
    const bot = await startBotProcess({ NODE_OPTIONS: options }, { platforms: ['telegram'] });
    const ann = bot.telegram.user({ first_name: 'Ann' });
    const chat = bot.telegram.privateChat(ann);
    bot.telegram.say(chat, ann, 'hello');
    // By then all is loaded.
    await bot.telegram.waitFor(() => bot.telegram.answers(chat).length > 0, 20_000);
    await bot.idle();
    expect(bot.longTurns()).toEqual([]);
    bot.send('SIGUSR2');
    await expect.poll(() => bot.longTurns().length, { timeout: 10_000 }).toBe(1);
    await expect(bot.close()).rejects.toThrow(/event loop of the process was held/);
  }, 40_000);
});
