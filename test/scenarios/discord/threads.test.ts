import { describe, expect, it } from 'vitest';
import { messagesIn } from '../../simulator/openai/heard.ts';
import { stretchesOf } from '../../support/marked.ts';
import { creates, openServer, slow } from './open.ts';

async function open(options: Parameters<typeof openServer>[0] = {}) {
  const opened = await openServer(options);
  const { discord, openai } = opened;
  openai.script(() => 'I see.');
  const bob = discord.user({ username: 'bob', global_name: 'Bob' });
  const told = (at: number) => {
    const input = messagesIn(openai.requests.at(at));
    return stretchesOf(input.at(-1)?.text ?? '');
  };
  const asked = () => discord.calls.filter(({ method, path }) => method === 'GET' && /\/messages\/\d+$/.test(path));
  return { ...opened, bob, told, asked };
}

describe('the opening of a thread', () => {
  it('made from a message is its title and that message, in its first question only', async () => {
    const { discord, ann, bob, channel, mention, answers, told, asked, openai } = await open();
    const first = discord.say(channel, bob, 'The build is red.\nWhy?');
    const thread = discord.thread(channel, { name: 'Red build', from: first, owner: bob });
    discord.say(thread, ann, `${mention} what broke?`);
    await answers(1, thread);
    expect(told(0)).toEqual([
      { speaker: 'Ann', mark: { kind: 'thread' }, text: 'Title: Red build\nBob: The build is red.\n  Why?' },
      { speaker: 'Ann', text: 'what broke?' },
    ]);
    discord.say(thread, ann, `${mention} and now?`);
    await answers(2, thread);
    expect(told(1)).toEqual([{ speaker: 'Ann', text: 'and now?' }]);
    expect(JSON.stringify(openai.requests.at(1)?.body['input']).match(/Red build/g)).toHaveLength(1);
    expect(asked()).toHaveLength(1);
  });

  it('in a forum is the post', async () => {
    const { discord, ann, bob, guild, mention, answers, told } = await open();
    const forum = discord.forum(guild, { name: 'help' });
    const post = discord.post(forum, bob, { title: 'Printer <on fire>', content: 'It burns.' });
    discord.say(post, ann, `${mention} what now?`);
    await answers(1, post);
    expect(told(0)).toEqual([
      { speaker: 'Ann', mark: { kind: 'thread' }, text: 'Title: Printer <on fire>\nBob: It burns.' },
      { speaker: 'Ann', text: 'what now?' },
    ]);
  });

  it('made without a message is its title, and nothing is asked twice', async () => {
    const { bot, discord, ann, channel, mention, answers, told, asked } = await open();
    const thread = discord.thread(channel, { name: 'Ideas' });
    discord.say(thread, ann, `${mention} any?`);
    await answers(1, thread);
    expect(told(0)[0]).toMatchObject({ mark: { kind: 'thread' }, text: 'Title: Ideas' });
    discord.say(thread, ann, `${mention} more?`);
    await answers(2, thread);
    await bot.idle();
    expect(asked()).toHaveLength(1);
  });

  it('is asked for nobody who is not let in, and for nothing that is not meant for the bot', async () => {
    const { bot, discord, ann, bob, channel, mention, asked } = await open({ settings: { ACCESS: 'allowlist' } });
    const thread = discord.thread(channel, { name: 'Ideas', from: discord.say(channel, bob, 'Hm') });
    discord.say(thread, ann, `${mention} any?`);
    discord.say(thread, bob, 'just talking');
    await bot.idle();
    expect(asked()).toHaveLength(0);
  });
});

