import http from 'node:http';
import { expect, it } from 'vitest';
import { startProxy } from '../../../support/proxy.ts';
import { rig } from '../setup.ts';

it('reaches REST and the gateway through the global proxy', async () => {
  const proxy = await startProxy();
  const direct = http.setGlobalProxyFromEnv({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: '' });
  try {
    const r = await rig();
    expect(proxy.seen).toContain('tunnel');
    expect(proxy.seen).toContain('upgrade');
    await r.stop();
  } finally {
    direct();
    proxy.close();
  }
});

it('leaves everything alone where there is none', async () => {
  const before = http.request;
  const r = await rig();
  expect(http.request).toBe(before);
  await r.stop();
});
