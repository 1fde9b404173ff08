import { describe, expect, it } from 'vitest';
import { openServer } from './open.ts';

describe('slash commands', () => {
  it('/ask is acknowledged at once, shows its prompt and streams into one message', async () => {
    const { bot, discord, ann, channel, openai } = await openServer();
    openai.script([{ text: 'A slow answer, '.repeat(20), firstTokenMs: 300, tokensPerSecond: 40 }]);
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'What is *up*?' } });
    await discord.waitFor(() => used.state() === 'thinking', 1000);
    await discord.waitFor(() => used.messages()[0]?.content.includes('A slow answer'));
    expect(used.messages()[0]?.content).toMatch(/^> .*What is .*up/);
    expect(used.ephemeral()).toBe(false);
    await bot.idle();
    expect(used.messages()).toHaveLength(1);
  });

  it('/ask names whom it mentions, as a message does', async () => {
    const { bot, discord, ann, guild, channel, openai, heard } = await openServer();
    const bob = discord.user({ username: 'bob', global_name: 'Bob *B*' });
    const gone = discord.user({ username: 'gone' });
    discord.leave(guild, gone);
    openai.script(() => 'A friend.');
    const prompt = `who are <@${bob.id}> (not <@!${gone.id}>, <@${ann.id}>) in <#${channel.id}>?`;
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('A friend.'));
    expect(heard(0)).toContain('who are @Bob *B* (not @unknown-user, @Ann) in #general?');
    expect(used.messages()[0]?.content).toMatch(/^> .*who are @Bob \\\*B\\\* .*in #general/);
    await bot.idle();
    const asked = discord.calls.filter(({ path }) => path.includes('/members/'));
    expect(asked).toHaveLength(2);
  });

  it('a form names whom it mentions', async () => {
    const { discord, ann, channel, openai, heard } = await openServer();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    openai.script(() => 'Yes.');
    const used = discord.pick(discord.say(channel, bob, 'I quit.'), ann, 'Ask about this');
    await discord.waitFor(() => used.form());
    const sent = discord.submit(used, `Does <@${bob.id}> mean it?`);
    await discord.waitFor(() => sent.messages()[0]?.content.includes('Yes.'));
    expect(heard(0)).toContain('Does @Bob mean it?');
  });

  it('/ask private is for the asker alone, and a conversation of its own', async () => {
    const { discord, ann, channel, openai, answers, heard, mention } = await openServer();
    openai.script(() => 'Secret.');
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'psst', private: true } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('Secret.'));
    expect(used.ephemeral()).toBe(true);
    discord.say(channel, ann, `${mention} hello`);
    await answers(1);
    expect(heard(1)).not.toContain('psst');
  });

  it('a long private answer becomes a file instead of more than five messages', async () => {
    const { discord, ann, channel, openai } = await openServer();
    openai.script(['paragraph of text\n\n'.repeat(900)]);
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'long', private: true } });
    await discord.waitFor(() =>
      used
        .messages()
        .at(-1)
        ?.attachments.some(({ filename }) => filename === 'long.md'),
    );
    expect(used.messages()).toHaveLength(5);
  });

  it('/image sends all its pictures in one message', async () => {
    const { discord, ann, channel, openai } = await openServer();
    const used = discord.interact(channel, ann, { name: 'image', options: { prompt: 'cats', count: 3 } });
    await discord.waitFor(() => used.messages()[0]?.attachments.length === 3);
    expect(used.messages()[0]?.content).toContain('cats');
    expect(openai.requests[0]?.body).toMatchObject({ n: 3, prompt: 'cats' });
  });

  it('/image with a wrong size costs nothing', async () => {
    const { discord, ann, channel, openai } = await openServer();
    const used = discord.interact(channel, ann, { name: 'image', options: { prompt: 'cat', size: '17x17' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('17x17'));
    expect(openai.requests).toHaveLength(0);
  });

  it('what is for one person alone does not wait for the channel', async () => {
    const { discord, ann, channel, openai, mention } = await openServer();
    openai.script(() => 'Yes.');
    for (let at = 0; at < 8; at += 1) discord.say(channel, ann, `${mention} ${at}`);
    await discord.waitFor(() => discord.messages(channel).some(({ content }) => content === 'Yes.'));
    const used = discord.interact(channel, ann, { name: 'stop' });
    await discord.waitFor(() => used.messages().length === 1, 500);
    const other = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'x', private: true } });
    await discord.waitFor(() => other.messages()[0]?.content.includes('Yes.'), 500);
  });

  it('/stop stops the running answer at once and says so to the one who stopped it', async () => {
    const { discord, ann, channel, openai, mine, mention } = await openServer();
    openai.script([{ text: 'word '.repeat(300), tokensPerSecond: 40 }]);
    discord.say(channel, ann, `${mention} talk`);
    await discord.waitFor(() => mine().length === 1);
    const used = discord.interact(channel, ann, { name: 'stop' });
    await discord.waitFor(() => mine()[0]?.content.includes('Stopped.'), 1500);
    await discord.waitFor(() => used.messages()[0]?.content.includes('Stopped.'));
    expect(used.ephemeral()).toBe(true);
    expect(openai.requests[0]?.aborted).toBe(true);
  });

  it('a command behind a slow answer is acknowledged within its time and answered in order', async () => {
    const { discord, ann, channel, openai, mention } = await openServer({ discord: { timing: { respondMs: 800 } } });
    openai.script(({ messages }) =>
      messages.at(-1)?.text.includes('slow') ? { text: 'finally', firstTokenMs: 1500 } : 'second',
    );
    discord.say(channel, ann, `${mention} slow`);
    await openai.waitFor(() => true);
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'quick' } });
    await discord.waitFor(() => used.state() === 'thinking', 700);
    await discord.waitFor(() => used.messages()[0]?.content.includes('second'));
    const order = discord.messages(channel).map(({ content }) => content);
    expect(order.findIndex((text) => text.includes('finally'))).toBeGreaterThan(-1);
  });

  it('works where only the person has installed the app', async () => {
    const { discord, ann, openai } = await openServer();
    const foreign = discord.channel(discord.guild({ name: 'Elsewhere', member: false }), { name: 'there' });
    openai.script(['Hello there.']);
    const used = discord.interact(foreign, ann, { name: 'ask', options: { prompt: 'hi' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('Hello there.'));
  });

  it('answers a stranger alone and asks no model', async () => {
    const { discord, ann, channel, openai } = await openServer({ settings: { ACCESS: 'allowlist' } });
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'hi' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('discord:'));
    expect(used.ephemeral()).toBe(true);
    expect(openai.requests).toHaveLength(0);
    // One notice an hour is for messages; a command without a response would look broken.
    const again = discord.interact(channel, ann, { name: 'help' });
    await discord.waitFor(() => again.messages()[0]?.content.includes('discord:'));
    expect(again.ephemeral()).toBe(true);
  });

  it('are registered once, in both languages, and not again', async () => {
    const { bot, discord } = await openServer();
    const names = discord.commands().map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['ask', 'image', 'new', 'stop', 'retry', 'model', 'settings', 'help']),
    );
    const created = discord.creates();
    await bot.restart();
    expect(discord.creates()).toBe(created);
    const ask = discord.commands().find(({ name }) => name === 'ask');
    expect(JSON.stringify(ask)).toContain('提问');
  });
});
