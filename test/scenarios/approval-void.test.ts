import { describe, expect } from 'vitest';
import { booking, useDesk, ways } from './approval-desk.ts';

/** Questions whose press comes too late: what they were about is gone, or may not be any more. */

describe.each(ways)('on %s with the API %s, the server over %s', (...way) => {
  const desk = useDesk(...way);
  const { done, half, open } = desk;

  half('a press behind the deletion of its question runs nothing, and all of it goes', async () => {
    const { driver, requests, shows } = open([{ calls: [booking('Aula')] }, 'Booked.']);
    const said = driver.say('Book the Aula');
    await shows('May I run');
    said.takeAway();
    driver.press('Once');
    const left = await shows();
    expect(left.join()).not.toContain('May I run');
    expect(() => driver.press('Once')).toThrow('no button');
    expect([done(), requests()]).toEqual([[], 1]);
  });

  half('a press behind the button that deletes runs nothing', async () => {
    const { driver, requests, shows } = open([{ calls: [booking('Aula')] }, 'Booked.']);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.press('✕');
    driver.press('Once');
    expect((await shows()).join()).not.toContain('May I run');
    expect([done(), requests()]).toEqual([[], 1]);
  });

  half('a press before the deletion is made: what was done is done, once, and nothing is left of it', async () => {
    const { driver, shows } = open([{ calls: [booking('Aula')] }, 'Booked.']);
    const said = driver.say('Book the Aula');
    await shows('May I run');
    driver.press('Once');
    await expect.poll(done, { timeout: 10_000 }).toEqual(['begun Aula', 'booked Aula']);
    said.takeAway();
    expect((await shows()).join()).not.toMatch(/May I run|Booked/);
    expect(done()).toHaveLength(2);
  });

  half('nothing is run once the chat has switched the tools off, which is said', async () => {
    const { driver, requests, shows } = open([{ calls: [booking('Aula')] }, { calls: [booking('Aula')] }, 'Booked.']);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.say('/settings tools=-mcp');
    await shows('May I run');
    driver.press('Once');
    await shows('The tool has changed or is gone');
    expect([done(), requests()]).toEqual([[], 1]);
    expect(() => driver.press('Once')).toThrow('no button');
    // On again, the question that is over stays over, and another answer asks anew.
    driver.say('/settings tools=default');
    await driver.idle();
    expect(() => driver.press('Once')).toThrow('no button');
    driver.press('↻');
    await shows('May I run');
    driver.press('Once');
    await shows('Booked.');
    expect(done()).toEqual(['begun Aula', 'booked Aula']);
  });

  half('a leave for this conversation that was taken back asks again', async () => {
    const { driver, shows } = open([
      { calls: [booking('Aula')] },
      'Booked the Aula.',
      { calls: [booking('Gym')] },
      'Booked the Gym.',
    ]);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.press('For this');
    await shows('Booked the Aula.');
    driver.say('/context');
    await shows('Runs here without asking');
    driver.press('Ask again each time');
    expect((await shows()).join()).not.toContain('Runs here without asking');
    driver.say('And the gym');
    await shows('"room": "Gym"');
    expect(done()).toEqual(['begun Aula', 'booked Aula']);
    driver.press('Once');
    await shows('Booked the Gym.');
    expect(done()).toHaveLength(4);
  });

  half('what was done is known, though the chat was closed to the bot meanwhile', async () => {
    const { driver, told, shows } = open([
      { calls: [booking('Aula', { ms: 300 })] },
      'Booked the Aula for you.',
      'It is.',
    ]);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.press('Once');
    await expect.poll(done, { timeout: 10_000 }).toEqual(['begun Aula']);
    const body = { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user', code: 50007 };
    const opens = desk.platform.rule(desk.bot)({ match: desk.platform.shows, reply: { status: 403, body } });
    await driver.idle();
    opens();
    driver.say('Is it booked?');
    await shows('It is.');
    expect(told(2)).toContain('Booked the Aula for you.');
    expect(done()).toEqual(['begun Aula', 'booked Aula']);
  });

  half('a press that the bot may not take any more runs nothing, and says so', async () => {
    const { driver, requests, shows } = open([{ calls: [booking('Aula')] }, 'Booked.']);
    driver.say('Book the Aula');
    await shows('May I run');
    const refusals = () =>
      desk.platform.name === 'telegram'
        ? desk.bot.telegram.notifications.length
        : desk.bot.discord.calls.filter(({ path }) => path.endsWith('/callback')).length;
    await desk.bot.restart({ ACCESS: 'allowlist', OWNERS: `${desk.platform.name}:1` });
    const before = refusals();
    driver.press('Once');
    await driver.idle();
    expect([done(), requests()]).toEqual([[], 1]);
    expect(refusals()).toBeGreaterThan(before);
    await desk.bot.restart();
    driver.press('Once');
    await shows('Booked.');
    expect(done()).toEqual(['begun Aula', 'booked Aula']);
  });
});
