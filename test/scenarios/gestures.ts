import { ogg } from '../simulator/samples.ts';
import type { ChatDriver, Said } from './chat-driver.ts';

/** An act, what comes before it, and what is seen and heard after it, whenever the bot was killed meanwhile. */
export interface Gesture {
  name: string;
  /** What the model says to which question. */
  model?: Record<string, string | object>;
  /** What comes before, up to the gesture. */
  before(driver: ChatDriver): Promise<void>;
  do(driver: ChatDriver): void;
  /** What the bot's bubbles say in the end. */
  seen: RegExp[];
  /** It is answered in a bubble of its own. */
  says?: boolean;
  /** A form is open when it begins. */
  fills?: boolean;
  /** The bot has to be told so where its platform does not tell. */
  told?: boolean;
  /** What the next question is asked with, and without. */
  heard?: RegExp;
  unheard?: RegExp;
}

export const slow = { text: 'word '.repeat(300).trim(), tokensPerSecond: 30 };
export const one = (expected: string) => (texts: string[]) => texts.length === 1 && texts[0] === expected;
export const growing = (texts: string[]) => texts.at(-1)?.startsWith('word') === true;
const count = (number: number) => (texts: string[]) => texts.length === number;

export async function ask(driver: ChatDriver, ...questions: string[]): Promise<void> {
  for (const question of questions) {
    const before = driver.texts().length;
    driver.say(question);
    await driver.until(count(before + 1));
    await driver.idle();
  }
}

/** The question that is edited or taken away. */
let said: Said | undefined;