describe('with THREADS=mention', () => {
  async function openThreads(options: Parameters<typeof openServer>[0] = {}) {
    const opened = await open({ ...options, settings: { THREADS: 'mention', ...options.settings } });
    const { discord, mine, heard } = opened;
    const threadOn = (message: { id: string }) =>
      discord.waitFor(
        () =>
          discord.calls.some(({ path }) => path.endsWith('/threads')) &&
          discord.known(discord.bot.id, message.id).channel,
      );
    return { ...opened, threadOn, mine, heard };
  }

  it('a question in a channel is answered in a thread that it titles, and goes on there without mentions', async () => {
    const { bot, discord, ann, bob, channel, mention, mine, answers, told, heard, threadOn } = await openThreads();
    const asked = discord.say(channel, ann, `${mention} how do tides work?`);
    const thread = await threadOn(asked);
    expect(await answers(1, thread)).toEqual(['I see.']);
    expect(thread).toMatchObject({ id: asked.id, name: 'how do tides work?', parent: channel.id });
    expect(told(0)).toEqual([{ speaker: 'Ann', text: 'how do tides work?' }]);
    discord.say(thread, bob, 'and the moon?');
    await answers(2, thread);
    expect(heard(1)).toMatch(/how do tides work.*I see\..*and the moon/s);
    discord.say(thread, ann, `<@${bob.id}> nice, is it not?`);
    await bot.idle();
    await bot.restart();
    discord.say(thread, ann, 'thanks');
    await answers(3, thread);
    expect(heard(2)).toMatch(/how do tides work.*and the moon.*thanks/s);
    expect(mine()).toEqual([]);
  });

  it('an edited question is answered anew in its thread, and a deleted one is taken back', async () => {
    const { bot, discord, ann, channel, mention, mine, answers, openai, threadOn } = await openThreads();
    openai.script(({ messages }) => `On ${messages.at(-1)?.text.match(/tides|winds/)?.[0]}.`);
    const asked = discord.say(channel, ann, `${mention} tell me of tides`);
    const thread = await threadOn(asked);
    await answers(1, thread);
    await bot.idle();
    discord.edit(asked, `${mention} tell me of winds`);
    await discord.waitFor(() => mine(thread)[0]?.content === 'On winds.');
    await bot.idle();
    expect(mine(thread)).toHaveLength(1);
    discord.erase(asked);
    await discord.waitFor(() => mine(thread).length === 0);
    expect(mine()).toEqual([]);
  });

  it('a question that is deleted among other messages is taken back', async () => {
    const { bot, discord, ann, channel, mention, mine, answers, threadOn } = await openThreads();
    const asked = discord.say(channel, ann, `${mention} tell me of tides`);
    const other = discord.say(channel, ann, 'never mind');
    const thread = await threadOn(asked);
    await answers(1, thread);
    await bot.idle();
    discord.purge([other, asked]);
    await discord.waitFor(() => mine(thread).length === 0);
  });

  it('what a question passes on is left in the channel, and is deleted there', async () => {
    const { bot, discord, ann, guild, channel, mention, mine, heard, openai, threadOn } = await openThreads();
    openai.script((_, n) => `Answer ${n}.`);
    const other = discord.channel(guild, { name: 'other' });
    const asked = discord.say(channel, ann, `${mention} is this right?`);
    const passed = discord.forward(channel, ann, discord.say(other, ann, 'The earth is flat.'));
    const thread = await threadOn(asked);
    await bot.received();
    await bot.idle();
    const before = mine(thread)[0]?.content;
    expect(heard(-1)).toContain('flat');
    await bot.restart();
    await discord.waitFor(() => discord.online() === 1);
    discord.erase(passed);
    await discord.waitFor(() => mine(thread)[0]?.content !== before);
    await bot.idle();
    expect(heard(-1)).not.toContain('flat');
    expect([mine(thread).length, mine().length]).toEqual([1, 0]);
  });

  it('a time-out is waited for: the thread opens when it is over', async () => {
    const { discord, guild, ann, channel, mention, mine, answers, threadOn } = await openThreads();
    discord.timeOut(guild, Date.now() + 1500);
    const asked = discord.say(channel, ann, `${mention} hi`);
    await discord.waitFor(() => discord.calls.filter(({ path }) => path.endsWith('/threads')).length === 2);
    expect(await answers(1, await threadOn(asked))).toEqual(['I see.']);
    expect(mine()).toEqual([]);
  });

  it('a question that is deleted while it is answered leaves nothing, in its thread or where none could be opened', async () => {
    const { bot, discord, openai, ann, guild, channel, mention, mine, answers, threadOn } = await openThreads();
    openai.script(() => slow);
    const asked = discord.say(channel, ann, `${mention} hi`);
    const thread = await threadOn(asked);
    await answers(1, thread);
    discord.erase(asked);
    await discord.waitFor(() => mine(thread).length === 0);
    const refused = discord.channel(guild, { name: 'refused' });
    discord.fail('POST', `/channels/${refused.id}/messages/:id/threads`, { status: 403, code: 50013, message: 'No' });
    const other = discord.say(refused, ann, `${mention} hi`);
    await answers(1, refused);
    discord.erase(other);
    await discord.waitFor(() => mine(refused).length === 0);
    await bot.idle();
    expect([...mine(), ...mine(thread)]).toEqual([]);
  });

  it.each([
    ['drop', { drop: 'after' as const }],
    ['fail', { reply: { status: 502, body: {} } }],
  ])('a response that is lost (%s) opens no second thread', async (_, broken) => {
    const { bot, discord, ann, channel, mention, mine, answers, threadOn } = await openThreads();
    discord.rule({ match: ({ path }) => path.endsWith('/threads'), times: 1, ...broken });
    const thread = await threadOn(discord.say(channel, ann, `${mention} hi`));
    await answers(1, thread);
    await bot.idle();
    expect([mine(thread).length, mine().length]).toEqual([1, 0]);
  });

  it('a bubble whose making was not heard of is found there, though it replies to nothing', async () => {
    const { bot, discord, ann, channel, mention, mine, threadOn } = await openThreads({
      discord: { timing: { nonceMs: 1 } },
    });
    discord.rule({ match: creates, times: 1, drop: 'after' });
    const thread = await threadOn(discord.say(channel, ann, `${mention} hi`));
    await discord.waitFor(() => mine(thread).length > 0);
    await bot.idle();
    expect(mine(thread)).toMatchObject([{ content: 'I see.', reference: undefined }]);
  });

  it('where it may open none, the channel has the answer, with its buttons', async () => {
    const { bot, discord, ann, guild, mention, mine, answers } = await openThreads();
    const closed = discord.channel(guild, { name: 'closed' });
    discord.permit(closed, { threads: false });
    discord.say(closed, ann, `${mention} hi`);
    await answers(1, closed);
    const refused = discord.channel(guild, { name: 'refused' });
    discord.fail('POST', `/channels/${refused.id}/messages/:id/threads`, { status: 403, code: 50013, message: 'No' });
    const asked = discord.say(refused, ann, `${mention} hi`);
    await answers(1, refused);
    await bot.idle();
    expect(mine(refused)[0]?.reference).toBe(asked.id);
    discord.press(mine(refused)[0] ?? asked, ann, '↻ Again');
    await bot.idle();
    expect(mine(refused)).toMatchObject([{ content: 'I see.' }]);
  });

  it('where it turns out that it may open none, the answer can be stopped while it is written', async () => {
    const { bot, discord, ann, channel, mention, mine, openai } = await openThreads();
    openai.script(() => slow);
    discord.fail('POST', `/channels/${channel.id}/messages/:id/threads`, { status: 403, code: 50013, message: 'No' });
    const asked = discord.say(channel, ann, `${mention} hi`);
    await discord.waitFor(() => mine()[0]?.content.startsWith('word'));
    discord.press(mine()[0] ?? asked, ann, '■ Stop');
    await discord.waitFor(() => mine()[0]?.content.includes('Stopped'));
    await bot.idle();
  });

  it('commands, and replies to the bot, are answered where they are', async () => {
    const { bot, discord, ann, channel, mention, mine, answers, openai } = await openThreads();
    discord.say(channel, ann, `${mention} /help`);
    await answers(1);
    discord.say(channel, ann, 'and how?', { replyTo: mine()[0] ?? { id: '' } });
    await answers(2);
    discord.say(channel, ann, mention);
    await answers(3);
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
    expect(discord.calls.some(({ path }) => path.endsWith('/threads'))).toBe(false);
  });
});
