import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRows } from '../chaos/kept.ts';
import { type Desk, type Platform, quiet, type Said } from './desk.ts';
import { closeProcesses, openProcess } from './process-house.ts';

/**
 * Gestures with a kill -9 in their middle: `noted`, before the platform hears anything of it, and `shown`, when the screen
 * has changed and the bot was not told so. What is seen and what is in context end as if nothing had happened.
 */

interface Gesture {
  name: string;
  /** What the model says to which question. */
  model?: Record<string, string | object>;
  /** What comes before, up to the gesture. */
  before(desk: Desk): Promise<void>;
  do(desk: Desk): void;
  /** What the bot's bubbles say in the end. */
  seen: RegExp[];
  /** It is answered in a bubble of its own. */
  says?: boolean;
  /** The bot has to be told so where its platform does not tell. */
  told?: boolean;
  /** What the next question is asked with, and without. */
  heard?: RegExp;
  unheard?: RegExp;
}

const slow = { text: 'word '.repeat(300).trim(), tokensPerSecond: 30 };
const one = (expected: string) => (texts: string[]) => texts.length === 1 && texts[0] === expected;
const growing = (texts: string[]) => texts.at(-1)?.startsWith('word') === true;
const count = (number: number) => (texts: string[]) => texts.length === number;

async function ask(desk: Desk, ...questions: string[]): Promise<void> {
  for (const question of questions) {
    const before = desk.texts().length;
    desk.say(question);
    await desk.until(count(before + 1));
    await quiet(100);
  }
}

/** The question that is edited or taken away. */
let said: Said | undefined;

