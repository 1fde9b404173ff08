import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messagesIn } from '../simulator/openai/heard.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { platforms } from './chat-driver.ts';

/** Questions of the model to the person, and words that may come next, as buttons. */

describe.each([
  ['Telegram', 'chat'],
  ['Discord', 'responses'],
] as const)('on %s with the API %s', (name, api) => {
  const platform = platforms[name];
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot({ platforms: [platform.name], settings: { OPENAI_API: api, TOOLS: 'ask,math' } });
  });
  afterAll(() => bot.close());

  function open(script: Parameters<TestBot['openai']['script']>[0]) {
    const begun = bot.openai.requests.length;
    bot.openai.script(script);
    const driver = platform.open(bot);
    const requests = () => bot.openai.requests.slice(begun);
    return { driver, requests, last: () => messagesIn(requests().at(-1)).at(-1)?.text };
  }

  it('a question ends the answer; a press says a choice in the person’s words, and free words are as good', async () => {
    const asked = { name: 'ask_person', arguments: { question: 'Which day?', choices: ['Monday', 'Tuesday = best'] } };
    const { driver, requests, last } = open([
      { text: 'Gladly.', calls: [asked] },
      'Monday it is.',
      { calls: [asked] },
      'Sunday, then.',
    ]);
    driver.say('Plan it');
    await driver.idle();
    expect(driver.texts()).toEqual([expect.stringMatching(/^Gladly\.\n\nWhich day\?$/)]);
    expect(requests()).toHaveLength(1);
    driver.press('Monday');
    await driver.idle();
    expect(driver.texts()[1]).toContain('Monday it is.');
    expect(last()).toBe('Monday');
    expect(messagesIn(requests()[1]).map(({ text }) => text)).toContain('Gladly.\n\nWhich day?');
    driver.say('Another');
    await driver.idle();
    driver.say('Sunday');
    await driver.idle();
    expect(last()).toBe('Sunday');
    // An old question is simply asked from: its buttons say what they said.
    expect(driver.texts().at(-1)).toContain('Sunday, then.');
  });

  it('a blank question asks nobody: the model is told, and answers', async () => {
    const blank = { name: 'ask_person', arguments: { question: ' \u200b', choices: ['Monday'] } };
    const { driver, requests } = open([{ calls: [blank] }, 'On Monday.']);
    driver.say('When?');
    await driver.idle();
    expect(driver.texts()).toEqual([expect.stringContaining('On Monday.')]);
    expect(requests()).toHaveLength(2);
    expect(JSON.stringify(requests().at(-1))).toContain('the question is blank');
  });

  it('words that may come next stand under the answer, cost no request, and only where the chat wants them', async () => {
    const suggested = { name: 'suggest_replies', arguments: { replies: ['Why?', 'More'] } };
    const { driver, requests, last } = open([
      'No buttons.',
      { text: 'It rains.', calls: [suggested] },
      'Because of clouds.',
    ]);
    driver.say('Hi');
    await driver.idle();
    expect(JSON.stringify(requests()[0]?.body)).not.toContain('suggest_replies');
    driver.say('/settings suggestions=on');
    await driver.idle();
    driver.say('Weather?');
    await driver.idle();
    expect(driver.texts().at(-1)).toBe('It rains.');
    expect(requests()).toHaveLength(2);
    driver.press('Why?');
    await driver.idle();
    expect(last()).toBe('Why?');
    expect(driver.texts().at(-1)).toContain('Because of clouds.');
  });

  it('suggestions without an answer are followed by one', async () => {
    const suggested = { name: 'suggest_replies', arguments: { replies: ['Why?'] } };
    const { driver, requests } = open([{ calls: [suggested] }, 'The answer.']);
    driver.say('/settings suggestions=on');
    await driver.idle();
    driver.say('Hi');
    await driver.idle();
    expect(driver.texts().at(-1)).toContain('The answer.');
    expect(requests()).toHaveLength(2);
  });
});
