import { expect, it } from 'vitest';
import { openDiscord } from './open.ts';

/** Pictures that were drawn are drawn on: by the buttons under them, whose form Discord opens, and by a reply. */

const edits = ({ path }: { path: string }) => path.includes('/images/edits');

async function openDrawn(line = '/image a red cat') {
  const opened = await openDiscord({ settings: { OPENAI_IMAGE_MODEL: 'gpt-image-2' } });
  const { bot, discord, dm, ann, mine, openai } = opened;
  discord.say(dm, ann, line);
  const pictures = () => mine().filter(({ attachments }) => attachments.length > 0);
  const drawn = async (count: number) => {
    await discord.waitFor(() => pictures().length === count);
    await bot.idle();
    return pictures().at(-1);
  };
  await drawn(1);
  const press = (label: string) => {
    const picture = pictures().at(-1);
    if (!picture) throw new Error('no picture');
    return discord.press(picture, ann, label);
  };
  const edited = () =>
    Promise.all(openai.requests.filter(edits).map(async ({ form }) => (await form?.())?.fields['prompt']));
  return { ...opened, pictures, drawn, press, edited };
}

it('buttons under a picture draw it again, vary it and change it; it is as it was drawn already', async () => {
  const { discord, labels, pictures, drawn, press, edited, last } = await openDrawn();
  expect(labels(last())).toEqual(['↻ Again', '✦ Vary', '✎ Edit', '⤢ Larger']);
  press('↻ Again');
  expect((await drawn(2))?.content).toBe('a red cat');
  press('✦ Vary');
  await drawn(3);
  const opened = press('✎ Edit');
  const form = await discord.waitFor(() => opened.form());
  expect(form).toMatchObject({ title: 'Change', fields: [{ label: 'What to change, e.g. make it blue' }] });
  discord.submit(opened, 'make it blue');
  expect((await drawn(4))?.content).toBe('make it blue');
  expect(await edited()).toEqual([expect.stringMatching(/variation.*a red cat/), 'make it blue']);
  expect(pictures()).toHaveLength(4);
});

it('several pictures are drawn again together', async () => {
  const { labels, drawn, press, openai, last } = await openDrawn('/image a red cat count=2');
  expect(labels(last())).toEqual(['↻ Again']);
  press('↻ Again');
  expect((await drawn(2))?.attachments).toHaveLength(2);
  expect(openai.requests.at(-1)?.body).toMatchObject({ n: 2 });
});

it('a reply to a picture says what to change in it', async () => {
  const { discord, dm, ann, drawn, edited, pictures } = await openDrawn();
  const [picture] = pictures();
  if (!picture) throw new Error('no picture');
  discord.say(dm, ann, '/image make it blue', { replyTo: picture });
  expect((await drawn(2))?.content).toBe('make it blue');
  expect(await edited()).toEqual(['make it blue']);
});

it('a picture of a slash command is drawn on by who asked for it, and by nobody else in a server', async () => {
  const { bot, discord, ann, openai } = await openDiscord({ settings: { OPENAI_IMAGE_MODEL: 'gpt-image-2' } });
  const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
  const ben = discord.user({ username: 'ben' });
  await discord.waitFor(() => discord.commands().length > 0, 5000);
  const used = discord.interact(channel, ann, { name: 'image', options: { prompt: 'a red cat' } });
  const picture = await discord.waitFor(() => used.messages().find(({ attachments }) => attachments.length > 0));
  await bot.idle();
  const refused = discord.press(picture, ben, '✦ Vary');
  await discord.waitFor(() => refused.messages().length === 1);
  await bot.idle();
  expect(openai.requests).toHaveLength(1);
  discord.press(picture, ann, '✦ Vary');
  await discord.waitFor(() => openai.requests.filter(edits).length === 1);
  await bot.idle();
});
