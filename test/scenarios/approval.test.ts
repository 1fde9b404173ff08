import { describe, expect, it } from 'vitest';
import { isWhole } from '../support/whole.ts';
import { booking, useDesk, ways } from './approval-desk.ts';

/** Calls that change something, through the whole bot with a real MCP server, on both platforms and both APIs. */

describe.each(ways)('on %s with the API %s, the server over %s', (...way) => {
  const desk = useDesk(...way);
  const { done, list, half, open } = desk;

  it('once: the exact call is asked, run by the press, and the answer goes on in its place', async () => {
    const { driver, told, requests, shows } = open([
      { text: 'I will book it.', calls: [booking('Aula')] },
      'Booked the Aula.',
    ]);
    driver.say('Book the Aula');
    const [asked] = await shows('May I run desk: Book a room?', '"room": "Aula"');
    expect(asked).toContain('I will book it.');
    expect(done()).toEqual([]);
    expect(requests()).toBe(1);
    driver.press('Once');
    const shown = await shows('Booked the Aula.');
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain('I will book it.');
    expect(shown[0]).not.toContain('May I run');
    expect(done()).toEqual(['begun Aula', 'booked Aula']);
    expect(told(1)).toContain('Booked Aula.');
  });

  half('no: the model is told, and nothing is run', async () => {
    const { driver, told, shows } = open([{ calls: [booking('Aula')] }, 'Then not.']);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.press('No');
    expect(await shows('Then not.')).toHaveLength(1);
    expect(told(1)).toContain('did not allow this call');
    expect(done()).toEqual([]);
  });

  half('pressed twice at once, it is run once', async () => {
    const { driver, shows } = open([{ calls: [booking('Aula')] }, 'Booked.', 'Again?']);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.press('Once');
    driver.press('Once');
    expect(await shows('Booked.')).toHaveLength(1);
    expect(done()).toEqual(['begun Aula', 'booked Aula']);
  });

  half('for this conversation: the next call runs without a question, and one in a new conversation asks', async () => {
    const { driver, shows } = open([
      { calls: [booking('Aula')] },
      'Booked the Aula.',
      { calls: [booking('Library')] },
      'Booked the Library.',
      { calls: [booking('Gym')] },
    ]);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.press('For this');
    await shows('Booked the Aula.');
    driver.say('And the library');
    await shows('Booked the Library.');
    expect(done()).toEqual(['begun Aula', 'booked Aula', 'begun Library', 'booked Library']);
    driver.say('/new');
    await driver.idle();
    driver.say('And the gym');
    await shows('"room": "Gym"');
    expect(done()).toHaveLength(4);
  });

  half('a definition that changes while the bot runs counts within a minute', async () => {
    const { driver, requests, shows } = open([{ calls: [booking('Aula')] }, 'Booked.']);
    driver.say('Book the Aula');
    await shows('May I run');
    list('conversation', 'It costs.');
    desk.pass(61_000);
    driver.press('Once');
    // What a program says of itself it says once.
    const isTold = desk.by === 'http';
    await shows(isTold ? 'The tool has changed' : 'Booked.');
    expect([done().length, requests()]).toEqual(isTold ? [0, 1] : [2, 2]);
    list();
    desk.pass(61_000);
  });

  half('for this conversation is not offered while somebody else’s words are there', async () => {
    const { driver, shows } = open([
      { calls: [{ name: 'desk__injects', arguments: {} }] },
      { calls: [booking('all')] },
    ]);
    driver.say('What does it say?');
    await shows('May I run', '"room": "all"');
    expect(done()).toEqual([]);
    expect(() => driver.press('For this')).toThrow('no button');
  });

  half('after a restart the press still counts', async () => {
    const { driver, shows } = open([{ calls: [booking('Aula')] }, 'Booked.']);
    driver.say('Book the Aula');
    await shows('May I run');
    await desk.bot.restart();
    driver.press('Once');
    expect(await shows('Booked.')).toHaveLength(1);
    expect(done()).toEqual(['begun Aula', 'booked Aula']);
  });

  const changes: [string, () => void][] = [
    ['the tool says something else', () => list('conversation', 'It costs.')],
    ['the operator’s leave is another one', () => list('ask')],
    ['the tool is gone', () => list('off')],
  ];
  it.each(changes.slice(0, isWhole ? 3 : 1))('nothing is run once %s', async (_, change) => {
    const { driver, requests, shows } = open([{ calls: [booking('Aula')] }, 'Booked.']);
    driver.say('Book the Aula');
    await shows('May I run');
    change();
    await desk.bot.restart();
    driver.press('Once');
    expect(await shows('The tool has changed or is gone')).toHaveLength(1);
    expect([done(), requests()]).toEqual([[], 1]);
    expect(() => driver.press('Once')).toThrow('no button');
    list();
    await desk.bot.restart();
  });

  half('nothing is run once it has expired, and another answer asks anew', async () => {
    const { driver, shows } = open([{ calls: [booking('Aula')] }, { calls: [booking('Aula')] }, 'Booked.']);
    driver.say('Book the Aula');
    await shows('May I run');
    desk.pass(25 * 3_600_000);
    driver.press('Once');
    await shows('has expired');
    expect(done()).toEqual([]);
    driver.press('↻');
    await shows('May I run');
    driver.press('Once');
    await shows('Booked.');
    expect(done()).toEqual(['begun Aula', 'booked Aula']);
  });

  half('another answer asks anew, and the first question is over', async () => {
    const { driver, shows } = open([{ calls: [booking('Aula')] }, 'I cannot.']);
    driver.say('Book the Aula');
    await shows('May I run');
    const [old] = driver.texts();
    driver.press('↻');
    await shows('I cannot.');
    driver.press('◀');
    expect((await shows('May I run'))[0]).toContain(old?.slice(0, 20));
    expect(() => driver.press('Once')).toThrow('no button');
    expect(done()).toEqual([]);
  });

  half('an edit of the question makes it another one', async () => {
    const { driver, shows } = open([{ calls: [booking('Aula')] }, 'Just looking.']);
    const said = driver.say('Book the Aula');
    await shows('May I run');
    said.edit('Just look');
    await shows('Just looking.');
    expect(() => driver.press('Once')).toThrow('no button');
    expect(done()).toEqual([]);
  });

  half('goes on at its place: what was said after the question is not in its context', async () => {
    const { driver, told, shows } = open([{ calls: [booking('Aula')] }, 'Sunny.', 'Booked.']);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.say('How is the weather?');
    await shows('Sunny.');
    driver.press('Once');
    const shown = await shows('Booked.');
    expect(shown).toHaveLength(2);
    expect(shown[0]).toContain('Booked.');
    expect(told(2)).not.toContain('weather');
  });

  half('several are asked for one after the other', async () => {
    const { driver, requests, shows } = open([{ calls: [booking('Aula'), booking('Gym')] }, 'Booked the Gym.']);
    driver.say('Book both');
    await shows('"room": "Aula"');
    driver.press('No');
    await shows('"room": "Gym"');
    expect(requests()).toBe(1);
    driver.press('Once');
    expect(await shows('Booked the Gym.')).toHaveLength(1);
    expect(done()).toEqual(['begun Gym', 'booked Gym']);
  });

  // Over HTTP it is not ours to end.
  it.runIf(desk.by === 'stdio')(
    'a server that ends in the middle is an error, and the call is not made again',
    async () => {
      const { driver, told, shows } = open([{ calls: [{ name: 'desk__ends', arguments: {} }] }, 'It ended.']);
      driver.say('End it');
      await shows('May I run');
      driver.press('Once');
      await shows('It ended.');
      expect(done()).toEqual(['ends']);
      expect(told(1)).toMatch(/failed|not known/);
    },
  );

  half('a stop in the middle says that nobody knows what was done, wherever that answer is shown again', async () => {
    const { driver, told, shows } = open([
      { text: 'Let me book.', calls: [booking('Aula', { ms: 60_000 })] },
      'There is no Aula.',
      'Who knows.',
    ]);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.press('Once');
    await expect.poll(done, { timeout: 10_000 }).toEqual(['begun Aula']);
    driver.say('stop');
    expect(await shows('It is not known whether')).toHaveLength(1);
    expect(done()).toEqual(['begun Aula']);
    driver.press('↻');
    expect((await shows('There is no Aula.')).join()).not.toContain('It is not known whether');
    driver.press('◀');
    await shows('It is not known whether', 'Book a room: Aula');
    driver.say('Is it booked?');
    await shows('Who knows.');
    expect(told(2)).toMatch(/Let me book\..*It is not known whether/);
    expect(done()).toEqual(['begun Aula']);
  });

  half(
    'another answer that comes to nothing but a deed leaves what is not known of that with the one before',
    async () => {
      const { driver, told, shows } = open([
        { calls: [booking('Aula')] },
        'Booked the Aula.',
        { calls: [booking('Gym', { ms: 60_000 })] },
        'There is a gym.',
        'Who knows.',
      ]);
      driver.say('Book a room');
      await shows('May I run');
      driver.press('For this');
      await shows('Booked the Aula.');
      driver.press('↻');
      await expect.poll(done, { timeout: 10_000 }).toContain('begun Gym');
      driver.say('stop');
      expect(await shows('Booked the Aula.', 'It is not known whether')).toHaveLength(1);
      driver.press('↻');
      expect((await shows('There is a gym.')).join()).not.toContain('It is not known whether');
      driver.press('◀');
      await shows('Booked the Aula.', 'It is not known whether');
      driver.say('Is it booked?');
      await shows('Who knows.');
      expect(told(4)).toMatch(/Booked the Aula\..*It is not known whether/);
    },
  );

  half('the same for one that is typed, at the bottom', async () => {
    const { driver, told, shows } = open([
      { calls: [booking('Aula')] },
      'Booked the Aula.',
      { calls: [booking('Gym', { ms: 60_000 })] },
      'Who knows.',
    ]);
    driver.say('Book a room');
    await shows('May I run');
    driver.press('For this');
    await shows('Booked the Aula.');
    driver.say('/retry');
    await expect.poll(done, { timeout: 10_000 }).toContain('begun Gym');
    driver.say('stop');
    expect(await shows('Booked the Aula.', 'It is not known whether')).toHaveLength(1);
    driver.say('Is it booked?');
    await shows('Who knows.');
    expect(told(3)).toMatch(/Booked the Aula\..*It is not known whether/);
  });

  // It is the last: a server that has ended twice in a row rests for a second.
  it.runIf(desk.by === 'stdio')(
    'where the model fails after such a call, nobody is told that it was done',
    async () => {
      const { driver, shows } = open([{ calls: [{ name: 'desk__ends', arguments: {} }] }]);
      driver.say('End it');
      await shows('May I run');
      const error = { message: 'No.', type: 'invalid_request_error', code: null, param: null };
      const mended = desk.bot.openai.rule({
        match: ({ method }) => method === 'POST',
        reply: { status: 400, body: { error } },
      });
      driver.press('Once');
      const [shown] = await shows('It is not known whether');
      mended();
      expect(shown).not.toContain('was done.');
      expect(done()).toEqual(['ends']);
    },
  );
});
