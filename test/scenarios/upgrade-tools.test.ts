import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk } from './desk.ts';
import { type OldBot, openOld, soon } from './old-bot.ts';

/**
 * A bot of before journals named files was killed while a tool was at work, and today's goes on from its database. Leave goes by
 * digests: the desk still defines `book` as it did then.
 */

const desk = openDesk({ book: 'conversation' });
let bot: OldBot;
beforeAll(async () => {
  bot = await openOld(8, { ...desk.settings, TOOLS: 'time,mcp' });
  await bot.idle();
}, 120_000);
afterAll(async () => {
  await bot.close();
  desk.close();
});

it('a call that was at work is not made again, and both the person and the model are told', async () => {
  const chat = bot.open('telegram', 'working');
  await soon(() => chat.texts().join()).toMatch(/Let me book\..*New: .*It is not known whether/s);
  expect(chat.texts()).toHaveLength(1);
  expect(JSON.stringify(bot.openai.requests[0]?.body)).toContain('not known whether');
  expect(desk.done()).toEqual([]);
});

it('a question of leave can be answered, and its call is run once', async () => {
  const chat = bot.open('telegram', 'asked');
  chat.press('Once');
  await soon(() => chat.texts().join()).toMatch(/^Let me book\..*New: /s);
  await bot.idle();
  expect(chat.texts()).toHaveLength(1);
  expect(desk.done()).toEqual(['begun Library', 'booked Library']);
});

it('a tool that was allowed for a conversation runs there without a question, and can be taken back', async () => {
  desk.clear();
  const chat = bot.open('telegram', 'allowed');
  bot.openai.script([{ calls: [{ name: 'desk__book', arguments: { room: 'Aula' } }] }, 'Booked again.']);
  chat.say('Book the Aula again');
  await soon(() => chat.texts().join()).toContain('Booked again.');
  expect(desk.done()).toEqual(['begun Aula', 'booked Aula']);
  chat.say('/context');
  await soon(() => chat.texts().at(-1)).toContain('Runs here without asking: desk: Book a room');
  chat.press('Ask again');
  await soon(() => chat.texts().at(-1)).not.toContain('Runs here without asking');
});

it('a question that is asked later is listed, and rests by the button of then', async () => {
  const chat = bot.open('telegram', 'reminded');
  chat.press('Pause', chat.bubbles()[1]);
  await bot.idle();
  chat.say('/schedule');
  await soon(() => chat.texts().at(-1)).toMatch(/How late is it\?.*paused/s);
});
