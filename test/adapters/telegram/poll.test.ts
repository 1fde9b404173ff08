import type { Chat, User } from 'grammy/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isMethod, startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { type Harness, harness } from './harness.ts';

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

describe('confirming', () => {
  it('hands on a batch with its position, then confirms it', async () => {
    telegram.say(chat, ada, 'one');
    telegram.say(chat, ada, 'two');
    await start();
    await confirmed();
    expect(core.texts()).toEqual(['one', 'two']);
    expect(core.batches).toHaveLength(1);
    const last = telegram.updates.at(-1)?.update_id ?? 0;
    expect(core.batches[0]?.cursor).toEqual({ name: 'telegram:offset', value: `${telegram.bot.id}:${last + 1}` });
    expect(telegram.callsOf('getUpdates')[0]?.params).toMatchObject({
      allowed_updates: [
        'message',
        'edited_message',
        'callback_query',
        'stopped_message_generation',
        'chat_member',
        'my_chat_member',
      ],
      timeout: 0,
    });
    // Waits only when nothing is left.
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length === 3);
    expect(telegram.callsOf('getUpdates').map(({ params }) => params['timeout'])).toEqual([0, 0, 2]);
  });

  it('confirms nothing while the core has not accepted', async () => {
    const release = core.hold();
    telegram.say(chat, ada, 'one');
    await start();
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length === 1);
    telegram.say(chat, ada, 'two');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(telegram.pending()).toHaveLength(2);
    expect(telegram.callsOf('getUpdates')).toHaveLength(1);
    release();
    await confirmed();
    expect(core.texts()).toEqual(['one', 'two']);
  });

  it('reads again what the core could not accept', async () => {
    core.refuse(2);
    telegram.say(chat, ada, 'one');
    await start();
    await received('one');
    await confirmed();
    expect(core.texts()).toEqual(['one']);
    expect(logged(/cannot be taken/)).toHaveLength(1);
    await telegram.waitFor(() => logged(/taken again/).length === 1);
  });

  it('goes on from the stored position, but never from another bot’s', async () => {
    telegram.say(chat, ada, 'old');
    telegram.say(chat, ada, 'new');
    const [, second] = telegram.pending();
    core.cursors.set('telegram:offset', `${telegram.bot.id}:${second?.update_id}`);
    await start();
    await received('new');
    expect(core.texts()).toEqual(['new']);
    await core.stop();

    core = harness(telegram);
    telegram.say(chat, ada, 'newer');
    core.cursors.set('telegram:offset', `999:${(second?.update_id ?? 0) + 5}`);
    await start();
    await received('newer');
  });

  it('still reads when ids jump down', async () => {
    await start();
    telegram.say(chat, ada, 'high');
    await received('high');
    telegram.nextUpdateId(500);
    telegram.say(chat, ada, 'low');
    await received('low');
    await confirmed();
  });

  it('still reads when, after a quiet time, ids go on just below the offset', async () => {
    core = harness(telegram, [], { pace: { holdSeconds: 1 } });
    await start();
    telegram.say(chat, ada, 'high');
    await received('high');
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length >= 4);
    telegram.nextUpdateId((telegram.updates.at(-1)?.update_id ?? 0) - 3);
    telegram.say(chat, ada, 'just below');
    await received('just below');
  });
});

describe('age', () => {
  /** Sends a message of an hour ago. */
  function sayLate(text: string) {
    telegram.say(chat, ada, text);
    const message = telegram.pending().at(-1)?.message;
    if (message) message.date -= 3600;
  }
  const ages = () => core.batches.flatMap(({ events }) => events.map(({ sentAt }) => Date.now() - sentAt > 3_000_000));

  it('is counted for what had been waiting, though the first poll was slow', async () => {
    sayLate('x'.repeat(4096));
    telegram.rule({ match: isMethod('getUpdates'), times: 1, delayMs: 1100 });
    await start();
    await confirmed();
    expect(ages()).toEqual([true]);
  });

  it('is counted for all that had been waiting, though it came in several slow batches', async () => {
    for (let n = 0; n < 120; n += 1) sayLate(`m${n}`);
    telegram.rule({ match: isMethod('getUpdates'), times: 1, delayMs: 1100 });
    await start();
    await confirmed();
    expect(core.batches).toHaveLength(2);
    expect(new Set(ages())).toEqual(new Set([true]));
  });

  it('is not counted for what comes once nothing waits any more', async () => {
    await start();
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length === 2);
    sayLate('one');
    await received('one');
    sayLate('two');
    await received('two');
    expect(ages()).toEqual([false, false]);
  });
});

describe('what cannot be read', () => {
  it('is skipped, named by id and kind only', async () => {
    telegram.redeliver(JSON.parse('{"update_id": 5, "message": {"text": "a secret", "chat": 7}}'));
    telegram.say(chat, ada, 'fine');
    await start();
    await received('fine');
    await confirmed();
    expect(logged(/cannot be read/).map(({ fields }) => fields)).toEqual([{ update: 5, type: 'message' }]);
    expect(JSON.stringify(core.lines)).not.toContain('a secret');
  });

  it('never stops the loop, though it be all there is', async () => {
    telegram.redeliver(JSON.parse('{"update_id": 5, "message": null}'), JSON.parse('{"update_id": 6, "novelty": {}}'));
    await start();
    await confirmed();
    telegram.say(chat, ada, 'fine');
    await received('fine');
  });
});
