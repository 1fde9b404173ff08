import { describe, expect, it, onTestFinished } from 'vitest';
import type { Tool } from '../../src/ports/index.ts';
import { fixedTools } from '../../src/tools/tools.ts';
import { startTestBot } from '../support/test-bot.ts';

/** Calls that change something, asked for among several people. */

function deskOf(done: string[]): Tool {
  const spec = { name: 'book', description: 'Books.', parameters: { type: 'object' } };
  return {
    ...{ group: 'web', effect: 'write', title: 'Book', spec },
    async run(_, { task }) {
      done.push(task.actor.id);
      return { text: 'Booked.' };
    },
  };
}

async function open(platform: 'telegram' | 'discord') {
  const done: string[] = [];
  const desk = deskOf(done);
  const bot = await startTestBot({
    platforms: [platform],
    seams: { tools: () => [fixedTools([desk])] },
    settings: { TOOLS: 'web' },
  });
  onTestFinished(() => bot.close());
  bot.openai.script([{ calls: [{ name: 'book' }] }, 'It is booked.']);
  return { ...bot, done, desk };
}

describe('a question in a group is for who asked, and for admins', () => {
  it('on Discord', async () => {
    const { discord, done, idle, openai } = await open('discord');
    const guild = discord.guild({ name: 'Town' });
    const channel = discord.channel(guild, { name: 'square' });
    const [ann, bob, cleo] = ['ann', 'bob', 'cleo'].map((username) => discord.user({ username }));
    if (!ann || !bob || !cleo) throw new Error('nobody');
    discord.appoint(guild, cleo);
    const mine = () => discord.messages(channel).filter(({ author }) => author.id === discord.bot.id);
    discord.say(channel, ann, `<@${discord.bot.id}> Book`);
    await discord.waitFor(() => mine()[0]?.content.includes('May I run'));
    await idle();
    const [asked] = mine();
    if (!asked) throw new Error('nothing');
    const used = discord.press(asked, bob, 'Once');
    await discord.waitFor(() => used.messages().length > 0);
    expect(used.messages()[0]?.content).toContain('Only the person who asked');
    await idle();
    expect([done, openai.requests.length]).toEqual([[], 1]);
    discord.press(asked, cleo, 'Once');
    await discord.waitFor(() => mine()[0]?.content.includes('It is booked.'));
    await idle();
    // Whoever allows it: it is done for who asked.
    expect(done).toEqual([`discord:${ann.id}`]);
    expect(mine()).toHaveLength(1);
  });

  it('on Telegram', async () => {
    const { telegram, done, idle, openai } = await open('telegram');
    const [ann, bob] = ['Ann', 'Bob'].map((first_name) => telegram.user({ first_name }));
    if (!ann || !bob) throw new Error('nobody');
    const group = telegram.group({ title: 'Town' });
    const mine = () => telegram.messages(group).filter((message) => message.mine && !message.deleted);
    telegram.say(group, ann, `@${telegram.bot.username} Book`);
    await telegram.waitFor(() => mine()[0]?.text.includes('May I run'));
    await idle();
    const once = () => {
      const [message] = mine();
      const button = message?.buttons.flat().find(({ text }) => text === 'Once');
      if (!message || !button) throw new Error('no button');
      return [message, button.data] as const;
    };
    telegram.press(group, bob, ...once());
    await idle();
    expect([done, openai.requests.length]).toEqual([[], 1]);
    telegram.press(group, ann, ...once());
    await telegram.waitFor(() => mine()[0]?.text.includes('It is booked.'));
    await idle();
    expect(done).toEqual([`telegram:${ann.id}`]);
    expect(mine()).toHaveLength(1);
  });
});

describe('a tool that is for some people', () => {
  async function inTown() {
    const bot = await open('discord');
    const { discord, idle } = bot;
    const guild = discord.guild({ name: 'Town' });
    const channel = discord.channel(guild, { name: 'square' });
    const [ann, bob, cleo] = ['ann', 'bob', 'cleo'].map((username) => discord.user({ username }));
    if (!ann || !bob || !cleo) throw new Error('nobody');
    discord.appoint(guild, cleo);
    const mine = () => discord.messages(channel).filter(({ author }) => author.id === discord.bot.id);
    const shown = async (text: string) => {
      await discord.waitFor(() => mine().at(-1)?.content.includes(text));
      await idle();
    };
    const ask = (user: typeof ann) => discord.say(channel, user, `<@${discord.bot.id}> Book`);
    const press = (user: typeof ann) => {
      const asked = mine().at(-1);
      if (!asked) throw new Error('nothing');
      return discord.press(asked, user, 'Once');
    };
    return { ...bot, ann, bob, cleo, mine, shown, ask, press };
  }

  it('is not there for others, and nobody else allows it', async () => {
    const { ann, bob, cleo, desk, done, openai, mine, shown, ask, press } = await inTown();
    desk.users = [`discord:${ann.id}`];
    openai.script(['I cannot.', { calls: [{ name: 'book' }] }, 'It is booked.']);
    ask(bob);
    await shown('I cannot.');
    expect(JSON.stringify(openai.requests[0]?.body['tools'] ?? [])).not.toContain('book');
    expect(done).toEqual([]);
    ask(ann);
    await shown('May I run');
    press(cleo);
    await shown('Only somebody who may use this tool');
    expect(done).toEqual([]);
    press(ann);
    await shown('It is booked.');
    expect(done).toEqual([`discord:${ann.id}`]);
    expect(mine()).toHaveLength(2);
  });

  it('is run for nobody who may not use it any more when they are pressed for', async () => {
    const { bob, cleo, desk, done, openai, shown, ask, press } = await inTown();
    openai.script([{ calls: [{ name: 'book' }] }, 'It is booked.']);
    ask(bob);
    await shown('May I run');
    desk.users = ['moderator'];
    press(cleo);
    await shown('Only somebody who may use this tool');
    expect([done, openai.requests.length]).toEqual([[], 1]);
    desk.users = ['moderator', `discord:${bob.id}`];
    press(cleo);
    await shown('It is booked.');
    expect(done).toEqual([`discord:${bob.id}`]);
  });

  it('nothing is run for who may not speak any more, whoever allows it', async () => {
    const { ann, cleo, done, openai, restart, mine, shown, ask, press, discord } = await inTown();
    ask(ann);
    await shown('May I run');
    await restart({ ACCESS: 'allowlist', OWNERS: `discord:${cleo.id}` });
    const used = press(ann);
    await discord.waitFor(() => used.messages().length > 0);
    press(cleo);
    await shown('may not speak here any more');
    expect([done, openai.requests.length]).toEqual([[], 1]);
    expect(
      mine()[0]
        ?.buttons.flat()
        .map(({ label }) => label),
    ).not.toContain('Once');
  });
});
