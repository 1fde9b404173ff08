import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBeside } from '../support/beside.ts';
import { type OldBot, openOld, type Surface, soon } from './old-bot.ts';

/** A bot from before owners was killed with turns at work, and today's goes on from its database. */

let bot: OldBot;
beforeAll(async () => {
  bot = await openOld(4);
  await bot.idle();
}, 120_000);
afterAll(() => bot.close());

const surfaces: Surface[] = ['telegram', 'discord'];

describe.each(surfaces)('on %s', (surface) => {
  it('what was half written ends in its bubble, and what waited behind it is answered', async () => {
    const chat = bot.open(surface, 'streaming');
    await chat.shows('New: streaming', 'New: waiting');
    expect(chat.bubbles()[0]?.id).toBe(chat.before[0]?.id);
  });

  it('a picture that was being drawn is drawn', async () => {
    const chat = bot.open(surface, 'painting');
    await soon(() => chat.bubbles().map(({ pictures }) => pictures)).toEqual([1]);
  });

  it('what was said is known', async () => {
    expect((await bot.open(surface, 'threads').hears('And then?')).length).toBeGreaterThan(2);
  });
});

it('everything that a conversation has stored since knows whose it is', async () => {
  await bot.idle();
  const database = openBeside(bot.store);
  const rows = database
    .prepare("SELECT key, conversation, person FROM entries WHERE namespace = 'conversations'")
    .all();
  database.close();
  // What a service taught of its models is nobody's.
  const others = rows.filter(({ key }) => !String(key).startsWith('taught|'));
  expect(others.filter(({ conversation }) => conversation === null)).toEqual([]);
  const asked = rows.filter(({ key }) => /^(turn|link|off)/.test(String(key)));
  // What was deleted before has become nobody's: the exchange and its two messages.
  expect(asked.filter(({ person }) => person === null)).toHaveLength(3);
});
