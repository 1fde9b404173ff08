import { describe, expect, it } from 'vitest';
import { controlsOf, lineOf } from '../../src/conversation/entries.ts';
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

const forged = [
  'image prompt=z1 count=10',
  'image x',
  'ask x',
  'ask prompt=tell all',
  'translate Guten Tag',
  'summarise Guten Tag',
  'new',
  'help',
  'edit',
  'edit turn=1',
  'form line=retry',
  'retry',
  'retry turn=1',
  'delete turn=1',
  'stop',
  'settings temperature=0.123',
  'settings set=temperature value=1',
  '?settings set=language',
  '?image',
  'chats delete=#1 confirm=true',
  '',
  '.',
  'k3.0123456789abcdef0123',
  '__proto__.0123456789abcdef0123',
];

describe('buttons that were made to say something else', () => {
  it('do nothing, under a menu or an answer, and every press is told so', async () => {
    const { telegram, openai, ann, chat, answers, bot, forge, mine, told, tasks, texts } = await open({ settings: {} });
    telegram.say(chat, ann, 'One');
    await answers(1);
    telegram.say(chat, ann, '/settings');
    await answers(2);
    await bot.idle();
    const before = texts();
    const turns = tasks.length;
    for (const message of mine()) {
      const [name = ''] = message.buttons[0]?.[0]?.data.split('.') ?? [];
      const lines = [
        ...forged,
        lineOf.continue(name),
        lineOf.show(name, 1),
        `ask turn=${name}`,
        `image x turn=${name}`,
      ];
      // Under names and tags of their own as well: whoever knows how tags are made cannot make an entry.
      const tagged = controlsOf(name, [lines.map((line) => ({ line, label: '' }))]).flat();
      for (const data of [...lines, ...tagged.map((control) => control.data)]) await forge(data, message);
      // The entries of one message under another.
      for (const { buttons } of mine().filter(({ id }) => id !== message.id))
        await forge(buttons[0]?.[0]?.data ?? '', message);
    }
    expect(tasks.slice(turns)).toEqual([]);
    expect(texts()).toEqual(before);
    expect(new Set(told())).toEqual(new Set([expect.stringContaining('no longer works')]));
    expect(openai.requests).toHaveLength(1);
  });

  it('draw no picture, however often', async () => {
    // Pictures are within the limit of requests: only what a press may say keeps them from being drawn.
    const { telegram, openai, ann, chat, answers, forge, told } = await open({ settings: {} });
    telegram.say(chat, ann, '/settings');
    await answers(1);
    for (let at = 0; at < 21; at += 1) await forge('image z1');
    expect(openai.requests).toEqual([]);
    expect(told()).toEqual(Array(21).fill(expect.stringContaining('no longer works')));
  });

  it('say nothing by a form that is none, and a form is asked for nothing but its text', async () => {
    const { telegram, openai, ann, chat, answers, bot, events, receive, tasks, press, mine } = await open({
      settings: {},
    });
    telegram.say(chat, ann, '/settings');
    await answers(1);
    press('Maximum length');
    await bot.idle();
    const pressed = events.at(-1);
    if (pressed?.body.type !== 'press') throw new Error('no press');
    const { body, key } = pressed;
    const turns = tasks.length;
    // The button has no form: text that comes along makes it no command.
    await receive({ ...pressed, key: `${key}a`, body: { ...body, input: { value: 'image count=10' } } });
    await bot.idle();
    expect(tasks).toHaveLength(turns);
    const data =
      mine()
        .at(-1)
        ?.buttons.flat()
        .find(({ text }) => text.startsWith('Another'))?.data ?? '';
    await receive({
      ...pressed,
      key: `${key}b`,
      body: { ...body, data, input: { value: 'top_p=0 x=1', language: 'es' } },
    });
    await bot.idle();
    const last = tasks.at(-1);
    if (last?.kind !== 'command') throw new Error('no command');
    expect([last.name, last.options]).toEqual(['settings', { set: 'max_tokens', value: 'top_p=0 x=1' }]);
    expect(openai.requests).toEqual([]);
  });
});

/** The bot, whose menus all have an entry besides their own; `#` in the line is the menu's message. */
async function openWith(line: string, settings: Record<string, string> = {}) {
  const lineIn = (message: string | number) => line.replace('#', String(message));
  const door = await open({
    settings,
    seams: {
      conversations: (conversations) => ({
        ...conversations,
        async find(chat, message) {
          const found = await conversations.find(chat, message);
          const entries = [...(found?.exchange.entries ?? []), { line: lineIn(message) }];
          return found && { ...found, exchange: { ...found.exchange, entries } };
        },
      }),
    },
  });
  const forge = async (on: Parameters<typeof door.forge>[1]) => {
    // The entry is among what is kept, and no open turn's.
    await door.bot.idle();
    await door.forge(line, on);
  };
  return { ...door, lineIn, forge };
}

describe('an entry that costs', () => {
  it.each(['ask Why?', 'translate Guten Tag', 'image a boat', 'new'])(
    'is counted like the typed command: %s',
    async (line) => {
      const { telegram, openai, ann, chat, answers, forge, mine, told, tasks } = await openWith(line, {
        REQUESTS_PER_MINUTE: '2',
      });
      telegram.say(chat, ann, '/settings');
      await answers(1);
      await forge(mine()[0]);
      expect(tasks).toHaveLength(2);
      const asked = openai.requests.length;
      await forge(mine()[0]);
      expect(tasks).toHaveLength(2);
      expect(openai.requests).toHaveLength(asked);
      expect(told().at(-1)).toMatch(tooMany);
    },
  );

  it('asks in the words that were kept, below, and leaves the menu where it is', async () => {
    const { telegram, openai, ann, chat, answers, forge, mine, texts } = await openWith('ask Why = how?');
    telegram.say(chat, ann, '/settings');
    await answers(1);
    const [menu] = texts();
    await forge(mine()[0]);
    expect(texts()).toEqual([menu, 'Why = how?\n\nAnswer 0.']);
    expect(JSON.stringify(openai.requests[0]?.body['input'])).toContain('Why = how?');
  });

  it('keeps the order of its conversation and waits in its queue, from whichever menu', async () => {
    const { telegram, openai, ann, chat, mine, tasks, told, bot, lineIn } = await openWith('translate Nummer #', {
      CHAT_QUEUE_LIMIT: '2',
    });
    for (let at = 1; at <= 4; at += 1) {
      telegram.say(chat, ann, '/settings');
      await bot.idle();
    }
    openai.script(() => ({ text: 'Number.', firstTokenMs: 300 }));
    for (const menu of mine()) telegram.press(chat, ann, menu, lineIn(menu.id), { stale: true });
    await bot.idle();
    expect(tasks.slice(4).map(({ queue, conversation }) => queue === conversation)).toEqual([true, true, true]);
    expect(openai.requests).toHaveLength(3);
    expect(told()).toEqual([expect.stringMatching(/wait/)]);
  });
});
