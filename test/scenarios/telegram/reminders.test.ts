import { describe, expect, it } from 'vitest';
import { createJumpingClock } from '../../schedule/jumping-clock.ts';
import { openTelegram } from './open.ts';

/** Reminders and schedules on Telegram, from the wish to the message, by a clock that is set forward. */

const HOUR = 3_600_000;

async function open(settings: Record<string, string> = {}) {
  const clock = createJumpingClock();
  const opened = await openTelegram({ clock, settings, telegram: { privacy: false } });
  const { bot, telegram, texts, openai } = opened;
  openai.script(({ messages }) => `re ${messages.at(-1)?.text}`);
  const say = async (...said: Parameters<typeof telegram.say>) => {
    telegram.say(...said);
    await bot.idle();
  };
  /** Lets time pass, and resolves once so many bubbles are shown. */
  const pass = async (ms: number, count: number, where?: { id: number }) => {
    clock.pass(ms);
    await telegram.waitFor(() => texts(where).length >= count, 6000);
    await bot.idle();
    expect(texts(where)).toHaveLength(count);
  };
  return { ...opened, clock, say, pass };
}

describe('a reminder', () => {
  it('is told at its time without the model, once, and can be put off and done with', async () => {
    const { say, pass, chat, ann, texts, labels, press, bot, openai } = await open();
    await say(chat, ann, '/remind in 1 hour buy milk');
    await pass(HOUR, 2);
    expect(texts().at(-1)).toBe('⏰ buy milk');
    expect(labels()).toEqual(['Done', 'In 10 min', 'In 1 h', 'Tomorrow']);
    await press('In 10 min');
    await bot.idle();
    expect(texts()[1]).toMatch(/buy milk\n\nAgain: /);
    await pass(HOUR / 6, 3);
    expect(texts().at(-1)).toBe('⏰ buy milk');
    await press('Done');
    await bot.idle();
    expect(texts().at(-1)).toBe('✓ buy milk');
    await bot.restart();
    await bot.idle();
    expect(texts()).toHaveLength(3);
    expect(openai.requests).toEqual([]);
  });

  it('that was due while the bot was down is told after that, and says how late; of one that comes again the newest', async () => {
    const { say, chat, ann, texts, bot, clock, telegram } = await open();
    await say(chat, ann, '/zone UTC');
    await say(chat, ann, '/remind in 1 hour buy milk');
    await say(chat, ann, '/remind 0 */6 * * * drink water');
    await bot.stop();
    clock.pass(72 * HOUR);
    await bot.start();
    await telegram.waitFor(() => texts().length === 5, 6000);
    await bot.idle();
    const told = texts().slice(3).toSorted();
    expect(told.find((text) => text.includes('milk'))).toMatch(
      /^This was due 71 hours ago; I couldn't tell you earlier\.\n\n⏰ buy milk$/,
    );
    expect(told.filter((text) => text.includes('water'))).toHaveLength(1);
  });

  it('is listed, paused, and deleted', async () => {
    const { say, chat, ann, texts, press, bot, clock } = await open();
    await say(chat, ann, '/remind in 1 hour one');
    await say(chat, ann, '/remind in 1 hour two');
    await press('Pause');
    await bot.idle();
    await say(chat, ann, '/schedule');
    expect(texts().at(-1)).toMatch(/2 reminders and schedules:.*1 one.*2 two.*\(paused\)/s);
    await press('1 one');
    await bot.idle();
    await press('Delete');
    await bot.idle();
    clock.pass(2 * HOUR);
    await bot.idle();
    expect(texts()).toHaveLength(3);
  });

  it('of a person who may not use the bot there any more rests, which is said once', async () => {
    const { say, pass, chat, ann, texts, bot, clock } = await open({
      ACCESS: 'allowlist',
      ALLOWED_USERS: 'telegram:1',
    });
    await bot.restart({ ACCESS: 'open' });
    await say(chat, ann, '/remind 0 * * * * stretch');
    await say(chat, ann, '/zone UTC');
    await say(chat, ann, '/remind 0 * * * * stretch');
    await bot.restart({ ACCESS: 'allowlist', ALLOWED_USERS: 'telegram:1' });
    await pass(HOUR, 4);
    expect(texts().at(-1)).toMatch(/^The reminders of Ann are paused here/);
    clock.pass(3 * HOUR);
    await bot.idle();
    expect(texts()).toHaveLength(4);
    await bot.restart({ ACCESS: 'open' });
    await say(chat, ann, '/schedule');
    expect(texts().at(-1)).toContain("(paused: you couldn't use me there)");
  });
});

