import { describe, expect, it } from 'vitest';
import { stretchesOf } from '../../support/marked.ts';
import { openServer } from './open.ts';

async function open(options: Parameters<typeof openServer>[0] = {}) {
  const opened = await openServer(options);
  const { discord, openai } = opened;
  openai.script(() => 'I see.');
  const bob = discord.user({ username: 'bob', global_name: 'Bob' });
  const told = (at: number) => {
    const input = openai.requests.at(at)?.body['input'] as { role: string; content: string }[];
    return stretchesOf(input.at(-1)?.content ?? '');
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
