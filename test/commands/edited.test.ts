import { afterEach, describe, expect, it } from 'vitest';
import { type House, openHouse } from '../harness.ts';

/** Messages of commands that people, or their apps, edit. */

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

async function open() {
  house = await openHouse({ platforms: ['telegram'] });
  const { telegram, openai } = house;
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  const answers = (count: number) => telegram.waitFor(() => telegram.answers(chat).length >= count);
  /** What the model was asked last. */
  const asked = () => {
    const input = openai.requests.at(-1)?.body['input'] as { content: string }[] | undefined;
    return input?.at(-1)?.content;
  };
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