describe('in a group', () => {
  it('a reminder rings for its person, and for them alone; a moderator takes it away', async () => {
    // Whenever within two hours the test runs, nothing says how late it is.
    const opened = await open({ REMINDERS_LATE: '0' });
    const { say, pass, group, ann, telegram, texts, mine, labels, press, bot, clock } = opened;
    const cleo = telegram.user({ first_name: 'Cleo', language_code: 'en' });
    for (const each of [ann, cleo]) telegram.join(group, each);
    telegram.appoint(group, cleo);
    await say(group, ann, '/remind 0 */2 * * * stretch');
    await press('London', group, ann);
    await bot.idle();
    await pass(2 * HOUR, 2, group);
    expect(texts(group).at(-1)).toBe('Ann ⏰ stretch');
    const mention = { type: 'text_mention', offset: 0, length: 3, user: { id: ann.id } };
    expect(mine(group).at(-1)?.entities).toMatchObject([mention]);
    await say(group, cleo, '/schedule');
    expect(texts(group).at(-1)).toMatch(/stretch \(Ann\)/);
    await press('1 stretch', group, cleo);
    await bot.idle();
    expect(labels(group)).toEqual(['Pause', 'Delete', 'All']);
    await press('Delete', group, cleo);
    await bot.idle();
    const before = texts(group).length;
    clock.pass(4 * HOUR);
    await bot.idle();
    expect(texts(group)).toHaveLength(before);
  });

  it('nobody else puts words into somebody’s mouth', async () => {
    const { say, group, ann, telegram, texts, press, bot, openai, clock } = await open();
    const cleo = telegram.user({ first_name: 'Cleo', language_code: 'en' });
    for (const each of [ann, cleo]) telegram.join(group, each);
    telegram.appoint(group, cleo);
    await say(group, ann, '/remind in 2 hours stretch');
    await press('Answer it instead', group, cleo);
    await bot.idle();
    clock.pass(2 * HOUR);
    await telegram.waitFor(() => texts(group).some((text) => text.includes('Ann ⏰ stretch')), 6000);
    expect(openai.requests).toEqual([]);
  });

  it('that the bot was removed from, what is due rests, and its person is told once', async () => {
    const { say, group, chat, ann, telegram, texts, bot, clock } = await open();
    telegram.join(group, ann);
    await say(chat, ann, '/zone UTC');
    await say(group, ann, '/remind 0 */2 * * * stretch');
    telegram.bar(group, ann, 'kicked');
    await bot.idle();
    clock.pass(2 * HOUR);
    await telegram.waitFor(() => texts().length === 2, 6000);
    expect(texts().at(-1)).toMatch(/^I can't write in the chat of one of your reminders any more/);
    clock.pass(4 * HOUR);
    await bot.idle();
    expect(texts()).toHaveLength(2);
  });
});

it('who has blocked the bot when something is due is told of it once they have let it in again', async () => {
  const { say, chat, ann, telegram, texts, bot, clock } = await open();
  await say(chat, ann, '/zone UTC');
  await say(chat, ann, '/remind in 2 hours stretch');
  const before = texts().length;
  telegram.bar(chat, ann, 'blocked');
  clock.pass(2 * HOUR);
  await bot.idle();
  clock.pass(HOUR);
  await bot.idle();
  expect(texts()).toHaveLength(before);
  telegram.bar(chat, ann, undefined);
  clock.pass(25 * HOUR);
  await telegram.waitFor(() => texts().length === before + 1, 6000);
  expect(texts().at(-1)).toMatch(/^I couldn't write to you here for a while.*stretch/);
  clock.pass(30 * 24 * HOUR);
  await bot.idle();
  expect(texts()).toHaveLength(before + 1);
});

describe('what somebody has', () => {
  it('in one topic is listed in no other, by the command or the model, and all of it where nobody else reads', async () => {
    const { say, chat, ann, telegram, texts, openai } = await open({ TOOLS: 'time' });
    const forum = telegram.group({ title: 'Pets', forum: true });
    const [cats, dogs] = [telegram.topic(forum, ann, 'Cats'), telegram.topic(forum, ann, 'Dogs')];
    await say(forum, ann, '/remind in 1 hour feed the cat', { topic: cats });
    await say(forum, ann, '/remind in 2 hours walk the dog', { topic: dogs });
    await say(chat, ann, '/remind in 3 hours buy a ring');
    await say(forum, ann, '/schedule', { topic: dogs });
    expect(texts(forum).at(-1)).toMatch(/One reminder.*walk the dog/s);
    const call = { text: '', calls: [{ name: 'list_reminders', arguments: {} }] };
    openai.script((_, at) => (at % 2 === 0 ? call : 'There.'));
    await say(forum, ann, '@parley_bot What do you remind me of?', { topic: dogs });
    const told = () => JSON.stringify(openai.requests.at(-1)?.body);
    expect(told()).toMatch(/: walk the dog/);
    expect(told()).not.toMatch(/: feed the cat|: buy a ring/);
    await say(chat, ann, 'What do you remind me of?');
    expect(told()).toMatch(/: feed the cat.*: walk the dog.*: buy a ring/s);
    await say(chat, ann, '/schedule');
    expect(texts().at(-1)).toMatch(/3 reminders.*feed the cat.*walk the dog.*buy a ring/s);
  });

  it('is shown as it is where it is changed, and what is not changed stays', async () => {
    const { say, chat, ann, texts, mine, press, bot } = await open();
    await say(chat, ann, '/zone UTC');
    await say(chat, ann, '/remind 0 */6 * * * drink water');
    await press('Change');
    await bot.idle();
    const answer = (text: string) => {
      const to = mine().at(-1)?.id;
      return say(chat, ann, text, to === undefined ? {} : { replyTo: to });
    };
    expect(texts().at(-1)).toContain('0 */6 * * *');
    await answer('/skip');
    expect(texts().at(-1)).toContain('drink water');
    await answer('drink tea');
    await say(chat, ann, '/schedule');
    expect(texts().at(-1)).toMatch(/drink tea\nby 0 \*\/6 \* \* \*/);
  });
});

it('what the gate refuses for hours rests, which is told once, with its words', async () => {
  const { say, chat, ann, texts, bot, clock, telegram } = await open({ REQUESTS_PER_MINUTE: '2' });
  await say(chat, ann, '/zone UTC');
  await say(chat, ann, '/remind question in 1 hour /image count=3 a cat');
  const before = texts().length;
  for (let hour = 0; hour < 24 && texts().length === before; hour += 1) {
    clock.pass(HOUR);
    await telegram.waitFor(() => texts().length > before, 300).catch(() => undefined);
    await bot.idle();
  }
  expect(texts().at(-1)).toMatch(/^A reminder of Ann is paused: .*\/image count=3 a cat/);
  for (let hour = 0; hour < 3; hour += 1) clock.pass(HOUR);
  await bot.idle();
  expect(texts()).toHaveLength(before + 1);
});

describe('what is asked at its time', () => {
  it('goes on with the conversation, as if the person said it then, and can be answered again', async () => {
    const { say, pass, chat, ann, texts, heard, bot } = await open();
    await say(chat, ann, 'I like tea');
    await say(chat, ann, '/remind question in 1 hour What do I like?');
    await pass(HOUR, 3);
    expect(texts().at(-1)).toMatch(/What do I like\?\n\nre What do I like\?$/);
    expect(heard(-1)).toMatch(/I like tea.*re I like tea.*What do I like\?/s);
    await say(chat, ann, '/retry');
    await bot.idle();
    expect(texts().at(-1)).toContain('re What do I like?');
  });

  it('a command is the command, with the rights of that time', async () => {
    const { say, pass, group, ann, telegram, texts, openai } = await open();
    telegram.join(group, ann);
    telegram.appoint(group, ann);
    await say(group, ann, '/room overhear=20');
    await say(group, ann, '/remind question in 1 hour /summarise');
    const bob = telegram.user({ first_name: 'Bob' });
    telegram.join(group, bob);
    await say(group, bob, 'The wombat has escaped');
    await pass(HOUR, 3, group);
    expect(JSON.stringify(openai.requests.at(-1)?.body)).toContain('wombat');
    expect(texts(group).at(-1)).toMatch(/messages|message/);
  });
});

it('the model makes one where it is asked to, by the clocks of the person, once', async () => {
  const { say, pass, chat, ann, texts, openai } = await open({ TOOLS: 'time' });
  const args = { when: 'in 1 hour', text: 'buy milk' };
  openai.script((_, at) => (at === 0 ? { text: '', calls: [{ name: 'remind', arguments: args }] } : 'I will.'));
  await say(chat, ann, 'Remind me of the milk in an hour');
  expect(texts().at(-1)).toContain('I will.');
  expect(JSON.stringify(openai.requests.at(-1)?.body)).toContain('Made: ');
  await pass(HOUR, 2);
  expect(texts().at(-1)).toBe('⏰ buy milk');
});

it('the model takes one away, and people are told which, in its own words', async () => {
  const { say, chat, ann, texts, openai } = await open({ TOOLS: 'time' });
  await say(chat, ann, '/remind in 1 hour buy milk');
  let id = '';
  openai.script((_, at) => {
    if (at === 0) return { text: '', calls: [{ name: 'list_reminders', arguments: {} }] };
    id = /(\w+): next /.exec(JSON.stringify(openai.requests.at(-1)?.body))?.[1] ?? '';
    return at === 1 ? { text: '', calls: [{ name: 'delete_reminder', arguments: { id } }] } : 'Gone.';
  });
  await say(chat, ann, 'Forget the milk');
  expect(texts().at(-1)).toMatch(/Gone\..*: buy milk/s);
  expect(texts().at(-1)).not.toMatch(new RegExp(`: ${id}\\b`));
  await say(chat, ann, '/schedule');
  expect(texts().at(-1)).toContain('Nothing is scheduled');
});
