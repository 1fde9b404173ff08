import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OldBot, openOld, type Surface, soon } from './old-bot.ts';

/**
 * A bot of an older version was killed with turns in every state, and today's goes on from its database. Each of these turns
 * ends in one answer or one error, where it would have been shown, and nothing that was done before is done again.
 */

let bot: OldBot;
beforeAll(async () => {
  bot = await openOld(2);
  await bot.idle();
}, 120_000);
afterAll(() => bot.close());

const surfaces: Surface[] = ['telegram', 'discord'];

describe.each(surfaces)('what was open on %s', (surface) => {
  it('accepted, claimed, stopped, taken away or edited: answered in order, with the last words', async () => {
    const chat = bot.open(surface, 'queue');
    // On Telegram the command that took the message away had its own answer before the kill.
    const gone = surface === 'telegram' ? [/are gone/] : [];
    await chat.shows(...gone, 'New: claimed', 'New: waiting', /Stopped/, 'New: The edited');
    // What was stopped before it was begun with stays said.
    const said = ['claimed', 'New: claimed', 'waiting', 'New: waiting', 'stopped\n\nThe edited'];
    expect(bot.asked('The edited')).toEqual(surfaces.map(() => said));
    expect(['stopped', 'gone', 'Teh edited'].flatMap((text) => bot.asked(text))).toEqual([]);
  });

  it('half shown: it is asked anew and ends in the bubble there is', async () => {
    const chat = bot.open(surface, 'streaming');
    await chat.shows('New: streaming');
    expect(chat.bubbles().map(({ id }) => id)).toEqual(chat.before.map(({ id }) => id));
    expect(chat.bubbles()[0]?.buttons.join()).not.toContain('■');
  });

  it('final, but not shown to its end: shown without the model', async () => {
    const chat = bot.open(surface, 'settled');
    await chat.shows('It is settled now and for ever.');
    expect(chat.bubbles().map(({ id }) => id)).toEqual(chat.before.map(({ id }) => id));
    expect(bot.asked('settled')).toEqual([]);
  });

  it('applied, but not closed: it is in context once, and not asked again', async () => {
    const chat = bot.open(surface, 'applied');
    await chat.shows('Re: before', 'Re: applied', 'New: after');
    expect(bot.asked('applied')).toEqual([]);
    const said = ['before', 'Re: before', 'applied', 'Re: applied', 'after'];
    expect(bot.asked('after')).toEqual(surfaces.map(() => said));
  });

  it('another answer, applied, but not closed: there are two and no third', async () => {
    const chat = bot.open(surface, 'applied-again');
    await chat.shows('Re 2: Hi');
    expect(chat.bubbles()[0]?.buttons.join()).toContain('2/2');
    chat.press('◀');
    await chat.shows('Re: Hi');
    expect(chat.bubbles()[0]?.buttons.join()).toContain('1/2');
    expect(bot.asked('Hi')).toEqual([]);
  });

  it('shown in a bubble whose id was never stored: found again where the platform can be asked, else one is left over', async () => {
    const chat = bot.open(surface, 'unrecorded');
    const ids = chat.before.map(({ id }) => id);
    expect(ids).toHaveLength(1);
    if (surface === 'discord') {
      // Discord remembers the nonce of a message for minutes: this one's is forgotten, and only what it replies to tells.
      await chat.shows('New: unrecorded');
      expect(chat.bubbles().map(({ id }) => id)).toEqual(ids);
    } else {
      await chat.shows(/^word/, 'New: unrecorded');
    }
  });

  it('a picture: painted in its bubble', async () => {
    const chat = bot.open(surface, 'image');
    await soon(() => chat.bubbles().map(({ pictures }) => pictures)).toEqual([1]);
  });

  it('another answer that was asked for by a button: it takes the place of the first, and both can be turned to', async () => {
    const chat = bot.open(surface, 'again');
    await chat.shows('New: Again?');
    chat.press('◀');
    await chat.shows('Re: Again?');
    expect(await chat.hears('And then?')).toEqual(['Again?', 'Re: Again?', 'And then?']);
  });

  it('an edited question: its new words are answered in its place', async () => {
    const chat = bot.open(surface, 'reworded');
    await chat.shows('New: The reworded');
    expect(await chat.hears('And then?')).toEqual(['The reworded', 'New: The reworded', 'And then?']);
  });

  it('a deletion: its answer goes from the screen and from the context', async () => {
    const chat = bot.open(surface, 'delete');
    await chat.shows('Re: kept');
    expect(await chat.hears('And then?')).toEqual(['kept', 'Re: kept', 'And then?']);
  });

  it('a press in a menu: the menu shows what was pressed and goes on from there', async () => {
    const chat = bot.open(surface, 'pressed');
    await chat.shows(/Verbosity/);
    expect(chat.bubbles()[0]?.buttons.join()).toMatch(/low/);
    chat.press('low');
    await chat.shows(/^Changed/);
    await chat.hears('Well?');
    expect(JSON.stringify(bot.openai.requests.at(-1)?.body)).toContain('"verbosity":"low"');
  });
});

it('the line that a message came too late is there once, and the message is not answered', async () => {
  const chat = bot.open('telegram', 'late');
  await chat.shows(/too old|late/);
  expect(bot.asked('late')).toEqual([]);
});

it('what was asked in a group that moved is answered in the new one, in order, and known there', async () => {
  expect(bot.open('telegram', 'moving-from').texts()).toEqual(['Re: Ann: kiwis']);
  const chat = bot.open('telegram', 'moving');
  await chat.shows('New: claimed', 'New: grapes', 'New: limes');
  const heard = await chat.hears('@parley_bot and then?');
  expect(heard.join()).toMatch(/kiwis.*claimed.*grapes.*limes.*and then/s);
});

it('in a channel that cannot be read back, a bubble whose id was never stored is not made again', async () => {
  const chat = bot.open('discord', 'unreadable');
  await chat.shows(/^New: .*unrecorded$/);
  expect(chat.bubbles().map(({ id }) => id)).toEqual(chat.before.map(({ id }) => id));
});

it('a mention in a channel is answered there', () => bot.open('discord', 'guild').shows(/^New: .*claimed$/));

it('a slash command that showed "thinking" is answered in that message', async () => {
  const chat = bot.open('discord', 'slash');
  await chat.shows('> claimed\n\nNew: claimed');
  expect(chat.bubbles().map(({ id }) => id)).toEqual(chat.before.map(({ id }) => id));
});
