import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { itWhole } from '../../support/whole.ts';
import { harness } from './harness.ts';
import {
  ada,
  chat,
  confirmed,
  core,
  logged,
  openEach,
  port,
  post,
  registered,
  replaceCore,
  secret,
  start,
  statuses,
  telegram,
  update,
} from './hook-lab.ts';

openEach();

describe('a request', () => {
  it('is answered once the core has accepted, not before', async () => {
    await start();
    await registered();
    const release = core.hold();
    telegram.say(chat, ada, 'one');
    telegram.say(chat, ada, 'two');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([telegram.pending().length, statuses()]).toEqual([2, []]);
    release();
    await confirmed();
    expect([core.texts(), statuses()]).toEqual([
      ['one', 'two'],
      [200, 200],
    ]);
  });

  it('comes again when the core could not accept', async () => {
    await start();
    await registered();
    core.refuse(2);
    telegram.say(chat, ada, 'one');
    await confirmed();
    expect([core.texts(), statuses()]).toEqual([['one'], [503, 503, 200]]);
    expect(logged(/cannot be taken/)).toHaveLength(1);
    expect(logged(/taken again/)).toHaveLength(1);
  });

  it('is a stranger’s without the secret, and told so before its body was sent', async () => {
    await start();
    await registered();
    expect((await post(update(1, 'x'), {})).status).toBe(401);
    expect((await post(update(1, 'x'), { 'x-telegram-bot-api-secret-token': `${secret}x` })).status).toBe(401);
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /telegram HTTP/1.1\r\nhost: x\r\ncontent-length: 500000\r\n\r\n');
    const [answer] = await once(socket, 'data');
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1.1 401 /);
    expect((await fetch(`http://127.0.0.1:${port}/telegram`)).status).toBe(405);
    expect(core.texts()).toEqual([]);
  });

  it('has a bound, a form and a sense', async () => {
    await start();
    await registered();
    expect((await post('x'.repeat(1_000_001))).status).toBe(413);
    expect((await post('{"update_id":')).status).toBe(400);
    expect((await post('[]')).status).toBe(200);
    expect((await post('{"update_id":5,"message":{"text":"no sender"}}')).status).toBe(200);
    expect(logged(/cannot be read/).map(({ fields }) => fields)).toEqual([
      { update: undefined, type: 'none' },
      { update: 5, type: 'message' },
    ]);
    expect(JSON.stringify(core.lines)).not.toContain('no sender');
    expect((await post(update(6, 'x'.repeat(4096)))).status).toBe(200);
    expect(core.texts()).toEqual(['x'.repeat(4096)]);
  });

  itWhole(
    'may take 20 seconds',
    async () => {
      await start();
      await registered();
      const socket = connect(port, '127.0.0.1');
      const head = `POST /telegram HTTP/1.1\r\nhost: x\r\nx-telegram-bot-api-secret-token: ${secret}\r\n`;
      socket.write(`${head}content-length: 500\r\n\r\n{`);
      const drip = setInterval(() => socket.write(' '), 500);
      const [answer] = await once(socket, 'data');
      clearInterval(drip);
      socket.destroy();
      expect(String(answer)).toMatch(/^HTTP\/1.1 408 /);
    },
    40_000,
  );

  it('is one of 40; more are to come again; those that wait share a commit', async () => {
    await start();
    await registered();
    const release = core.hold();
    const many = Array.from({ length: 50 }, (_, n) => post(update(1000 + n, `m${n}`)));
    const refused = await Promise.race(many);
    expect(refused).toEqual({ status: 503, again: '2' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    release();
    const all = await Promise.all(many);
    expect(all.filter(({ status }) => status === 200)).toHaveLength(40);
    expect(core.texts()).toHaveLength(40);
    expect(core.batches.filter(({ events }) => events.length > 0)).toHaveLength(2);
  });

  it('that has begun is answered when the bot ends; others are to come again', async () => {
    expect(await post(update(1, 'too early'))).toEqual({ status: 503, again: '2' });
    await start();
    await registered();
    const release = core.hold();
    const begun = post(update(2, 'begun'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = core.stop();
    expect(await post(update(3, 'too late'))).toEqual({ status: 503, again: '2' });
    release();
    expect((await begun).status).toBe(200);
    await stopped;
    expect(core.texts()).toEqual(['begun']);
  });
});

describe('age', () => {
  const aged = () => core.batches.flatMap(({ events }) => events.map(({ sentAt }) => Date.now() - sentAt > 3_000_000));
  /** Sends a message of an hour ago, or by a clock that is as wrong. */
  function sayLate(text: string) {
    telegram.say(chat, ada, text);
  }
  /** Makes the messages an hour older on their way. */
  const anHourAgo = () => {
    for (const { message } of telegram.pending()) if (message) message.date -= 3600;
  };

  it('is counted for what had been waiting, and not for what comes once nothing waits', async () => {
    sayLate('waited');
    anHourAgo();
    await start();
    await confirmed();
    await telegram.waitFor(() => telegram.callsOf('getWebhookInfo').length >= 3);
    const release = core.hold();
    sayLate('first');
    sayLate('just sent, by a wrong clock');
    anHourAgo();
    release();
    await confirmed();
    expect(aged()).toEqual([true, false, false]);
  });

  it('is counted for what waited while the core could not accept', async () => {
    await start();
    await registered();
    core.refuse(1);
    const release = core.hold();
    sayLate('one');
    sayLate('two');
    anHourAgo();
    release();
    await confirmed();
    expect(core.texts()).toEqual(['one', 'two']);
    expect(aged()[0]).toBe(true);
  });
});

it('a poll that finds the webhook takes over from it', async () => {
  await start();
  await registered();
  core.refuse(99);
  telegram.say(chat, ada, 'kept');
  await telegram.waitFor(() => telegram.deliveries.length >= 2);
  await core.stop();
  replaceCore(harness(telegram));
  await start();
  await confirmed();
  expect(core.texts()).toEqual(['kept']);
  expect(telegram.calls.filter(({ method }) => /getUpdates|deleteWebhook/.test(method)).slice(0, 2)).toMatchObject([
    { method: 'getUpdates', ok: false },
    { method: 'deleteWebhook', ok: true },
  ]);
});
