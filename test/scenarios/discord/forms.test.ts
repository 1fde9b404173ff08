import { describe, expect, it } from 'vitest';
import { openFormCommand } from '../../support/form-command.ts';
import { openServer } from './open.ts';

/** A channel in which Ann has written the command of the form, and pressed its button. */
async function openForm() {
  const { seams, given } = openFormCommand();
  const opened = await openServer({ seams });
  const { bot, discord, ann, channel, mine, mention, last } = opened;
  discord.say(channel, ann, `${mention} /new`);
  await discord.waitFor(() => mine(channel).length === 1);
  await bot.idle();
  const press = async () => {
    const used = discord.press(last(channel), ann, '✎ Fill in');
    await discord.waitFor(() => used.form());
    return used;
  };
  const said = (count: number) =>
    discord.waitFor(() => mine(channel).length === count && mine(channel).map(({ content }) => content));
  return { ...opened, given, press, said, opened: await press() };
}

describe('a form with one field, asked by a message', () => {
  it('takes what is given right in the end: a sticker, an empty reply and one that was deleted leave the question', async () => {
    const { bot, discord, openai, ann, channel, mine, mention, last } = await openServer();
    discord.say(channel, ann, `${mention} /image`);
    await discord.waitFor(() => mine(channel).length === 1);
    await bot.idle();
    const replied = async (text: string, how: object) => {
      const before = mine(channel);
      const said = discord.say(channel, ann, text, { replyTo: last(channel), ...how });
      await discord.waitFor(() => mine(channel).length > before.length);
      await bot.idle();
      return said;
    };
    const wave = await replied('', { sticker: 'wave' });
    expect(mine(channel)[1]?.content).toMatch(/^Your reply has no text, and I need some here\./);
    discord.erase(wave);
    await bot.idle();
    expect(mine(channel)).toHaveLength(2);
    await replied('a red barn', {});
    expect(openai.requests.at(-1)?.body).toMatchObject({ prompt: 'a red barn' });
    expect(mine(channel)).toHaveLength(3);
  });
});

describe('a form with several fields', () => {
  it('opens with all of them, and its command gets them', async () => {
    const { discord, openai, given, opened, said } = await openForm();
    expect(opened.form()).toMatchObject({
      title: 'New persona',
      fields: [
        { id: 'title', label: 'Name', description: 'What it is called', style: 1, required: true, most: 20 },
        { id: 'about', label: 'Description', value: 'a dog', required: false },
        {
          id: 'system?',
          style: 2,
          required: false,
          description: 'Too long to show here. Left empty, it stays as it is.',
        },
        { id: 'greeting', style: 2 },
        { id: 'starters', description: 'One in each line', most: 4000 },
      ],
    });
    expect(opened.form()?.fields[2]).not.toHaveProperty('value');
    discord.submit(opened, { title: ' Rex ', about: '', starters: 'One?\nTwo?' });
    await said(2);
    expect(given).toEqual([{ title: 'Rex', about: '', greeting: '', starters: 'One?\nTwo?' }]);
    expect(openai.requests).toEqual([]);
  });

  it('is opened by its button again, also after a restart, and takes what is written into a field too long to show', async () => {
    const { bot, discord, given, press, said } = await openForm();
    await bot.restart();
    await discord.waitFor(() => discord.online() === 1, 30_000);
    discord.submit(await press(), { title: 'Rex', 'system?': 'You are a dog.' });
    await said(2);
    expect(given).toMatchObject([{ about: 'a dog', system: 'You are a dog.' }]);
  });

  it('asks again for what is empty all the same', async () => {
    const { discord, opened, said } = await openForm();
    discord.submit(opened, { title: '  ' });
    expect((await said(2))[1]).toContain('Press the button to fill it in.');
  });
});