const gestures: Gesture[] = [
  {
    name: 'Again',
    model: { Hi: 'Hello.', 'Hi 2': 'Good day.', 'Hi 3': 'Good day.' },
    before: (desk) => ask(desk, 'Hi'),
    do: (desk) => desk.press('↻'),
    seen: [/^Good day\.$/],
    heard: /Good day/,
    unheard: /Hello/,
  },
  {
    name: 'an arrow',
    model: { Hi: 'Hello.', 'Hi 2': 'Good day.' },
    async before(desk) {
      await ask(desk, 'Hi');
      desk.press('↻');
      await desk.until(one('Good day.'));
      await quiet();
    },
    do: (desk) => desk.press('◀'),
    seen: [/^Hello\.$/],
    heard: /Hello/,
    unheard: /Good day/,
  },
  {
    name: 'Stop',
    model: { Hi: slow, 'Hi 2': slow },
    async before(desk) {
      desk.say('Hi');
      await desk.until(growing);
    },
    do: (desk) => desk.press('■'),
    seen: [/^(word .*\n\n)?\*?Stopped\.\*?$/s],
  },
  {
    name: 'Continue',
    model: { Hi: slow },
    async before(desk) {
      desk.say('Hi');
      await desk.until(growing);
      desk.press('■');
      await desk.until((texts) => texts[0]?.includes('Stopped.') === true);
      await quiet();
    },
    do: (desk) => desk.press('▶'),
    seen: [/^word .*and the rest\.$/s],
    heard: /word.*and the rest/,
  },
  {
    name: 'Delete',
    model: { 'My number is 4711': 'Noted.' },
    before: (desk) => ask(desk, 'My number is 4711'),
    do: (desk) => desk.press('✕'),
    seen: [],
    unheard: /4711/,
  },
  {
    name: 'an edit of what is answered',
    async before(desk) {
      said = desk.say('Teh cat');
      await desk.until(one('Re: Teh cat'));
      await ask(desk, 'And the dog');
    },
    do: () => said?.edit('The cat'),
    seen: [/^Re: The cat$/, /^Re: And the dog$/],
    heard: /The cat.*And the dog/s,
    unheard: /Teh/,
  },
  {
    name: 'an edit of what is being answered again',
    model: { 'Teh cat': 'Hello.', 'Teh cat 2': slow },
    async before(desk) {
      said = desk.say('Teh cat');
      await desk.until(one('Hello.'));
      desk.press('↻');
      await desk.until(growing);
    },
    do: () => said?.edit('The cat'),
    seen: [/^Re: The cat$/],
    heard: /The cat/,
    unheard: /Teh|word|Hello/,
  },
  {
    name: '/retry',
    model: { Hi: 'Hello.', 'Hi 2': 'Good day.', 'Hi 3': 'Good day.' },
    says: true,
    before: (desk) => ask(desk, 'Hi'),
    do: (desk) => void desk.say('/retry'),
    seen: [/^Good day\.$/],
    heard: /Good day/,
    unheard: /Hello/,
  },
  {
    name: 'an edit of what was no question',
    async before(desk) {
      said = desk.say('/aks the cat');
      await desk.until(count(1));
      await quiet();
      await ask(desk, 'And the dog');
    },
    do: () => said?.edit('/ask the cat'),
    seen: [/^Re: the cat$/, /^Re: And the dog$/],
    heard: /the cat/,
  },
  {
    name: 'an edit of what is being answered',
    model: { 'Teh cat': slow },
    async before(desk) {
      said = desk.say('Teh cat');
      await desk.until(growing);
    },
    do: () => said?.edit('The cat'),
    seen: [/^Re: The cat$/],
    unheard: /Teh|word/,
  },
  {
    name: 'an edit of what waits',
    model: { Hi: { ...slow, text: 'word '.repeat(30).trim() } },
    async before(desk) {
      desk.say('Hi');
      said = desk.say('Teh cat');
      await desk.until(growing);
    },
    do: () => said?.edit('The cat'),
    seen: [/^(word ?){30}$/, /^Re: The cat$/],
    heard: /word.*The cat/s,
    unheard: /Teh/,
  },
  {
    name: 'a question taken away',
    async before(desk) {
      said = desk.say('My number is 4711');
      await desk.until(count(1));
      await quiet(100);
    },
    do: () => said?.takeAway(),
    seen: [],
    told: true,
    unheard: /4711/,
  },
  {
    name: 'a reply to an older answer',
    says: true,
    before: (desk) => ask(desk, 'alpha', 'beta'),
    do: (desk) => void desk.say('gamma', 0),
    seen: [/alpha/, /beta/, /gamma/],
    heard: /alpha.*gamma/s,
    unheard: /beta/,
  },
  {
    name: '/new',
    says: true,
    before: (desk) => ask(desk, 'alpha'),
    do: (desk) => void desk.say('/new'),
    seen: [/alpha/, /^New conversation started/],
    unheard: /alpha/,
  },
  {
    name: '/chats switches',
    before: (desk) => ask(desk, 'alpha', '/new', 'beta', '/chats'),
    do: (desk) => desk.press('2'),
    seen: [/alpha/, /^New conversation started/, /beta/, /^Back in/],
    heard: /alpha/,
    unheard: /beta/,
  },
  {
    name: '/settings changes something',
    async before(desk) {
      await ask(desk, '/settings');
      desk.press('Verbosity');
      await desk.until((texts) => texts[0]?.includes('Verbosity') === true && !texts[0].includes('Temperature'));
      await quiet();
    },
    do: (desk) => desk.press('low'),
    seen: [/^Changed/],
    heard: /"verbosity":"low"/,
  },
  {
    name: '/context leaves a turn out',
    before: (desk) => ask(desk, 'My number is 4711', 'alpha', '/context'),
    do: (desk) => desk.press('✕ 1'),
    seen: [/4711/, /^Re: alpha/, /1\W*\(left out\).*4711/s],
    heard: /alpha/,
    unheard: /4711/,
  },
  {
    name: '/ask about somebody’s message',
    says: true,
    before: (desk) => ask(desk, 'alpha'),
    do: (desk) => void desk.say('/ask beta', 0),
    seen: [/alpha/, /beta/],
    heard: /alpha.*beta/s,
  },
];

