import { describe, expect, it, onTestFinished } from 'vitest';
import { messagesIn } from '../simulator/openai/heard.ts';
import { startTestBot } from '../support/test-bot.ts';

/** Messages of commands that people, or their apps, edit. */

async function open() {
  const bot = await startTestBot({ platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  const { telegram, openai } = bot;
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  const answers = (count: number) => telegram.waitFor(() => telegram.answers(chat).length >= count);
  /** What the model was asked last. */
  const asked = () => messagesIn(openai.requests.at(-1)).at(-1)?.text;
  /** Another question, answered: by then whatever the edit brought about would have been asked. */
  const settle = async () => {
    const before = telegram.answers(chat).length;
    telegram.say(chat, ann, 'Done?');
    await answers(before + 1);
  };
  return { telegram, openai, ann, chat, answers, asked, settle };
}

describe('a message that is a command and is edited after it was answered', () => {
  it.each(['/continue', '/translate language nobody', '/translate Guten Tag', '/summarise Guten Tag'])(
    'asks nothing anew: %s',
    async (line) => {
      const { telegram, openai, ann, chat, answers, settle } = await open();
      telegram.say(chat, ann, 'Hello');
      await answers(1);
      const message = telegram.say(chat, ann, line);
      await answers(2);
      telegram.edit(message, line);
      telegram.edit(message, `${line} `);
      await settle();
      expect(openai.requests).toHaveLength(3);
    },
  );

  it('an /ask is asked with its new words', async () => {
    const { telegram, ann, chat, answers, asked } = await open();
    const message = telegram.say(chat, ann, '/ask Wat?');
    await answers(1);
    telegram.edit(message, '/ask What?');
    await telegram.waitFor(() => asked() === 'What?');
  });

  it('an /ask without its slash is a question all the same', async () => {
    const { telegram, ann, chat, answers, asked } = await open();
    const message = telegram.say(chat, ann, '/ask Wat?');
    await answers(1);
    telegram.edit(message, 'What?');
    await telegram.waitFor(() => asked() === 'What?');
  });
});

describe('what is edited to something that is no plain question', () => {
  it.each([
    ['/new', 'Wat?'],
    ['/nothing of the kind', 'Wat?'],
    ['/ask What?', 'What?'],
  ])('while it is answered: %s', async (line, expected) => {
    const { telegram, openai, ann, chat, asked, answers } = await open();
    openai.script(() => ({ text: 'Well.', firstTokenMs: 300 }));
    const message = telegram.say(chat, ann, 'Wat?');
    await openai.waitFor(() => openai.requests.length === 1);
    telegram.edit(message, line);
    await answers(1);
    expect(asked()).toBe(expected);
    expect(telegram.answers(chat)).toEqual(['Well.']);
  });

  it('a picture without words any more keeps its answer, and with others it is seen again', async () => {
    const { telegram, openai, ann, chat, answers, asked, settle } = await open();
    const message = telegram.say(chat, ann, 'Wat?', { photo: true });
    await answers(1);
    telegram.edit(message, '');
    await settle();
    expect(openai.requests).toHaveLength(2);
    telegram.edit(message, 'What?');
    await telegram.waitFor(() => asked()?.startsWith('What?'));
    expect(asked()).toBe('What?\n\n[Sent along: picture 1]');
  });
});

describe('a long /ask, which the client had split', () => {
  const text = `/ask ${'abcd '.repeat(818)}e and the tail`;

  it.each(['answered', 'running'])('is edited piece by piece: %s', async (when) => {
    const { telegram, openai, ann, chat, answers, asked } = await open();
    openai.script((_, at) => ({ text: `Answer ${at}.`, firstTokenMs: at === 0 ? 400 : 0 }));
    const [first, second] = telegram.paste(chat, ann, text);
    if (!first || !second) throw new Error('not split');
    await openai.waitFor(() => openai.requests.length === 1);
    if (when === 'answered') await answers(1);
    telegram.edit(second, ' and an end');
    await telegram.waitFor(() => openai.requests.length === 2);
    expect(asked()).toMatch(/^abcd .*and an end$/);
    await telegram.waitFor(() => telegram.answers(chat)[0] === 'Answer 1.');
    telegram.edit(first, `/ask ${'wxyz '.repeat(800)}`);
    await telegram.waitFor(() => openai.requests.length === 3);
    expect(asked()).toMatch(/^wxyz .*and an end$/);
  });
});
