import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Discord } from '../../simulator/discord/index.ts';
import type { SimMessage } from '../../simulator/discord/world.ts';
import { messagesIn } from '../../simulator/openai/heard.ts';
import { stretchesOf } from '../../support/marked.ts';
import { openServer, slow } from './open.ts';

const short = { text: 'word '.repeat(60).trim(), tokensPerSecond: 30 };
const long = `${'a'.repeat(3900)}b`;

async function open() {
  const opened = await openServer();
  const { discord, openai, ann, bot } = opened;
  const dm = discord.dm(ann);
  const bob = discord.user({ username: 'bob', global_name: 'Bob' });
  const elsewhere = discord.channel(discord.guild({ name: 'h', member: false }), { name: 'secret' });
  /** What the model was told last: own words, and what is passed on in brackets. */
  const told = () => {
    const input = messagesIn(openai.requests.at(-1));
    const last = input.findLast(({ role }) => role === 'user');
    return stretchesOf(last?.text ?? '').map(({ text, mark }) => (mark ? `[${text}]` : text));
  };
  const pass = (text: string, where = dm) => discord.forward(where, ann, discord.say(elsewhere, bob, text));
  const settled = async () => {
    await bot.received();
    await bot.idle();
  };
  return { ...opened, dm, told, pass, settled };
}

describe('several messages', () => {
  it.each([0, 60, 250])('a comment and two forwards are one question, %d ms apart', async (gap) => {
    const { discord, openai, ann, dm, texts, told, pass, settled } = await open();
    openai.script((_, n) => (n === 0 ? short : 'No.'));
    discord.say(dm, ann, 'Is this right?');
    await setTimeout(gap);
    pass('The earth is flat.');
    await setTimeout(gap);
    pass('So is the moon.');
    await settled();
    expect(told()).toEqual(['Is this right?', '[The earth is flat.]', '[So is the moon.]']);
    expect(texts(dm)).toHaveLength(1);
    expect(openai.requests.length).toBeLessThanOrEqual(2);
  });

  it('in a server need the mention once', async () => {
    const { discord, openai, ann, channel, mention, texts, told, pass, settled } = await open();
    openai.script(() => 'No.');
    pass('The earth is flat.', channel);
    discord.say(channel, ann, `${mention} is this right?`);
    await settled();
    expect(told()).toEqual(['[The earth is flat.]', 'is this right?']);
    await setTimeout(2100);
    discord.say(channel, ann, long);
    discord.say(channel, ann, `and the end, ${mention}`);
    await settled();
    expect(told()[0]).toMatch(/^a{3900}b\nand the end/);
    expect(texts(channel)).toHaveLength(2);
  });

  it('of a long text wait for its end, whatever that begins with', async () => {
    const { discord, openai, ann, dm, texts, told, settled } = await open();
    openai.script(() => 'Read.');
    discord.say(dm, ann, long);
    await setTimeout(300);
    discord.say(dm, ann, '/usr/bin/env');
    await settled();
    expect(told()).toEqual([`${long}\n/usr/bin/env`]);
    expect(texts(dm)).toEqual(['Read.']);
    expect(openai.requests).toHaveLength(1);
  });
});

describe('messages that wait', () => {
  it('are answered together where the chat wants that, and any of them can be deleted', async () => {
    const { bot, discord, openai, ann, shown } = await openServer({ settings: { BURSTS: 'together' } });
    const dm = discord.dm(ann);
    openai.script(({ messages }) => (messages.at(-1)?.text === 'First' ? short : `Re: ${messages.at(-1)?.text}`));
    discord.say(dm, ann, 'First');
    await openai.waitFor(() => true);
    const [one] = ['One', 'Two', 'Three'].map((text) => discord.say(dm, ann, text));
    await bot.received();
    await shown([short.text, 'Re: One\n\nTwo\n\nThree'], dm);
    if (one) discord.erase(one);
    await shown([short.text, 'Re: Two\n\nThree'], dm);
  });
});

