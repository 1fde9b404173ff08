import { describe, expect, it } from 'vitest';
import { openServer } from './open.ts';

/** A channel whose moderator is Ann. */
async function openRoom() {
  const opened = await openServer();
  const { bot, discord, openai, ann, guild, channel, mine } = opened;
  discord.appoint(guild, ann);
  const bob = discord.user({ username: 'bob', global_name: 'Bob' });
  openai.script((_, at) => `Answer ${at}.`);
  /** Ann chooses. */
  const choose = async (options: Record<string, string | number | boolean>, where = channel) => {
    const used = discord.interact(where, ann, { name: 'room', options });
    const message = await discord.waitFor(() => used.messages().find(({ content }) => content !== ''));
    await bot.idle();
    expect(used.ephemeral()).toBe(false);
    return message.content;
  };
  const said = (where = channel) => mine(where).filter(({ content }) => content.startsWith('Answer'));
  return { ...opened, bob, choose, said };
}

describe('a room', () => {
  it('is answered when a name is said, or always', async () => {
    const { bot, discord, bob, channel, choose, said, heard } = await openRoom();
    discord.say(channel, bob, 'Robbie, hello?');
    await bot.idle();
    expect(await choose({ answer: 'names', names: 'Robbie' })).toContain('“Robbie”');
    discord.say(channel, bob, 'Nobody asked');
    discord.say(channel, bob, 'So, robbie, what is new?');
    await discord.waitFor(() => said().length === 1);
    expect(heard(0)).toContain('So, robbie, what is new?');
    await choose({ answer: 'always' });
    discord.say(channel, bob, 'Nobody asked');
    await discord.waitFor(() => said().length === 2);
  });

  it('is never answered but to commands, and is not asked by others than its moderators', async () => {
    const { bot, discord, bob, channel, mention, choose, said, openai } = await openRoom();
    await choose({ answer: 'never' });
    discord.say(channel, bob, `${mention} still there?`);
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
    const used = discord.interact(channel, bob, { name: 'room', options: { answer: 'always' } });
    await discord.waitFor(() => used.messages().some(({ content }) => content.includes('only its admins')));
    discord.interact(channel, bob, { name: 'ask', options: { prompt: 'Hello?' } });
    await discord.waitFor(() => openai.requests.length === 1);
    await bot.idle();
    expect(said()).toHaveLength(0);
  });
});

describe('overhearing', () => {
  it('tells a question of what was said before it; edits are followed, deletions too', async () => {
    const { bot, discord, ann, bob, channel, mention, choose, said, heard, openai } = await openRoom();
    expect(await choose({ overhear: 20 })).toContain('What is deleted, I forget as well');
    const boat = discord.say(channel, bob, 'The boat leaves at nine');
    const key = discord.say(channel, bob, 'Wrong channel, sorry: my key is 4711');
    await bot.idle();
    discord.edit(boat, 'The boat leaves at ten');
    discord.erase(key);
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
    discord.say(channel, ann, `${mention} when do we leave?`);
    await discord.waitFor(() => said().length === 1);
    expect(heard(0)).toMatch(/kind=\\"overheard\\">\\nBob: The boat leaves at ten\\n<.*when do we leave/);
    expect(heard(0)).not.toContain('4711');
    // The answer is given again without what is gone by now.
    discord.erase(boat);
    await bot.idle();
    discord.interact(channel, ann, { name: 'retry' });
    await openai.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).toContain('when do we leave');
    expect(heard(1)).not.toMatch(/boat|overheard\\/);
  });
});
