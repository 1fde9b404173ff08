import { describe, expect, it } from 'vitest';
import { photo } from '../../media/made-pictures.ts';
import { messagesIn } from '../../simulator/openai/heard.ts';
import { openServer } from './open.ts';

/** Pictures that people send on Discord reach the model, from wherever they can be had. */

const picture = { filename: 'a.jpg', contentType: 'image/jpeg' };

async function open() {
  const opened = await openServer();
  const { discord, openai } = opened;
  /** Pictures of the n-th request, message by message. */
  const seen = (at: number) => messagesIn(openai.requests.at(at)).map(({ pictures }) => pictures.length);
  const asked = ({ id }: { id: string }) =>
    discord.calls.filter(({ method, path }) => method === 'GET' && path.endsWith(`/messages/${id}`)).length;
  return { ...opened, seen, asked };
}

describe('pictures on Discord', () => {
  it('are seen, and a follow-up still sees them, also after a restart', async () => {
    const { bot, discord, ann, dm, openai, shown, seen, asked } = await open();
    openai.script(['A cat.', 'It is red.', 'It sleeps.']);
    const data = await photo({ width: 800, height: 600 });
    const said = discord.say(dm, ann, 'What is this?', { attachments: [{ ...picture, data }] });
    await shown(['A cat.'], dm);
    expect(messagesIn(openai.requests[0]).at(-1)).toMatchObject({
      text: 'What is this?\n\n[Sent along: picture 1]',
      pictures: [{ mime: 'image/jpeg', width: 800, height: 600, detail: 'high' }],
    });
    discord.say(dm, ann, 'Which colour?');
    await shown(['A cat.', 'It is red.'], dm);
    expect(asked(said)).toBe(0);
    await bot.restart();
    await discord.waitFor(() => discord.online() === 1, 30_000);
    discord.say(dm, ann, 'What does it do?');
    await shown(['A cat.', 'It is red.', 'It sleeps.'], dm);
    expect([seen(1), seen(2), asked(said)]).toEqual([[1, 0, 0], [1, 0, 0, 0, 0], 1]);
  });

  it('of one message are seen together', async () => {
    const { discord, ann, dm, openai, shown, seen } = await open();
    openai.script(['Ten.']);
    discord.say(dm, ann, 'How many?', { attachments: Array(10).fill(picture) });
    await shown(['Ten.'], dm);
    expect(seen(0)).toEqual([10]);
  });

  it('are seen where a reply points at them, and where they are forwarded', async () => {
    const { discord, ann, channel, dm, openai, mention, answers, shown, seen } = await open();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    openai.script(['A mole.', 'The same mole.']);
    const sent = discord.say(channel, bob, '', { attachments: [picture] });
    discord.say(channel, ann, `${mention} what is it?`, { replyTo: sent });
    await answers(1);
    discord.forward(dm, ann, sent);
    discord.erase(sent);
    await shown(['The same mole.'], dm);
    expect([seen(0), seen(1)]).toEqual([[1], [1]]);
    expect(messagesIn(openai.requests[0])[0]?.text).toMatch(/kind="quote" from="Bob">\n\[Sent along: picture 1\]/);
  });

  it.each([
    ['a sticker', { sticker: 'wave' }],
    ['the still of a video', { attachments: [{ filename: 'a.mp4', contentType: 'video/mp4' }] }],
  ])('alone ask, too: %s', async (_, said) => {
    const { discord, ann, dm, openai, texts, seen } = await open();
    openai.script(['Nice.']);
    discord.say(dm, ann, '', said);
    await discord.waitFor(() => texts(dm)[0]?.startsWith('Nice.'));
    expect(seen(0)).toEqual([1]);
  });

  it.each([false, true])('that are given to /ask are seen; privately: %s', async (alone) => {
    const { discord, ann, channel, openai, seen } = await open();
    openai.script(['A mole.']);
    const options = { prompt: 'What is it?', ...(alone ? { private: true } : {}) };
    const used = discord.interact(channel, ann, { name: 'ask', options, files: { file: picture, file2: picture } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('A mole.'));
    expect(seen(0)).toEqual([2]);
  });

  it('that are gone get a sentence, and the words an answer', async () => {
    const { bot, discord, ann, dm, openai, texts } = await open();
    openai.script(['A cat.', 'I no longer see it.']);
    const said = discord.say(dm, ann, 'What is this?', { attachments: [picture] });
    await discord.waitFor(() => texts(dm).length === 1);
    await bot.idle();
    await bot.restart();
    await discord.waitFor(() => discord.online() === 1, 30_000);
    discord.say(dm, ann, 'And this?', { replyTo: said });
    discord.erase(said);
    await discord.waitFor(() => texts(dm)[1]?.startsWith('I no longer see it.'));
    expect(messagesIn(openai.requests.at(-1)).at(-1)?.pictures).toEqual([]);
  });
});
