import { describe, expect, it } from 'vitest';
import { openDoor } from './door.ts';

/** Costs of presses: what asks the model is counted like the typed command, what shows a page is not. */

const two = { settings: { REQUESTS_PER_MINUTE: '2' } };
const tooMany = /Too many|requests|wait/i;

async function open(options: Parameters<typeof openDoor>[0] = two) {
  const door = await openDoor(options);
  door.openai.script((_, at) => `Answer ${at}.`);
  const { telegram, chat, ann, mine } = door;
  /** Presses a button of that data on the last message that has any, and resolves once the person's screen knows. */
  const forge = async (data: string, on = mine().at(-1)) => {
    telegram.press(chat, ann, on ?? 0, data, { stale: true });
    await door.bot.idle();
  };
  const told = () => telegram.notifications.map(({ text }) => text);
  return { ...door, forge, told };
}

describe('past the limit of requests', () => {
  it.each(['pressed', 'typed'])('/retry %s asks no model, and the person is told', async (how) => {
    const { telegram, openai, ann, chat, press, bot, told, texts, answers } = await open();
    telegram.say(chat, ann, 'One');
    await answers(1);
    press('↻');
    await bot.idle();
    expect(openai.requests).toHaveLength(2);
    if (how === 'pressed') press('↻');
    else telegram.say(chat, ann, '/retry');
    await bot.idle();
    expect(openai.requests).toHaveLength(2);
    expect([...told(), ...texts()].filter((text) => tooMany.test(text))).toHaveLength(1);
  });

  it('a menu’s pages, an answer’s arrows and its deletion still work', async () => {
    const { telegram, openai, ann, chat, press, bot, told, texts, answers, labels } = await open();
    telegram.say(chat, ann, 'One');
    await answers(1);
    press('↻');
    await bot.idle();
    expect(texts()).toEqual(['Answer 1.']);
    for (const expected of ['Answer 0.', 'Answer 1.', 'Answer 0.']) {
      press(labels()?.find((label) => /[◀▶‹›←→]/.test(label)) ?? 'no arrow');
      await bot.idle();
      expect(texts()).toEqual([expected]);
    }
    press('✕');
    await bot.idle();
    expect(texts()).toEqual([]);
    expect(told()).toEqual([]);
    expect(openai.requests).toHaveLength(2);
  });

  it('the pages of a menu that was asked for before', async () => {
    const { telegram, openai, ann, chat, bot, told, texts, answers, forge, mine } = await open();
    telegram.say(chat, ann, '/settings');
    telegram.say(chat, ann, 'One');
    await answers(2);
    await bot.idle();
    const [menu] = mine();
    const [before] = texts();
    await forge('settings open=language', menu);
    expect(texts()[0]).not.toBe(before);
    await forge('settings open=verbosity', menu);
    await forge('settings', menu);
    expect(texts()[0]).toBe(before);
    expect(told()).toEqual([]);
    expect(openai.requests).toHaveLength(1);
  });
});

it('one button pressed twice at the very same time asks once, and both presses are used up', async () => {
  const { telegram, openai, ann, chat, answers, press, bot, receive, events } = await open({ settings: {} });
  telegram.say(chat, ann, 'One');
  await answers(1);
  openai.script(() => ({ text: 'Again.', firstTokenMs: 200 }));
  press('↻');
  await bot.idle();
  const pressed = events.at(-1);
  if (pressed?.body.type !== 'press') throw new Error('no press');
  const again = ['a', 'b', 'c'].map((mark) => ({ ...pressed, key: `${pressed.key}${mark}` }));
  await Promise.all(again.map((each) => receive(each)));
  await bot.idle();
  await Promise.all(again.map((each) => receive(each)));
  await bot.idle();
  expect(openai.requests).toHaveLength(3);
});

describe('buttons of a menu that were made to say something else', () => {
  it.each([
    'ask x',
    'ask prompt=x',
    'edit',
    'edit turn=1',
    'form line=retry',
    'retry turn=1',
    'delete turn=1',
    'stop',
    '',
  ])('are refused: "%s"', async (data) => {
    const { telegram, openai, ann, chat, answers, forge, told, tasks, texts } = await open({ settings: {} });
    telegram.say(chat, ann, 'One');
    await answers(1);
    telegram.say(chat, ann, '/settings');
    await answers(2);
    const before = texts();
    const turns = tasks.length;
    await forge(data);
    expect(tasks).toHaveLength(turns);
    expect(texts()).toEqual(before);
    expect(told()).toEqual([expect.stringMatching(/no longer works|Nothing|nothing/)]);
    expect(openai.requests).toHaveLength(1);
  });

  it.each(['image x', 'image prompt=x', 'translate Guten Tag', 'summarise Guten Tag', 'retry'])(
    'are counted like the typed command: "%s"',
    async (data) => {
      const { telegram, openai, ann, chat, answers, forge, told, tasks } = await open();
      telegram.say(chat, ann, 'One');
      await answers(1);
      telegram.say(chat, ann, '/settings');
      await answers(2);
      const turns = tasks.length;
      await forge(data);
      expect(tasks).toHaveLength(turns);
      expect(told()).toEqual([expect.stringMatching(tooMany)]);
      expect(openai.requests).toHaveLength(1);
    },
  );
});
