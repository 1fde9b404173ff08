import { describe, expect, it } from 'vitest';
import { messagesIn } from '../../simulator/openai/heard.ts';
import { keysBeside } from '../../support/beside.ts';
import { openServer } from './open.ts';

/** What people say on Discord. */

const voice = { attachments: [{ filename: 'voice-message.ogg', contentType: 'audio/ogg', voice: true }] };

async function open() {
  const opened = await openServer();
  const { openai } = opened;
  openai.scriptMedia({ hear: () => 'what does a mole eat' });
  const listened = () => openai.requests.filter(({ path }) => path.endsWith('/transcriptions')).length;
  const asked = () => openai.requests.filter(({ path }) => path.endsWith('/responses'));
  return { ...opened, listened, asked };
}

describe('what people say', () => {
  it('in a server is heard where it is asked about, and nowhere else', async () => {
    const { bot, discord, ann, channel, openai, mention, answers, last, listened, asked } = await open();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    openai.script(['Worms.', 'Many.']);
    const said = discord.say(channel, bob, '', voice);
    discord.say(channel, ann, 'Nice voice', { replyTo: said });
    await bot.idle();
    expect([listened(), asked().length]).toEqual([0, 0]);
    discord.say(channel, ann, `${mention} what is the question?`, { replyTo: said });
    await answers(1);
    expect(messagesIn(asked()[0]).at(-1)?.text).toMatch(
      /kind="quote" from="Bob">\n\[Said in the voice message:\]\nwhat does/,
    );
    discord.say(channel, bob, '', { ...voice, replyTo: last(channel) });
    expect(await answers(2)).toEqual(['Worms.', '-# \u2063what does a mole eat\n\nMany.']);
    expect(listened()).toBe(2);
  });

  it('can be put right by who said it, in a form that holds what was heard', async () => {
    const { bot, discord, guild, ann, channel, openai, mention, answers, last, asked, texts } = await open();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    discord.appoint(guild, bob);
    openai.script(['Worms.', 'Roots.']);
    discord.say(channel, ann, mention, voice);
    await answers(1);
    await bot.idle();
    const other = discord.press(last(channel), bob, '✎ Fix text');
    await discord.waitFor(() => other.messages()[0]?.content.startsWith('Only the person who asked'));
    const opened = discord.press(last(channel), ann, '✎ Fix text');
    const form = await discord.waitFor(() => opened.form());
    expect([form.title, form.fields[0]]).toMatchObject(['What you said', { value: 'what does a mole eat', style: 2 }]);
    discord.submit(opened, 'what does *a* vole eat');
    await discord.waitFor(() => texts(channel)[0] === '-# \u2063what does \\*a\\* vole eat\n\nRoots.');
    expect(messagesIn(asked()[1])).toHaveLength(1);
    expect(messagesIn(asked()[1])[0]?.text).toContain('what does *a* vole eat');
  });

  it('is answered by a model without eyes, although a picture came along', async () => {
    const { discord, ann, dm, openai, texts, asked } = await open();
    openai.fail('/responses', {
      status: 400,
      error: { message: 'this model does not support image input', type: 'invalid_request_error' },
    });
    openai.script(['Worms.']);
    const picture = { filename: 'a.jpg', contentType: 'image/jpeg' };
    discord.say(dm, ann, '', { attachments: [picture, { filename: 'a.ogg', contentType: 'audio/ogg' }] });
    await discord.waitFor(() => /mole eat\n\nWorms\.[\s\S]*can't see pictures/.test(texts(dm)[0] ?? ''));
    expect(asked()).toHaveLength(2);
  });

  it('is forgotten with its question, also where that is deleted while it is answered', async () => {
    const { bot, discord, ann, dm, openai, shown, asked } = await open();
    openai.script([{ text: 'Worms.', firstTokenMs: 60_000 }]);
    const said = discord.say(dm, ann, '', voice);
    await openai.waitFor(() => asked().length === 1);
    expect(keysBeside(bot.store, 'words|')).toHaveLength(1);
    discord.erase(said);
    await shown([], dm);
    expect(keysBeside(bot.store, 'words|')).toEqual([]);
  });
});