export const gestures: Gesture[] = [
  {
    name: 'Again',
    model: { Hi: 'Hello.', 'Hi 2': 'Good day.', 'Hi 3': 'Good day.' },
    before: (driver) => ask(driver, 'Hi'),
    do: (driver) => driver.press('↻'),
    seen: [/^Good day\.$/],
    heard: /Good day/,
    unheard: /Hello/,
  },
  {
    name: 'an arrow',
    model: { Hi: 'Hello.', 'Hi 2': 'Good day.' },
    async before(driver) {
      await ask(driver, 'Hi');
      driver.press('↻');
      await driver.until(one('Good day.'));
      await driver.idle();
    },
    do: (driver) => driver.press('◀'),
    seen: [/^Hello\.$/],
    heard: /Hello/,
    unheard: /Good day/,
  },
  {
    name: 'Stop',
    model: { Hi: slow, 'Hi 2': slow },
    async before(driver) {
      driver.say('Hi');
      await driver.until(growing);
    },
    do: (driver) => driver.press('■'),
    seen: [/^(word .*\n\n)?\*?Stopped\.\*?$/s],
  },
  {
    name: 'Continue',
    model: { Hi: slow },
    async before(driver) {
      driver.say('Hi');
      await driver.until(growing);
      driver.press('■');
      await driver.until((texts) => texts[0]?.includes('Stopped.') === true);
      await driver.idle();
    },
    do: (driver) => driver.press('▶'),
    seen: [/^word .*and the rest\.$/s],
    heard: /word.*and the rest/,
  },
  {
    name: 'Delete',
    model: { 'My number is 4711': 'Noted.' },
    before: (driver) => ask(driver, 'My number is 4711'),
    do: (driver) => driver.press('✕'),
    seen: [],
    unheard: /4711/,
  },
  {
    name: 'an edit of what is answered',
    async before(driver) {
      said = driver.say('Teh cat');
      await driver.until(one('Re: Teh cat'));
      await ask(driver, 'And the dog');
    },
    do: () => said?.edit('The cat'),
    seen: [/^Re: The cat$/, /^Re: And the dog$/],
    heard: /The cat.*And the dog/s,
    unheard: /Teh/,
  },
  {
    name: 'right words for what was heard',
    fills: true,
    async before(driver) {
      driver.send('', [{ kind: 'recording', name: 'a.ogg', mime: 'audio/ogg', bytes: ogg(1) }]);
      await driver.until(([text = '']) => /teh cat\n\nRe: .*teh cat$/s.test(text));
      await driver.idle();
      await driver.open('✎');
      await driver.idle();
    },
    do: (driver) => driver.fill('the cat'),
    seen: [/the cat\n\nRe: .*the cat$/s],
    heard: /the cat/,
    unheard: /teh/,
  },
  {
    name: 'an edit of what is being answered again',
    model: { 'Teh cat': 'Hello.', 'Teh cat 2': slow },
    async before(driver) {
      said = driver.say('Teh cat');
      await driver.until(one('Hello.'));
      driver.press('↻');
      await driver.until(growing);
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
    before: (driver) => ask(driver, 'Hi'),
    do: (driver) => void driver.say('/retry'),
    seen: [/^Good day\.$/],
    heard: /Good day/,
    unheard: /Hello/,
  },
  {
    name: 'an edit of what was no question',
    async before(driver) {
      said = driver.say('/aks the cat');
      await driver.until(count(1));
      await driver.idle();
      await ask(driver, 'And the dog');
    },
    do: () => said?.edit('/ask the cat'),
    seen: [/^Re: the cat$/, /^Re: And the dog$/],
    heard: /the cat/,
  },
  {
    name: 'an edit of what is being answered',
    model: { 'Teh cat': slow },
    async before(driver) {
      said = driver.say('Teh cat');
      await driver.until(growing);
    },
    do: () => said?.edit('The cat'),
    seen: [/^Re: The cat$/],
    unheard: /Teh|word/,
  },
  {
    name: 'an edit of what waits',
    model: { Hi: { ...slow, text: 'word '.repeat(30).trim() } },
    async before(driver) {
      driver.say('Hi');
      said = driver.say('Teh cat');
      await driver.until(growing);
    },
    do: () => said?.edit('The cat'),
    seen: [/^(word ?){30}$/, /^Re: The cat$/],
    heard: /word.*The cat/s,
    unheard: /Teh/,
  },
  {
    name: 'a question taken away',
    async before(driver) {
      said = driver.say('My number is 4711');
      await driver.until(count(1));
      await driver.idle();
    },
    do: () => said?.takeAway(),
    seen: [],
    told: true,
    unheard: /4711/,
  },
  {
    name: 'a reply to an older answer',
    says: true,
    before: (driver) => ask(driver, 'alpha', 'beta'),
    do: (driver) => void driver.say('gamma', 0),
    seen: [/alpha/, /beta/, /gamma/],
    heard: /alpha.*gamma/s,
    unheard: /beta/,
  },
  {
    name: '/new',
    says: true,
    before: (driver) => ask(driver, 'alpha'),
    do: (driver) => void driver.say('/new'),
    seen: [/alpha/, /^New conversation started/],
    unheard: /alpha/,
  },
  {
    name: '/chats switches',
    before: (driver) => ask(driver, 'alpha', '/new', 'beta', '/chats'),
    do: (driver) => driver.press('2'),
    seen: [/alpha/, /^New conversation started/, /beta/, /^Back in/],
    heard: /alpha/,
    unheard: /beta/,
  },
  {
    name: '/settings changes something',
    async before(driver) {
      await ask(driver, '/settings');
      driver.press('Verbosity');
      await driver.until((texts) => texts[0]?.includes('Verbosity') === true && !texts[0].includes('Temperature'));
      await driver.idle();
    },
    do: (driver) => driver.press('low'),
    seen: [/^Changed/],
    heard: /"verbosity":"low"/,
  },
  {
    name: '/context leaves a turn out',
    before: (driver) => ask(driver, 'My number is 4711', 'alpha', '/context'),
    do: (driver) => driver.press('✕ 1'),
    seen: [/4711/, /^Re: alpha/, /1\W*\(left out\).*4711/s],
    heard: /alpha/,
    unheard: /4711/,
  },
  {
    name: '/ask about somebody’s message',
    says: true,
    before: (driver) => ask(driver, 'alpha'),
    do: (driver) => void driver.say('/ask beta', 0),
    seen: [/alpha/, /beta/],
    heard: /alpha.*beta/s,
  },
];
