import { discordRenderer } from '../../../adapters/discord/format.ts';
import { rendererContract } from '../../contracts/renderer.ts';
import { type Refused, surfaceContract } from '../../contracts/surface.ts';
import type { Call } from '../../simulator/server.ts';
import { inServer, messageTarget } from './setup.ts';

const makes = ({ method, path }: Call) => method === 'POST' && path.endsWith('/messages');
const writes = ({ method, path }: Call) => method !== 'GET' && /\/messages(\/\d+)?$/.test(path);

const refusals: Record<Refused, { status: number; body: object; headers?: Record<string, string> }> = {
  rate_limited: {
    status: 429,
    headers: { 'retry-after': '7', 'x-ratelimit-scope': 'shared' },
    body: { message: 'The resource is being rate limited.', retry_after: 7, global: false },
  },
  server: { status: 502, body: { message: 'boom', code: 0 } },
  unauthorized: { status: 401, body: { message: '401: Unauthorized', code: 0 } },
  forbidden: { status: 403, body: { message: 'Missing Permissions', code: 50_013 } },
  rejected: { status: 400, body: { message: 'Invalid Form Body', code: 50_035 } },
  gone: { status: 404, body: { message: 'Unknown Message', code: 10_008 } },
};

surfaceContract('Discord', { adopts: true, moves: false, drafts: false, sleeps: true }, async () => {
  const { server, channel, surface } = await inServer();
  const ada = server.user({ username: 'ada' });
  let calls = 0;
  server.rule({
    match(call) {
      if (writes(call)) calls += 1;
      return false;
    },
  });
  return {
    surface,
    ask: () => messageTarget(channel, server.say(channel, ada, 'hi')),
    shown: () =>
      server
        .messages(channel)
        .filter(({ author }) => author.id === server.bot.id)
        .map(({ id, content, attachments, reference, buttons, edits }) => ({
          id,
          text: content,
          pictures: attachments.length,
          replyTo: reference,
          buttons: buttons.map((row) => row.map(({ label }) => label)),
          edits,
        })),
    erase: (id) => server.erase({ id }),
    calls: () => calls,
    refuse: (kind) => void server.rule({ match: makes, times: 1, reply: refusals[kind] }),
    lose: (when) => void server.rule({ match: makes, times: 1, drop: when }),
    hang: () => void server.rule({ match: makes, times: 1, hang: true }),
    askInThread() {
      const thread = server.thread(channel, { name: 'Tea' });
      return { target: messageTarget(thread, server.say(thread, ada, 'hi')), sleep: () => server.archive(thread) };
    },
    close: async () => undefined,
  };
});

rendererContract('Discord', discordRenderer, 64);
