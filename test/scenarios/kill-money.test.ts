import { expect, it, onTestFinished } from 'vitest';
import { openBeside } from '../support/beside.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isWhole } from '../support/whole.ts';

/** What deaths of the process cost: calls of the model that were made again. */

async function openProcess(settings = {}): Promise<BotProcess> {
  const bot = await startBotProcess(settings, { platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  return bot;
}

/** Shares that the open turn has spent. */
function spentIn(store: string): unknown {
  const database = openBeside(store);
  const row = database.prepare('SELECT spent FROM turns').get();
  database.close();
  return row?.['spent'];
}

it('a picture that dies with its process while it is drawn is drawn once more, and then no more', async () => {
  const { telegram, openai, kill, start } = await openProcess();
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs: 60_000 });
  telegram.say(chat, ann, '/image a red cat');
  for (let deaths = 1; deaths <= 2; deaths += 1) {
    await openai.waitFor(() => openai.requests.length === deaths, 20_000);
    await kill();
    start();
  }
  await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('may have been charged'), 45_000);
  expect(telegram.answers(chat)).toHaveLength(1);
  expect(openai.requests).toHaveLength(2);
}, 120_000);

it.runIf(isWhole)(
  'an answer that dies while it draws is drawn once more, and then comes in words',
  async () => {
    const { telegram, openai, kill, start, store } = await openProcess({ OPENAI_API: 'responses', DRAWING: 'asked' });
    const ann = telegram.user({ first_name: 'Ann' });
    const chat = telegram.privateChat(ann);
    openai.script(({ easel }) => (easel ? { text: '', draws: ['a cat'], tokensPerSecond: 0.01 } : 'In words, then.'));
    telegram.say(chat, ann, 'please draw me a cat');
    for (const spent of [2, 4]) {
      await expect.poll(() => spentIn(store), { timeout: 30_000 }).toBe(spent);
      await kill();
      start();
    }
    await telegram.waitFor(() => telegram.answers(chat).length === 1, 45_000);
    expect(telegram.answers(chat)).toEqual(['In words, then.']);
    const draws = openai.requests.map(({ body }) => String(JSON.stringify(body['tools'])).includes('image_generation'));
    expect(draws).toEqual([true, true, false]);
  },
  120_000,
);

it.runIf(isWhole)(
  'a voice that dies with its process is written down anew and counted anew, and not again once its words are known',
  async () => {
    const { telegram, openai, kill, start, idle, store } = await openProcess();
    const ann = telegram.user({ first_name: 'Ann' });
    const chat = telegram.privateChat(ann);
    const heard = () => openai.requests.filter(({ path }) => path.endsWith('/transcriptions')).length;
    const asked = () => openai.requests.length - heard();
    const calm = openai.rule({ match: ({ path }) => path.endsWith('/transcriptions'), delayMs: 60_000 });
    openai.script((_, at) => ({ text: 'Worms.', firstTokenMs: at === 0 ? 60_000 : 0 }));
    openai.scriptMedia({ hear: () => 'what does a mole eat' });
    telegram.say(chat, ann, '', { voice: true });
    await openai.waitFor(() => heard() === 1, 20_000);
    await kill();
    calm();
    start();
    await openai.waitFor(() => asked() === 1, 20_000);
    expect(spentIn(store)).toBe(2);
    await kill();
    start();
    await telegram.waitFor(() => telegram.answers(chat).length === 1, 20_000);
    await idle(20_000);
    expect([heard(), asked()]).toEqual([2, 2]);
    expect(telegram.answers(chat)).toEqual(['what does a mole eat\n\nWorms.']);
  },
  120_000,
);

it.runIf(isWhole)(
  'a question killed every second costs two calls, however long that lasts, and is answered once it ends',
  async () => {
    const { telegram, openai, kill, start, idle } = await openProcess();
    const ann = telegram.user({ first_name: 'Ann' });
    const chat = telegram.privateChat(ann);
    let calm = false;
    openai.script(() => ({ text: 'Here at last.', firstTokenMs: calm ? 0 : 60_000 }));
    telegram.say(chat, ann, 'Hello');
    await openai.waitFor(() => openai.requests.length === 1, 30_000);
    for (let deaths = 0; deaths < 5; deaths += 1) {
      await kill();
      start();
      const polls = telegram.callsOf('getUpdates').length;
      await telegram.waitFor(() => telegram.callsOf('getUpdates').length > polls, 30_000);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    expect(openai.requests).toHaveLength(2);
    calm = true;
    await telegram.waitFor(() => telegram.answers(chat).length === 1, 20_000);
    await idle(20_000);
    expect(telegram.answers(chat)).toEqual(['Here at last.']);
    expect(openai.requests).toHaveLength(3);
  },
  120_000,
);
