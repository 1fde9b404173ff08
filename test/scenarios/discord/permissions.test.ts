import { describe, expect, it } from 'vitest';
import { openDiscord, slow } from './open.ts';

describe('what is for the asker and for moderators', () => {
  it("are not for strangers, who are told so alone; the channel's moderators may", async () => {
    const { discord, openai, ann, shown, last } = await openDiscord();
    const guild = discord.guild({ name: 'Town' });
    const channel = discord.channel(guild, { name: 'square' });
    const bob = discord.user({ username: 'bob' });
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(channel, ann, `<@${discord.bot.id}> Hi`);
    await shown(['Answer 0.'], channel);
    const used = discord.press(last(channel), bob, '↻ Again');
    await discord.waitFor(() => used.messages().length > 0);
    expect(used.messages()[0]?.content).toContain('Only the person who asked');
    expect(used.ephemeral()).toBe(true);
    expect(openai.requests).toHaveLength(1);
  });

  it('/stop follows the same rule', async () => {
    const { discord, openai, ann, texts, last } = await openDiscord();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    const bob = discord.user({ username: 'bob' });
    await discord.waitFor(() => discord.commands().length > 0);
    openai.script(() => slow);
    discord.say(channel, ann, `<@${discord.bot.id}> Hi`);
    await discord.waitFor(() => texts(channel)[0]?.startsWith('word'), 5000);
    const used = discord.interact(channel, bob, { name: 'stop' });
    await discord.waitFor(() => used.messages().length > 0);
    expect(used.messages()[0]?.content).toContain('Only the person who asked');
    expect(used.ephemeral()).toBe(true);
    const before = last(channel).content.length;
    await discord.waitFor(() => last(channel).content.length > before);
    expect(last(channel).content).not.toContain('Stopped');
    discord.interact(channel, ann, { name: 'stop' });
    await discord.waitFor(() => last(channel).content.includes('Stopped'), 2000);
  });

  it('/stop ends one’s own private answer while another’s is written in the channel', async () => {
    const { discord, openai, ann, texts } = await openDiscord();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    const bob = discord.user({ username: 'bob' });
    await discord.waitFor(() => discord.commands().length > 0);
    openai.script(() => slow);
    discord.say(channel, bob, `<@${discord.bot.id}> Hi`);
    await discord.waitFor(() => texts(channel)[0]?.startsWith('word'), 5000);
    const asked = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'Hello', private: true } });
    await discord.waitFor(() => asked.messages()[0]?.content.includes('word'), 5000);
    discord.interact(channel, ann, { name: 'stop' });
    await discord.waitFor(() => asked.messages()[0]?.content.includes('Stopped'), 3000);
    expect(texts(channel)[0]).not.toContain('Stopped');
    discord.interact(channel, bob, { name: 'stop' });
    await discord.waitFor(() => texts(channel)[0]?.includes('Stopped'), 3000);
  });
});
