import { afterEach, beforeEach, expect, it } from 'vitest';
import { useProxy } from '../../../src/util/proxy.ts';
import { startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { startProxy } from '../../support/proxy.ts';
import { harness } from './harness.ts';

let telegram: TelegramSimulator;
let proxy: Awaited<ReturnType<typeof startProxy>>;

beforeEach(async () => {
  telegram = await startTelegram();
  proxy = await startProxy();
});
afterEach(async () => {
  proxy.close();
  await telegram.close();
});

it('goes through the operator’s proxy', async () => {
  const release = useProxy(proxy.url);
  const core = harness(telegram);
  try {
    await core.start();
    const ada = telegram.user({ first_name: 'Ada' });
    telegram.say(telegram.privateChat(ada), ada, 'hi');
    await telegram.waitFor(() => core.texts().includes('hi'));
    expect(proxy.paths).toEqual(expect.arrayContaining(['getMe', 'getUpdates']));
    expect(proxy.paths.length).toBeGreaterThanOrEqual(telegram.calls.length);
  } finally {
    await core.stop();
    release();
  }
});
