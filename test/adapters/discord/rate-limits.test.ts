import { expect, it } from 'vitest';
import { inServer, kindOf, messageTarget, placed, text } from './setup.ts';

/** Discord's rate limits as the scheduler hears of them. */

const body = { message: 'You are being rate limited.', retry_after: 16, global: false };
const ample = {
  'x-ratelimit-limit': '5',
  'x-ratelimit-remaining': '4',
  'x-ratelimit-reset-after': '5',
  'x-ratelimit-bucket': 'edits',
};

async function refused(headers: Record<string, string>, method: 'PATCH' | 'POST') {
  const { server, channel, surface, signal } = await inServer();
  const target = messageTarget(channel);
  const [id = ''] = await surface.create(target, text('an answer'), placed(), signal);
  server.rule({ match: (call) => call.method === method, times: 1, reply: { status: 429, headers, body } });
  return kindOf(
    method === 'PATCH'
      ? surface.edit(target, id, text('more'), signal)
      : surface.create(target, text('more'), placed(1), signal),
  );
}

it.each([
  ['an edit though its route has calls left: the message was edited too often', 'PATCH', ample, 'message'],
  ['a create, too: the channel', 'POST', ample, 'chat'],
  ['an edit as its route has none left: the channel', 'PATCH', { ...ample, 'x-ratelimit-remaining': '0' }, 'chat'],
] as const)('refuses %s', async (_, method, headers, scope) => {
  const fault = await refused({ ...headers, 'retry-after': '16' }, method);
  expect(fault).toMatchObject({ kind: 'rate_limited', status: 429, scope });
  expect(fault).toHaveProperty(
    'retryAfterMs',
    expect.toSatisfy((ms: number) => ms > 15_000 && ms < 17_000),
  );
});

it('names no wait where Discord names none', async () => {
  const fault = await refused({}, 'POST');
  expect(fault).toMatchObject({ kind: 'rate_limited', scope: 'chat' });
  expect(fault).not.toHaveProperty('retryAfterMs');
});