describe('one of several messages', () => {
  it('takes along what it held besides words', async () => {
    const { bot, discord, openai, ann, heard, shown } = await openServer({ settings: { BURSTS: 'together' } });
    const dm = discord.dm(ann);
    openai.script((_, n) => (n === 0 ? short : n === 1 ? 'Both.' : 'One.'));
    discord.say(dm, ann, 'First');
    await openai.waitFor(() => true);
    discord.say(dm, ann, 'What would you drink?');
    const poll = discord.say(dm, ann, '', { poll: { question: 'Tea?', answers: ['Yes', 'No'] } });
    await bot.received();
    await shown([short.text, 'Both.'], dm);
    expect(heard(-1)).toContain('Tea?');
    discord.erase(poll);
    await shown([short.text, 'One.'], dm);
    expect(heard(-1)).toContain('drink?');
    expect(heard(-1)).not.toContain('Tea?');
  });

  it('is edited or deleted, while they are answered and later', async () => {
    const { discord, openai, ann, dm, texts, told, pass, settled, shown } = await open();
    let answer: string | typeof slow = slow;
    openai.script(() => answer);
    const comment = discord.say(dm, ann, 'Is this right?');
    const earth = pass('The earth is flat.');
    const moon = pass('So is the moon.');
    await discord.waitFor(() => texts(dm)[0]?.startsWith('word'));
    answer = 'One.';
    discord.erase(earth);
    await shown(['One.'], dm);
    expect(told()).toEqual(['Is this right?', '[So is the moon.]']);
    answer = 'Two.';
    discord.edit(comment, 'Is that so?');
    await shown(['Two.'], dm);
    expect(told()).toEqual(['Is that so?', '[So is the moon.]']);
    answer = 'Three.';
    discord.erase(moon);
    await shown(['Three.'], dm);
    expect(told()).toEqual(['Is that so?']);
    discord.erase(comment);
    await shown([], dm);
    answer = 'Four.';
    discord.say(dm, ann, 'What was it?');
    await settled();
    expect(JSON.stringify(openai.requests.at(-1)?.body['input'])).not.toMatch(/moon|so\?/);
  });

  it.each([
    ['at once', (discord: Discord, all: SimMessage[]) => discord.purge(all)],
    ['one after the other', (discord: Discord, all: SimMessage[]) => all.map((each) => discord.erase(each))],
  ])('is deleted with the others, %s, whatever is answered by then', async (_, remove) => {
    const { bot, discord, openai, ann, heard, texts, shown } = await openServer({ settings: { BURSTS: 'together' } });
    const dm = discord.dm(ann);
    let answer: string | typeof slow = short;
    openai.script(() => answer);
    discord.say(dm, ann, 'First');
    await discord.waitFor(() => texts(dm)[0]?.startsWith('word'));
    answer = 'All.';
    const all = ['One', 'Two', 'Three', 'Four'].map((text) => discord.say(dm, ann, text));
    await bot.received();
    await shown([short.text, 'All.'], dm);
    answer = slow;
    remove(discord, all.slice(0, 2));
    await discord.waitFor(() => texts(dm)[1]?.startsWith('word'));
    expect(heard(-1)).toMatch(/Three.*Four/);
    expect(heard(-1)).not.toMatch(/One|Two/);
    remove(discord, all.slice(2));
    await shown([short.text], dm);
  });

  it('is deleted together with one of another question, and both are answered without it', async () => {
    const { bot, discord, openai, ann, guild, channel, mention, mine, heard } = await openServer();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    const other = discord.channel(guild, { name: 'other' });
    openai.script(({ messages }) => `About ${messages.at(-1)?.text.match(/flat/g)?.length ?? 0}.`);
    const asked = [ann, bob].map((person) => {
      discord.say(channel, person, `${mention} is this right?`);
      return discord.forward(channel, person, discord.say(other, person, 'It is flat.'));
    });
    const shown = (text: string) =>
      discord.waitFor(() => mine().length === 2 && mine().every(({ content }) => content === text));
    await shown('About 1.');
    await bot.idle();
    discord.purge(asked);
    await shown('About 0.');
    await bot.idle();
    expect(heard(-1)).not.toContain('flat');
  });

  it('that is the question takes the answer along with it', async () => {
    const { discord, openai, ann, dm, texts, pass, shown } = await open();
    openai.script(() => slow);
    const comment = discord.say(dm, ann, 'Is this right?');
    pass('The earth is flat.');
    await discord.waitFor(() => texts(dm)[0]?.startsWith('word'));
    discord.erase(comment);
    await shown([], dm);
  });
});
