import { describe, expect, it } from 'vitest';
import { messagesIn } from '../../simulator/openai/heard.ts';
import { stretchesOf } from '../../support/marked.ts';
import { openServer } from './open.ts';

/** What people send and point at besides words. */

const notice = {
  title: 'Build 7 failed',
  description: 'The tests are red.',
  fields: [{ name: 'Branch', value: 'main' }],
  footer: { text: 'after 3 min' },
};
const read = 'Title: Build 7 failed\nThe tests are red.\nBranch: main\nFooter: after 3 min';

async function open(options: Parameters<typeof openServer>[0] = {}) {
  const opened = await openServer(options);
  const { discord, openai } = opened;
  openai.script(() => 'I see.');
  const ci = discord.user({ username: 'ci', global_name: 'CI', bot: true });
  const told = (at: number) => {
    const input = messagesIn(openai.requests.at(at));
    return stretchesOf(input.at(-1)?.text ?? '');
  };
  return { ...opened, ci, told };
}

describe('an embed', () => {
  it('that is replied to is told as it reads', async () => {
    const { discord, ann, ci, channel, mention, answers, told } = await open();
    const failed = discord.say(channel, ci, '', { embeds: [notice] });
    discord.say(channel, ann, `${mention} why?`, { replyTo: failed });
    await answers(1);
    expect(told(0)).toEqual([
      { speaker: 'Ann', mark: { kind: 'quote', from: 'CI' }, text: read },
      { speaker: 'Ann', text: 'why?' },
    ]);
  });

  it('is in a summary, and can be translated', async () => {
    const { discord, ann, ci, channel, told } = await open();
    const first = discord.say(channel, ann, 'Look:');
    const failed = discord.say(channel, ci, '', { embeds: [notice] });
    const used = discord.pick(first, ann, 'Summarise from here');
    await discord.waitFor(() => used.messages().some(({ content }) => content.includes('I see.')));
    expect(told(0)[0]?.text).toBe(`Ann: Look:\nCI: ${read.replaceAll('\n', '\n  ')}`);
    const other = discord.pick(failed, ann, 'Translate');
    await discord.waitFor(() => other.messages().some(({ content }) => content.includes('I see.')));
    expect(told(1)[0]).toMatchObject({ mark: { kind: 'quote', from: 'CI' }, text: read });
  });

  it('that somebody forwards is told as theirs who wrote it', async () => {
    const { discord, ann, ci, channel, shown, told } = await open();
    const dm = discord.dm(ann);
    discord.forward(dm, ann, discord.say(channel, ci, '', { embeds: [notice] }));
    await shown(['I see.'], dm);
    expect(told(0)).toMatchObject([{ mark: { kind: 'forward' }, text: read }]);
  });
});

it('a poll in a direct chat is a question about it', async () => {
  const { discord, ann, shown, told } = await open();
  const dm = discord.dm(ann);
  discord.say(dm, ann, '', { poll: { question: 'Tea?', answers: ['Yes', 'No'] } });
  await shown(['I see.'], dm);
  expect(told(0)).toEqual([{ mark: { kind: 'attached' }, text: 'Poll: Tea?\n- Yes\n- No' }]);
});

describe('a message that Discord does not show', () => {
  const blind = { settings: { DISCORD_MESSAGE_CONTENT: 'false' }, discord: { messageContent: false } };
  const unseen = "I can't see the message you replied to. If it matters, copy its words into yours.";

  it('is told to the model each time, and once an hour to the people of the channel', async () => {
    const { bot, discord, ann, channel, mention, mine, answers, told } = await open(blind);
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    const said = discord.say(channel, bob, 'I quit.');
    discord.say(channel, ann, `${mention} why?`, { replyTo: said });
    await answers(1);
    await bot.idle();
    discord.say(channel, ann, `${mention} why now?`, { replyTo: said });
    await answers(2);
    await bot.idle();
    expect(mine().map(({ content }) => content)).toEqual([`I see.\n\n*${unseen}*`, 'I see.']);
    for (const at of [0, 1])
      expect(told(at)[0]).toMatchObject({ mark: { from: 'Bob' }, text: '[A message stands here that you cannot see]' });
  });

  it('is nothing to ask about alone', async () => {
    const { discord, ann, channel, mention, answers, openai } = await open(blind);
    const said = discord.say(channel, discord.user({ username: 'bob' }), 'I quit.');
    discord.say(channel, ann, mention, { replyTo: said });
    expect(await answers(1)).toEqual([unseen]);
    discord.say(channel, ann, `${mention} /translate`, { replyTo: said });
    expect(await answers(2)).toEqual([unseen, unseen]);
    expect(openai.requests).toHaveLength(0);
  });
});

describe('a ping of a role', () => {
  it('that the bot holds is answered, from the moment that it gets it until it loses it', async () => {
    const { bot, discord, ann, guild, channel, mine, answers, told } = await open();
    const role = discord.role(guild, { name: 'Helpers' });
    discord.say(channel, ann, `<@&${role}> hello?`);
    await bot.idle();
    discord.hold(guild, role, true);
    discord.say(channel, ann, `<@&${role}> and now?`);
    expect(await answers(1)).toEqual(['I see.']);
    expect(told(0)).toEqual([{ speaker: 'Ann', text: 'and now?' }]);
    await bot.restart();
    discord.say(channel, ann, `<@&${role}> still?`);
    await answers(2);
    discord.hold(guild, role, false);
    discord.say(channel, ann, `<@&${role}> hello?`);
    await bot.idle();
    expect(mine()).toHaveLength(2);
  });
});

it('a page of a proxy instead of Discord’s answer is no refusal: it is tried again', async () => {
  const { bot, discord, ann, channel, mention, answers } = await open();
  const page = { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>Forbidden</html>' };
  discord.rule({ match: ({ method, path }) => method === 'POST' && path.endsWith('/messages'), times: 2, reply: page });
  discord.say(channel, ann, `${mention} hi`);
  expect(await answers(1)).toEqual(['I see.']);
  expect(JSON.stringify(bot.log.lines)).not.toContain('An answer could not be shown');
});

describe('the bot’s name', () => {
  it.each([
    ['BOT what is up?', 'what is up?'],
    ['BOT, hello', 'hello'],
    ['Bob, did BOT answer you yesterday?', 'Bob, did @parley answer you yesterday?'],
    ['Is BOT faster than Siri?', 'Is @parley faster than Siri?'],
    ['BOT, OPS are you both listening?', '@parley, @ops are you both listening?'],
    ['BOT /ask OPS is who?', '@ops is who?'],
  ])('is cut only where it leads, and alone: %s', async (written, heard) => {
    const { discord, ann, channel, mention, answers, told } = await open();
    const ops = discord.user({ username: 'ops', bot: true });
    discord.say(channel, ann, written.replace('BOT', mention).replace('OPS', `<@${ops.id}>`));
    await answers(1);
    expect(told(0)).toEqual([{ speaker: 'Ann', text: heard }]);
  });
});
