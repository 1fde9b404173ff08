import { expect, it } from 'vitest';
import { createFastClock } from '../chaos/clock.ts';
import { ended, linked, openBoth as open, share } from './sharing.ts';

/** A shared conversation of which one half is not there: before it was shared, afterwards, and while its platform is down. */

it('a question from before is edited in its own conversation while that waits; one from the sharing is told of once it is over', async () => {
  const { bot, there, here, heard, ask } = await open();
  const early = here.say('Figs are gren');
  await here.idle();
  await ask(there, 'Plums are blue');
  await linked(there, here);
  await share(there);
  await share(here);
  const shared = here.say('Pears are odl');
  const command = here.say('/translate to=fr Pears');
  await here.idle();
  early.edit('Figs are green');
  await here.idle();
  expect(heard()).toEqual(['Figs are green']);
  expect(here.texts()[0]).toBe('Re: Figs are green');
  await ended(here);
  const before = { asked: bot.openai.requests.length, shown: here.texts() };
  shared.edit('Pears are old');
  await here.until((texts) => texts.length > before.shown.length);
  await here.idle();
  expect(here.texts().at(-1)).toMatch(/^The conversation isn't shared with this chat any more/);
  expect(here.texts().slice(0, -1)).toEqual(before.shown);
  expect(bot.openai.requests).toHaveLength(before.asked);
  // What was no question is said again.
  command.edit('/translate to=fr Apples');
  await here.idle();
  expect(heard().at(-1)).toContain('Apples');
  early.edit('Figs are blue');
  await here.idle();
  expect(heard()).toEqual(['Figs are blue']);
});

it('one platform that is down holds the other up for a while only: each chat keeps its order, and nothing is answered twice', async () => {
  const speed = 20;
  const { bot, there, here, heard, ask } = await open({}, createFastClock(speed, Date.now()));
  await linked(there, here);
  await share(there);
  await share(here);
  const before = { there: there.texts().length, here: here.texts().length };
  const down = bot.telegram.rule({ match: ({ path }) => /send|edit/i.test(path), drop: 'before' });
  there.say('Plums are blue');
  await expect.poll(() => heard().at(-1)).toBe('Plums are blue');
  const asked = Date.now();
  there.say('Pears are old');
  here.say('Figs are green');
  await here.until((texts) => texts.at(-1) === 'Re: Figs are green');
  // Not before its time, and with the answer that nobody could be shown.
  expect((Date.now() - asked) * speed).toBeGreaterThan(25_000);
  expect(heard()).toEqual(['Plums are blue', 'Re: Plums are blue', 'Figs are green']);
  here.say('And then?');
  await here.until((texts) => texts.at(-1) === 'Re: And then?');
  expect(there.texts()).toHaveLength(before.there);
  down();
  await there.until((texts) => texts.at(-1) === 'Re: Pears are old');
  await bot.idle();
  expect(there.texts().slice(before.there)).toEqual(['Re: Plums are blue', 'Re: Pears are old']);
  expect(here.texts().slice(before.here)).toEqual(['Re: Figs are green', 'Re: And then?']);
  expect(bot.openai.requests).toHaveLength(4);
  // Its bubble is known by now: a reply to it branches off there.
  await ask(there, 'Why?', before.there);
  expect(heard()).toEqual(['Plums are blue', 'Re: Plums are blue', 'Why?']);
});
