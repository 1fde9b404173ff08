import { describe, expect, it } from 'vitest';
import { missingMembers } from '../../../../adapters/discord/gateway/shards.ts';
import { hasty, type Rig, type RigOptions, rig } from '../setup.ts';
import { createStore } from '../store.ts';

/** A gateway in trouble: the line comes back by itself, nothing is lost or doubled, and the log says so once. */

async function connected(options: RigOptions = {}) {
  const store = createStore();
  const r = await rig({ ...options, context: { ...store, ...options.context } });
  const ada = r.server.user({ username: 'ada' });
  const dm = r.server.dm(ada);
  const say = (text: string) => r.server.say(dm, ada, text);
  say('before');
  await expect.poll(store.promptTexts).toEqual(['before']);
  return { ...r, r, store, say };
}

function lines({ log }: Rig): string[] {
  return log.lines.filter(({ level }) => level !== 'debug').map(({ level, message }) => `${level}: ${message}`);
}

const lost = 'warn: The connection to Discord is lost; connecting again';
const back = 'info: The connection to Discord is back';

describe('the line comes back', () => {
  it.each([
    ['asked to reconnect (op 7)', 'reconnect', { identifies: 1, resumes: 1 }],
    ['an invalid session that may be resumed (op 9 true)', 'resumable', { identifies: 1, resumes: 1 }],
    ['an invalid session (op 9 false)', 'invalid', { identifies: 2, resumes: 0 }],
    ['a dropped socket', 'drop', { identifies: 1, resumes: 1 }],
    ['closed as unknown error', { code: 4000 }, { identifies: 1, resumes: 1 }],
    ['closed for a timed out session', { code: 4009 }, undefined],
    ['closed as going away', { code: 1001 }, undefined],
  ] as const)(
    '%s',
    async (_, kind, counts) => {
      const { r, server, store, say } = await connected();
      const lived = server.gateway.identifies + server.gateway.resumes;
      server.disconnect(kind);
      say('meanwhile');
      await server.waitFor(() => server.gateway.identifies + server.gateway.resumes > lived, 12_000);
      await server.waitFor(() => server.online() === 1, 12_000);
      say('after');
      await expect.poll(store.promptTexts, { timeout: 8000 }).toEqual(['before', 'meanwhile', 'after']);
      if (counts) expect(server.gateway).toEqual(counts);
      expect(lines(r).filter((line) => line === lost).length).toBeLessThanOrEqual(1);
      expect(lines(r).filter((line) => line === lost)).toHaveLength(lines(r).filter((line) => line === back).length);
      expect(lines(r).filter((line) => line.startsWith('error'))).toEqual([]);
    },
    30_000,
  );

  it('a line that died without a word', async () => {
    const { r, server, store, say } = await connected({ discord: { heartbeatMs: 300 } });
    server.mute(true);
    say('meanwhile');
    await server.waitFor(() => server.gateway.resumes > 0, 8000);
    say('after');
    await expect.poll(store.promptTexts, { timeout: 8000 }).toEqual(['before', 'meanwhile', 'after']);
    expect(lines(r).filter((line) => line === lost || line === back)).toEqual([lost, back]);
  }, 30_000);

  it('a line that is cut again and again, and Discord away in between: one line each way', async () => {
    const { r, server, store, say } = await connected({ context: { clock: hasty } });
    const away = server.rule({ match: () => true, reply: { status: 503, body: { message: 'away', code: 0 } } });
    const refusing = server.rule({ match: () => true, drop: 'before' });
    server.disconnect('invalid');
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let at = 0; at < 5; at += 1) {
      server.cut();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    say('meanwhile');
    away();
    refusing();
    await server.waitFor(() => server.online() === 1, 20_000);
    say('after');
    await expect.poll(store.promptTexts, { timeout: 8000 }).toEqual(['before', 'meanwhile', 'after']);
    expect(lines(r).filter((line) => line.startsWith('error'))).toEqual([]);
    expect(lines(r).filter((line) => line.startsWith('warn')).length).toBeLessThanOrEqual(2);
  }, 40_000);
});

describe('the members of the library that are guarded by name', () => {
  it('are these', () => {
    expect(missingMembers({})).toEqual(['onMessage', 'onClose', 'heartbeat', 'internalConnect', 'connection']);
  });

  it('are all there in the installed version', async () => {
    const { r } = await connected();
    expect(lines(r).filter((line) => line.includes('cannot be guarded'))).toEqual([]);
  });
});
