import { describe, expect, it } from 'vitest';
import { photo } from '../../media/made-pictures.ts';
import { hear } from '../../simulator/openai/heard.ts';
import type { OpenAISimulator } from '../../simulator/openai/index.ts';
import { openTelegram } from './open.ts';

describe('pictures that people send', () => {
  it('are seen, and a follow-up still sees them', async () => {
    const { telegram, ann, chat, openai, shown } = await openTelegram();
    openai.script(['A cat.', 'It is red.']);
    telegram.say(chat, ann, 'What is this?', { photo: { bytes: await photo({ width: 800, height: 600 }) } });
    await shown(['A cat.']);
    const [first] = heardBy(openai);
    expect(first?.messages.at(-1)).toMatchObject({
      text: 'What is this?\n\n[Sent along: picture 1]',
      pictures: [{ mime: 'image/jpeg', width: 800, height: 600, detail: 'high' }],
    });
    telegram.say(chat, ann, 'Which colour?');
    await shown(['A cat.', 'It is red.']);
    expect(heardBy(openai)[1]?.messages.map(({ pictures }) => pictures.length)).toEqual([1, 0, 0]);
  });

  it('of an album are one question, also when its words are edited', async () => {
    const { telegram, ann, chat, openai, shown } = await openTelegram();
    openai.script(['Three moles.', 'Two moles.']);
    const sent = telegram.album(chat, ann, 3, 'How many?');
    await shown(['Three moles.']);
    expect(picturesIn(openai)).toEqual([3]);
    const [first] = sent;
    if (first) telegram.edit(first, 'How many now?');
    await shown(['Two moles.']);
    expect(picturesIn(openai)).toEqual([3, 3]);
  });

  it('are seen where a reply points at them, and named as somebody else’s', async () => {
    const { telegram, ann, group, openai, shown } = await openTelegram();
    const bob = telegram.user({ first_name: 'Bob' });
    openai.script(['A mole.']);
    const picture = telegram.say(group, bob, '', { photo: true });
    telegram.say(group, ann, '@parley_bot what is it?', { replyTo: picture.message_id });
    await shown(['A mole.'], group);
    expect(picturesIn(openai)).toEqual([1]);
    expect(heardBy(openai)[0]?.messages[0]?.text).toMatch(/kind="quote" from="Bob">\n\[Sent along: picture 1\]/);
  });

  it.each([
    ['a sticker', { sticker: true }],
    ['the still of a moving one', { sticker: { form: 'video' as const } }],
    ['a document', { document: { mime: 'image/png', name: 'a.png', bytes: Buffer.from(png, 'base64') } }],
  ])('alone ask, too: %s', async (_, options) => {
    const { telegram, ann, chat, openai, shown } = await openTelegram();
    openai.script(['Nice.']);
    telegram.say(chat, ann, '', options);
    await shown(['Nice.']);
    expect(picturesIn(openai)).toEqual([1]);
  });

  it.each([
    ['is damaged', { bytes: Buffer.from('no picture') }, 'files of that kind'],
    ['is too large', { size: 25_000_000 }, 'too large'],
  ])('get a sentence where one %s, and the words an answer', async (_, file, sentence) => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['I only have your words.']);
    const document = { mime: 'image/png', name: 'a.png', ...file };
    telegram.say(chat, ann, '', { document });
    expect((await answers(1))[0]).toContain(sentence);
    expect(openai.requests).toEqual([]);
    telegram.say(chat, ann, 'What is it?', { document });
    expect((await answers(2))[1]).toMatch(new RegExp(`^I only have your words.*${sentence}`, 's'));
    expect(heardBy(openai)[0]?.messages.at(-1)?.text).toContain('not visible to you: picture');
  });

  it('are said to be unseen by a model without eyes', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.fail('/responses', {
      status: 400,
      error: { message: 'this model does not support image input', type: 'invalid_request_error' },
    });
    openai.script(['I have your words.']);
    telegram.say(chat, ann, 'What is it?', { photo: true });
    expect((await answers(1))[0]).toMatch(/^I have your words.*can't see pictures/s);
    expect(picturesIn(openai)).toEqual([1, 0]);
  });
});

/** One pixel. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function heardBy(openai: OpenAISimulator) {
  return openai.requests.map(({ body }) => hear('responses', body));
}

/** Number of pictures in each request. */
function picturesIn(openai: OpenAISimulator): number[] {
  return heardBy(openai).map(({ messages }) => messages.reduce((sum, { pictures }) => sum + pictures.length, 0));
}
