import { Agent, createServer, request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { useProxy } from '../../../src/util/proxy.ts';
import { startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { harness } from './harness.ts';

/** A forward proxy that writes down what goes through it. */
async function startProxy() {
  const paths: string[] = [];
  const agent = new Agent();
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '');
    paths.push(url.pathname.split('/').at(-1) ?? '');
    const { method = 'GET', headers } = incoming;
    const onward = request(url, { method, headers, agent }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { paths, url: `http://127.0.0.1:${address.port}`, close };
}

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
