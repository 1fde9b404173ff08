import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createApiPost } from '../../../adapters/telegram/post.ts';

it('an answer without an end is read no further than any may be long', async () => {
  let written = 0;
  const server = createServer((_, response) => {
    const write = () => {
      while (!response.destroyed && written < 256 * 1024 * 1024) {
        written += 1024 * 1024;
        if (!response.write('x'.repeat(1024 * 1024))) return void response.once('drain', write);
      }
      response.end();
    };
    write();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { post, pathOf } = createApiPost(`http://127.0.0.1:${port}`, '1:a');
  const call = { headers: {}, body: '{}', signal: new AbortController().signal };
  const answer = await post(pathOf('getUpdates'), call);
  await expect(answer.json()).rejects.toMatchObject({ code: 'too-long' });
  expect(written).toBeLessThan(64 * 1024 * 1024);
});
