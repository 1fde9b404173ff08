import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OldBot, openOld, type Surface, soon } from './old-bot.ts';

/**
 * A bot that put albums and split texts together before it accepted them was killed with such turns open, and today's goes on
 * from its database.
 */

let bot: OldBot;
beforeAll(async () => {
  bot = await openOld(6);
  await bot.idle();
}, 120_000);
afterAll(() => bot.close());

const surfaces: Surface[] = ['telegram', 'discord'];

const asked = () => bot.openai.requests.map(({ body }) => JSON.stringify(body['input']));

describe('what was open on Telegram', () => {
  it('an album that was half answered ends in its bubble, and one without words behind it is answered once', async () => {
    const chat = bot.open('telegram', 'album');
    await chat.shows(/^New: .*picture/, /picture/);
    expect(chat.bubbles()[0]?.id).toBe(chat.before[0]?.id);
    expect(asked().filter((input) => input.includes('half an album'))).toHaveLength(1);
  });

  it('a split text is asked whole in its bubble, and so is the one behind it', async () => {
    const chat = bot.open('telegram', 'paste');
    const answers = /^New: half a paste and on.* and on.*is its end\.\nNew: The next and on.* and on.*waits\.$/s;
    await soon(() => chat.texts().join('\n')).toMatch(answers);
    await bot.idle();
    expect(chat.bubbles()[0]?.id).toBe(chat.before[0]?.id);
    expect(asked().filter((input) => /half a paste and on[^"]*and on[^"]*is its end\./.test(input))).toHaveLength(2);
    expect(asked().filter((input) => /The next and on[^"]*and on[^"]*waits\./.test(input))).toHaveLength(1);
  });

  it('an album in a group is answered there', async () => {
    const chat = bot.open('telegram', 'group');
    await chat.shows(/^New: .*picture/);
    expect(chat.bubbles()[0]?.id).toBe(chat.before[0]?.id);
  });

  it('a press in a menu: the menu shows what was pressed and goes on from there', async () => {
    const chat = bot.open('telegram', 'pressed');
    await chat.shows(/Verbosity/);
    chat.press('low');
    await chat.shows(/^Changed/);
  });
});

describe('what was answered before on Telegram', () => {
  it('an edited piece is asked anew with the others', async () => {
    const chat = bot.open('telegram', 'told');
    chat.edit('second', 'and here it ends.');
    await soon(() => chat.texts().join('\n')).toMatch(/New: This begins.*and here it ends\./s);
    await bot.idle();
    chat.edit('caption', 'Which of the two?');
    await soon(() => asked().at(-1)).toContain('Which of the two?');
    await bot.idle();
    expect((await chat.hears('Well?')).join()).toMatch(/This begins.*and here it ends\..*Which of the two\?.*Well\?/s);
  });

  it('no piece is answered again when it is delivered again', async () => {
    const chat = bot.open('telegram', 'told');
    const count = chat.texts().length;
    const requests = bot.openai.requests.length;
    bot.redeliver('told');
    await bot.received();
    await bot.idle();
    expect(chat.texts()).toHaveLength(count);
    expect(bot.openai.requests).toHaveLength(requests);
  });
});

it.each(surfaces)('a menu that rests goes on: %s', async (surface) => {
  const chat = bot.open(surface, 'menu');
  chat.press('Verbosity');
  await chat.shows(/Verbosity/);
  expect(chat.bubbles()[0]?.buttons.join()).toMatch(/low/);
});

describe('on Discord', () => {
  it('what was half written ends in its bubble, and what waited behind it is answered', async () => {
    const chat = bot.open('discord', 'streaming');
    await chat.shows('New: half shown', 'New: waiting');
    expect(chat.bubbles()[0]?.id).toBe(chat.before[0]?.id);
  });

  it('what was said is known', async () => {
    expect(await bot.open('discord', 'told').hears('And then?')).toEqual(['Tell me', 'Re: Tell me', 'And then?']);
  });
});
