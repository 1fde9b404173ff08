import { expect, it } from 'vitest';
import { faultOf } from '../../../adapters/discord/faults.ts';
import { inServer, kindOf, messageTarget, placed, text } from './setup.ts';

it('a failure’s cause says where it was, not where it was copied', () => {
  const error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', request: { headers: 'secret' } });
  const { cause } = faultOf(error);
  expect(cause).toMatchObject({ message: 'socket hang up', code: 'ECONNRESET' });
  expect(cause).not.toHaveProperty('request');
  expect(cause instanceof Error && cause.stack).toMatch(/faults\.test\.ts/);
  expect(cause instanceof Error && cause.stack).not.toMatch(/discord\/faults\.ts/);
});

it.each([401, 403, 404])('a page of a proxy with %i is no word of Discord’s', async (status) => {
  const { server, channel, surface, signal } = await inServer();
  const page = { status, headers: { 'content-type': 'text/html' }, body: '<html>Forbidden</html>' };
  server.rule({ match: ({ method }) => method === 'POST', times: 1, reply: page });
  const fault = await kindOf(surface.create(messageTarget(channel), text('x'), placed(), signal));
  expect(fault).toMatchObject({ kind: 'unreachable', status, advice: expect.stringMatching(/PROXY_URL/) });
  expect(await surface.create(messageTarget(channel), text('x'), placed(), signal)).toHaveLength(1);
});
