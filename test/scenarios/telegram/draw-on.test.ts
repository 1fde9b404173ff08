import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

/** Pictures that were drawn are drawn on: by the buttons under them, and by a reply. */

const edits = ({ path }: { path: string }) => path.includes('/images/edits');

async function openDrawn(settings: Record<string, string> = {}) {
  const opened = await openTelegram({ settings: { OPENAI_IMAGE_MODEL: 'gpt-image-2', ...settings } });
  const { bot, telegram, chat, ann, openai, mine } = opened;
  telegram.say(chat, ann, '/image a red cat size=1024x1024 quality=low');
  await telegram.waitFor(() => mine().some(({ photos }) => photos > 0));
  await bot.idle();
  const pictures = () => mine().filter(({ photos, file }) => photos > 0 || file !== undefined);
  /** Resolves with the newest picture once there are so many. */
  const drawn = async (count: number) => {
    await telegram.waitFor(() => pictures().length === count);
    await bot.idle();
    return pictures().at(-1);
  };
  const last = () => openai.requests.at(-1);
  /** What was asked to be drawn out of pictures, each time. */
  const edited = () =>
    Promise.all(openai.requests.filter(edits).map(async ({ form }) => (await form?.())?.fields ?? {}));
  return { ...opened, pictures, drawn, last, edited };
}

describe('the buttons under a picture', () => {
  it('draw it again, as it was asked for, below', async () => {
    const { press, drawn, openai, last, labels } = await openDrawn();
    expect(labels()).toEqual(['↻ Again', '✦ Vary', '✎ Edit', '⤢ Larger', '⬇ Original']);
    press('↻');
    expect((await drawn(2))?.text).toBe('a red cat');
    expect(last()?.body).toMatchObject({ prompt: 'a red cat', size: '1024x1024', quality: 'low', n: 1 });
    expect(openai.requests.filter(edits)).toHaveLength(0);
    // What is drawn has the same buttons.
    expect(labels()).toContain('✦ Vary');
    press('↻');
    await drawn(3);
  });

  it('vary it out of the picture itself, and draw it larger', async () => {
    const { press, drawn, edited } = await openDrawn();
    press('✦');
    expect((await drawn(2))?.text).toBe('a red cat');
    press('⤢');
    await drawn(3);
    const quality = 'low';
    expect(await edited()).toMatchObject([
      { prompt: expect.stringMatching(/variation.*a red cat/), size: '1024x1024', quality },
      { prompt: expect.stringMatching(/larger.*a red cat/), size: '2048x2048', quality },
    ]);
  });

  it('ask what to change, and draw that out of the picture', async () => {
    const { telegram, chat, ann, bot, press, drawn, openai, mine, edited } = await openDrawn();
    press('✎');
    const asked = await telegram.waitFor(() => mine().find(({ text }) => text.includes('What to change')));
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
    telegram.say(chat, ann, 'make it blue', { replyTo: asked.id });
    expect((await drawn(2))?.text).toBe('make it blue');
    expect(await edited()).toMatchObject([{ prompt: 'make it blue' }]);
    // Again is the same change of the same picture.
    press('↻');
    await drawn(3);
    expect(await edited()).toMatchObject([{ prompt: 'make it blue' }, { prompt: 'make it blue' }]);
    // What comes with the words is drawn in.
    telegram.say(chat, ann, 'with this', { replyTo: asked.id, photo: true });
    await drawn(4);
    expect((await openai.requests.at(-1)?.form?.())?.files.get('image')).toHaveLength(2);
  });

  it('give it as it was drawn, as a file, and nothing is drawn', async () => {
    const { press, drawn, openai } = await openDrawn();
    press('⬇');
    expect((await drawn(2))?.file).toMatch(/\.png$/);
    expect(openai.requests).toHaveLength(1);
  });

  it('are not there where answers have none', async () => {
    const { labels } = await openDrawn({ ANSWER_BUTTONS: 'false' });
    expect(labels()).toEqual([]);
  });

  it('offer nothing larger than the model draws', async () => {
    const { labels } = await openDrawn({ OPENAI_IMAGE_MODEL: 'gpt-image-1.5' });
    expect(labels()).not.toContain('⤢ Larger');
  });

  it('cost what the pictures do', async () => {
    const { press, bot, telegram, openai } = await openDrawn({ REQUESTS_PER_MINUTE: '1' });
    press('↻');
    await telegram.waitFor(() => telegram.notifications.some(({ text }) => /wait|minute/.test(text ?? '')));
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
  });

  it('are for those who may use the command, also when that was changed since', async () => {
    const { press, bot, telegram, texts, openai } = await openDrawn();
    await bot.restart({ COMMANDS: 'image=owner' });
    for (const label of ['↻', '✦', '⤢']) {
      const before = texts().length;
      press(label);
      await telegram.waitFor(() => texts().length > before);
      await bot.idle();
    }
    expect(texts().slice(1)).toEqual(Array(3).fill(expect.stringContaining('/image')));
    expect(openai.requests).toHaveLength(1);
  });
});

it('a reply to a picture says what to change in it', async () => {
  const { telegram, chat, ann, drawn, openai, pictures } = await openDrawn();
  telegram.say(chat, ann, '/image make it blue', { replyTo: pictures()[0]?.id ?? 0 });
  expect((await drawn(2))?.text).toBe('make it blue');
  expect(openai.requests.filter(edits)).toHaveLength(1);
});

it('a picture that is not kept any more is said to be gone, before anything is paid for', async () => {
  const { telegram, chat, ann, bot, press, openai, texts, pictures } = await openDrawn();
  const { rmSync } = await import('node:fs');
  rmSync(`${bot.store}.blobs`, { recursive: true });
  press('✦');
  await telegram.waitFor(() => texts().some((text) => text.includes("isn't kept")));
  telegram.say(chat, ann, '/image make it blue', { replyTo: pictures()[0]?.id ?? 0 });
  await bot.idle();
  expect(texts().filter((text) => text.includes("isn't kept"))).toHaveLength(2);
  expect(openai.requests).toHaveLength(1);
});
