import type { Chat, User } from 'grammy/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFault } from '../../../src/util/errors.ts';
import { isMethod, startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { faultOf, type Harness, harness } from './harness.ts';

let telegram: TelegramSimulator;
let core: Harness;
let ada: User;
let chat: Chat;

beforeEach(async () => {
  telegram = await startTelegram();
  ada = telegram.user({ first_name: 'Ada' });
  chat = telegram.privateChat(ada);
  core = harness(telegram);
});
afterEach(async () => {
  await core.stop();
  await telegram.close();
});

const start = () => core.start();
const received = (...texts: string[]) =>
  telegram.waitFor(() => texts.every((text) => core.texts().includes(text)) && core.texts());
const confirmed = () => telegram.waitFor(() => telegram.pending().length === 0);
const logged = (message: RegExp) => core.lines.filter((line) => message.test(line.message));

describe('failures of polling', () => {
  it('waits out another process that polls, and says what to do', async () => {
    telegram.conflict(true);
    await start();
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length >= 3);
    expect(logged(/cannot be taken/)).toHaveLength(1);
    const fault = faultOf(logged(/cannot be taken/)[0]);
    expect(fault?.kind).toBe('conflict');
    expect(fault?.facts.advice).toMatch(/Stop the other program/);
    telegram.conflict(false);
    telegram.say(chat, ada, 'hi');
    await received('hi');
  });

  it('deletes a webhook and keeps what had come in', async () => {
    telegram.say(chat, ada, 'hi');
    const url = `${telegram.apiRoot}/bot${telegram.token}/setWebhook?url=https://example.org`;
    await fetch(url);
    await start();
    await received('hi');
    expect(telegram.callsOf('deleteWebhook')).toHaveLength(1);
  });

  it('ends when the token is revoked, and names the setting', async () => {
    await start();
    telegram.fail('getUpdates', { error_code: 401, description: 'Unauthorized' }, 99);
    telegram.say(chat, ada, 'wakes the poll');
    const error = await core.adapter.ended.catch((reason: unknown) => reason);
    expect(isFault(error, 'unauthorized') && error.facts.advice).toMatch(/TELEGRAM_BOT_TOKEN.*BotFather/);
  });

  it('does not start with a wrong token', async () => {
    const wrong = harness(telegram, [], { token: '1:wrong' });
    const error = await wrong.start().catch((reason: unknown) => reason);
    expect(isFault(error, 'unauthorized')).toBe(true);
    await expect(wrong.adapter.ended).rejects.toBe(error);
    expect(JSON.stringify(wrong.lines)).not.toContain('1:wrong');
  });

  it.each<[string, () => void]>([
    ['a 502', () => telegram.fail('getUpdates', { error_code: 502, description: 'Bad Gateway' }, 2)],
    ['a cut line', () => telegram.rule({ match: isMethod('getUpdates'), times: 2, drop: 'before' })],
    [
      'a page that is no JSON',
      () => telegram.rule({ match: isMethod('getUpdates'), times: 2, reply: { status: 502, body: '<html>' } }),
    ],
    [
      'JSON that is no answer',
      () => telegram.rule({ match: isMethod('getUpdates'), times: 2, reply: { status: 200, body: '[]' } }),
    ],
    [
      'an update list that is none',
      () =>
        telegram.rule({
          match: isMethod('getUpdates'),
          times: 2,
          reply: { status: 200, body: { ok: true, result: {} } },
        }),
    ],
  ])('goes on after %s', async (_, fail) => {
    fail();
    telegram.say(chat, ada, 'hi');
    await start();
    await received('hi');
    await confirmed();
    expect(core.texts()).toEqual(['hi']);
    expect(logged(/cannot be taken/).length).toBeLessThanOrEqual(1);
    expect(JSON.stringify(core.lines)).not.toContain(telegram.token);
  });

  it('waits as long as it is told', async () => {
    telegram.fail('getUpdates', {
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    telegram.say(chat, ada, 'hi');
    await start();
    const before = performance.now();
    await received('hi');
    expect(performance.now() - before).toBeGreaterThan(800);
  });

  it('keeps trying to connect while Telegram is away', async () => {
    telegram.rule({ match: isMethod('getMe'), times: 3, drop: 'before' });
    telegram.say(chat, ada, 'hi');
    await start();
    await received('hi');
    const [line] = logged(/cannot be taken/);
    expect(faultOf(line)?.kind).toBe('unreachable');
    expect(JSON.stringify(core.lines)).not.toContain(telegram.token);
  });

  it('ends in peace when told to', async () => {
    await start();
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length === 1);
    await core.stop();
    await expect(core.adapter.ended).resolves.toBeUndefined();
  });
});