/** Declares the tests of all gestures on one platform. */
export function testGestureKills(platform: Platform): void {
  let house: Awaited<ReturnType<typeof openProcess>>;
  beforeAll(async () => {
    house = await openProcess({ OPENAI_MODEL: 'gpt-5.4-mini' });
    await platform.ready(house);
  });
  afterAll(closeProcesses);

  async function crash(): Promise<void> {
    await house.kill();
    house.start();
    await platform.ready(house);
  }

  /** Crashes at the next such call. */
  function crashAt(match: Platform['writes'], when: 'before' | 'after'): Promise<void> {
    return new Promise((resolve, reject) => {
      platform.rule(house)({ match, times: 1, drop: when, [when]: () => void crash().then(resolve, reject) });
    });
  }

  /** The model answers as the gesture says. */
  function script(model: Gesture['model'] = {}): void {
    const asked = new Map<string, number>();
    house.openai.script(({ messages }) => {
      const text = messages.at(-1)?.text ?? '';
      const times = (asked.get(text) ?? 0) + 1;
      asked.set(text, times);
      return model[times > 1 ? `${text} ${times}` : text] ?? (/go on/i.test(text) ? 'and the rest.' : `Re: ${text}`);
    });
  }

  /** What the model was asked last. */
  const heardLast = () => JSON.stringify(house.openai.requests.at(-1)?.body);

  async function play(gesture: Gesture, moment: string): Promise<void> {
    const { seen, told, heard = /./, unheard = /(?!)/ } = gesture;
    const desk = platform.open(house);
    script(gesture.model);
    await gesture.before(desk);
    const killed = moment === 'noted' ? crashAt(platform.writes, 'before') : crashAt(platform.shows, 'after');
    gesture.do(desk);
    await killed;
    const due = [...seen, ...(told ? platform.forgotten : [])];
    const done = (texts: string[]) =>
      texts.length === due.length && due.every((each, at) => each.test(texts[at] ?? ''));
    await desk.until(done).catch(() => undefined);
    await quiet();
    // A menu keeps an order of its own: what it does is kept a moment after it is seen.
    await expect.poll(() => openRows(house.store), { timeout: 5000 }).toEqual([]);
    expect(desk.texts()).toEqual(due.map((each) => expect.stringMatching(each)));
    await ask(desk, 'And then?');
    expect(heardLast()).toMatch(heard);
    expect(heardLast()).not.toMatch(unheard);
  }

  describe.each(gestures)('$name', (gesture) => {
    const says = gesture.says || (gesture.told === true && platform.forgotten.length > 0);
    it.each(says && !platform.adopts ? ['noted'] : ['noted', 'shown'])('%s', (moment) => play(gesture, moment));
  });

  it('while another answer grows: it ends in the same bubble, once', async () => {
    const desk = platform.open(house);
    script({ Hi: 'Hello.', 'Hi 2': slow, 'Hi 3': 'Good day.' });
    await ask(desk, 'Hi');
    desk.press('↻');
    await desk.until(growing);
    await crash();
    await desk.until(one('Good day.'));
    desk.press('◀');
    await desk.until(one('Hello.'));
    await ask(desk, 'And then?');
    expect(heardLast()).toContain('Hello.');
    expect(heardLast()).not.toContain('word');
  });

  it('while new words are answered, again and again: what answered the old ones is gone from the screen and the context', async () => {
    const desk = platform.open(house);
    script({ 'The cat': slow, 'The cat 2': slow, 'The cat 3': slow });
    const message = desk.say('Teh cat');
    await desk.until(one('Re: Teh cat'));
    await quiet();
    const begun = house.openai.requests.length;
    message.edit('The cat');
    for (let at = 1; at <= 3; at += 1) {
      await house.openai.waitFor(() => house.openai.requests.length >= begun + at, 10_000);
      await crash();
    }
    await desk.until((texts) => texts.length === 1 && texts[0]?.includes('several times') === true);
    expect(desk.texts()[0]).not.toContain('cat');
    await ask(desk, 'And then?');
    expect(heardLast()).not.toContain('Teh');
  });

  it('while another answer is made, again and again: the old one stays to be seen, as it stays in context', async () => {
    const desk = platform.open(house);
    script({ Hi: 'Hello.', 'Hi 2': slow, 'Hi 3': slow, 'Hi 4': slow });
    await ask(desk, 'Hi');
    desk.press('↻');
    const begun = house.openai.requests.length;
    for (let at = 1; at <= 3; at += 1) {
      await house.openai.waitFor(() => house.openai.requests.length >= begun + at, 10_000);
      await crash();
    }
    await desk.until((texts) => texts.length === 1 && texts[0]?.startsWith('Hello.\n') === true);
    await ask(desk, 'And then?');
    expect(heardLast()).toContain('Hello.');
    expect(house.openai.requests).toHaveLength(begun + 4);
  });
}
