import { afterEach, describe, expect, it } from 'vitest';
import { type House, type HouseOptions, openHouse } from '../harness.ts';

let house: House;
afterEach(() => house.close());

async function openDiscord(options: HouseOptions = {}) {
  house = await openHouse({ platforms: ['discord'], ...options });
  const { discord, openai } = house;
  // Registration runs beside the connection.
  await discord.waitFor(() => discord.commands().length > 0);
  const ann = discord.user({ username: 'ann', global_name: 'Ann', locale: 'en-US' });
  const guild = discord.guild({ name: 'Friends' });
  const channel = discord.channel(guild, { name: 'general' });
  const mine = (where = channel) => discord.messages(where).filter(({ author }) => author.id === discord.bot.id);
  const answers = (count: number, where = channel) =>
    discord.waitFor(() => mine(where).length >= count && mine(where).map(({ content }) => content));
  const heard = (at: number) => JSON.stringify(openai.requests[at]?.body['input']);
  const mention = `<@${discord.bot.id}>`;
  return { discord, openai, ann, guild, channel, mine, answers, heard, mention };
}

async function quiet(ms = 200): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

describe('messages', () => {
  it('a mention gets one answer that replies to it and pings nobody', async () => {
    const { discord, ann, channel, openai, mine, answers, mention } = await openDiscord();
    openai.script(['Hello **Ann**, @everyone!']);
    const message = discord.say(channel, ann, `${mention} hi`);
    await answers(1);
    await quiet();
    expect(mine()).toHaveLength(1);
    expect(mine()[0]).toMatchObject({ reference: message.id, edits: 0, mentions: [], mentionRoles: [] });
    expect(mine()[0]?.content).toContain('**Ann**');
  });

  it('a direct message and its follow-up share a conversation, with a restart between them', async () => {
    const { discord, ann, openai, answers, heard } = await openDiscord();
    const dm = discord.dm(ann);
    openai.script(['First answer.', 'Second answer.']);
    discord.say(dm, ann, 'First question');
    await answers(1, dm);
    await house.restart();
    discord.say(dm, ann, 'Second question');
    await answers(2, dm);
    expect(heard(1)).toMatch(/First question.*First answer\..*Second question/s);
  });

  it('a reply to the bot is answered; other talk is not', async () => {
    const { discord, ann, channel, openai, mine, answers, mention } = await openDiscord();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    openai.script(() => 'Yes.');
    discord.say(channel, ann, 'just talking');
    discord.say(channel, ann, `${mention} hi`);
    await answers(1);
    discord.say(channel, bob, 'and me?', { replyTo: mine()[0] ?? { id: '0' } });
    await answers(2);
    await quiet();
    expect(openai.requests).toHaveLength(2);
  });

  it('replied-to text is in the prompt, whoever wrote it, and the model knows who speaks', async () => {
    const { discord, ann, channel, openai, answers, heard, mention } = await openDiscord();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    openai.script(['Yes.']);
    const said = discord.say(channel, bob, 'The moon is made of cheese');
    discord.say(channel, ann, `${mention} is that so?`, { replyTo: said });
    await answers(1);
    expect(heard(0)).toMatch(/Ann: .*Bob.*The moon is made of cheese.*is that so\?/s);
  });

  it('a thread is a conversation of its own', async () => {
    const { discord, ann, channel, openai, answers, heard, mention } = await openDiscord();
    const thread = discord.thread(channel, { name: 'Side talk' });
    openai.script(() => 'Noted.');
    discord.say(channel, ann, `${mention} apples`);
    await answers(1);
    discord.say(thread, ann, `${mention} pears`);
    await answers(1, thread);
    expect(heard(1)).not.toContain('apples');
  });

  it('a fence that must be split keeps its language in every part', async () => {
    const { discord, ann, channel, openai, mine, mention } = await openDiscord();
    const code = Array.from({ length: 300 }, (_, at) => `const value${at} = ${at};`).join('\n');
    openai.script([`Here:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nDone.`]);
    discord.say(channel, ann, `${mention} code`);
    await discord.waitFor(() => mine().some(({ content }) => content.includes('Done.')));
    await quiet();
    const parts = mine().map(({ content }) => content);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(2000);
      expect(part.match(/```/g)?.length ?? 0).toBe(2);
      expect(part).toContain('```ts');
    }
    for (let at = 0; at < 300; at += 1) expect(parts.join('\n')).toContain(`const value${at} = ${at};`);
    expect(mine()[1]?.reference).toBe(mine()[0]?.id);
  });

  it('an answer that was taken before an outage longer than its nonce is remembered is not sent again', async () => {
    const { discord, ann, openai, mine } = await openDiscord({ discord: { timing: { nonceMs: 100 } } });
    const dm = discord.dm(ann);
    openai.script(() => 'The whole answer.');
    const sends = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path.endsWith('/messages');
    discord.rule({ match: sends, times: 1, drop: 'after' });
    const outage = discord.rule({ match: sends, times: 2, drop: 'before' });
    discord.say(dm, ann, 'hello');
    await discord.waitFor(() => mine(dm).length === 1);
    await quiet(3500);
    outage();
    discord.say(dm, ann, 'and now?');
    await discord.waitFor(() => mine(dm).some(({ reference }) => reference === discord.messages(dm).at(-2)?.id), 8000);
    expect(mine(dm).map(({ content }) => content)).toEqual(['The whole answer.', 'The whole answer.']);
  });

  it('a bubble that is found again is brought to the answer, whatever it says', async () => {
    const { discord, ann, openai, mine } = await openDiscord();
    const dm = discord.dm(ann);
    openai.script(() => 'The whole answer.');
    discord.rule({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
      times: 1,
      drop: 'after',
      after: () => {
        for (const message of mine(dm)) message.content = 'The who';
      },
    });
    discord.say(dm, ann, 'hello');
    await discord.waitFor(() => mine(dm)[0]?.content === 'The who');
    await discord.waitFor(() => mine(dm)[0]?.content === 'The whole answer.');
    await quiet();
    expect(mine(dm)).toHaveLength(1);
  });

  it('the history of a channel is closed to it: the answer replies to nothing, and the log says what to change', async () => {
    const { discord, ann, guild, openai, mine, answers, mention } = await openDiscord();
    const channel = discord.channel(guild, { name: 'forgetful' });
    channel.history = false;
    openai.script(() => 'Four.');
    discord.say(channel, ann, `${mention} Two and two?`);
    await answers(1, channel);
    await quiet();
    expect(mine(channel)).toMatchObject([{ content: 'Four.', reference: undefined }]);
    expect(JSON.stringify(house.log.lines)).toMatch(/Read Message History/);
  });

  it('a missing permission is logged with its mend and the next channel goes on', async () => {
    const { discord, ann, guild, channel, openai, answers, mention } = await openDiscord();
    const closed = discord.channel(guild, { name: 'closed' });
    discord.permit(closed, { send: false });
    openai.script(() => 'Yes.');
    discord.say(closed, ann, `${mention} hi`);
    await discord.waitFor(() => discord.calls.some(({ status }) => status === 403));
    discord.say(channel, ann, `${mention} hi`);
    await answers(1);
    expect(JSON.stringify(house.log.lines)).toMatch(/Send Messages/);
  });
});

it('a picture where files are not allowed: words say so', async () => {
  const { discord, ann, channel, openai, mine, answers, mention } = await openDiscord();
  discord.rule({
    match: ({ method, path, headers }) =>
      method !== 'GET' && path.includes('/messages') && String(headers['content-type']).startsWith('multipart'),
    reply: { status: 403, body: { message: 'Missing Permissions', code: 50013 } },
  });
  discord.say(channel, ann, `${mention} /image a red cat`);
  await answers(1);
  await quiet();
  expect(mine().map(({ content }) => content)).toEqual([expect.stringMatching(/not allowed/)]);
  expect(openai.requests).toHaveLength(1);
  expect(JSON.stringify(house.log.lines)).toMatch(/Attach Files/);
});

describe('slash commands', () => {
  it('/ask is acknowledged at once, shows its prompt and streams into one message', async () => {
    const { discord, ann, channel, openai } = await openDiscord();
    openai.script([{ text: 'A slow answer, '.repeat(20), firstTokenMs: 300, tokensPerSecond: 40 }]);
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'What is *up*?' } });
    await discord.waitFor(() => used.state() === 'thinking', 1000);
    await discord.waitFor(() => used.messages()[0]?.content.includes('A slow answer'));
    expect(used.messages()[0]?.content).toMatch(/^> .*What is .*up/);
    expect(used.ephemeral()).toBe(false);
    await quiet(2500);
    expect(used.messages()).toHaveLength(1);
  });

  it('/ask private is for the asker alone, and a conversation of its own', async () => {
    const { discord, ann, channel, openai, answers, heard, mention } = await openDiscord();
    openai.script(() => 'Secret.');
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'psst', private: true } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('Secret.'));
    expect(used.ephemeral()).toBe(true);
    discord.say(channel, ann, `${mention} hello`);
    await answers(1);
    expect(heard(1)).not.toContain('psst');
  });

  it('a long private answer becomes a file instead of more than five messages', async () => {
    const { discord, ann, channel, openai } = await openDiscord();
    openai.script(['paragraph of text\n\n'.repeat(900)]);
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'long', private: true } });
    await discord.waitFor(() => used.messages()[0]?.attachments.some(({ filename }) => filename === 'answer.md'));
    expect(used.messages().length).toBeLessThanOrEqual(5);
  });

  it('/image sends all its pictures in one message', async () => {
    const { discord, ann, channel, openai } = await openDiscord();
    const used = discord.interact(channel, ann, { name: 'image', options: { prompt: 'cats', count: 3 } });
    await discord.waitFor(() => used.messages()[0]?.attachments.length === 3);
    expect(used.messages()[0]?.content).toContain('cats');
    expect(openai.requests[0]?.body).toMatchObject({ n: 3, prompt: 'cats' });
  });

  it('/image with a wrong size costs nothing', async () => {
    const { discord, ann, channel, openai } = await openDiscord();
    const used = discord.interact(channel, ann, { name: 'image', options: { prompt: 'cat', size: '17x17' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('17x17'));
    expect(openai.requests).toHaveLength(0);
  });

  it('what is for one person alone does not wait for the channel', async () => {
    const { discord, ann, channel, openai, mention } = await openDiscord();
    openai.script(() => 'Yes.');
    for (let at = 0; at < 8; at += 1) discord.say(channel, ann, `${mention} ${at}`);
    await discord.waitFor(() => discord.messages(channel).some(({ content }) => content === 'Yes.'));
    const used = discord.interact(channel, ann, { name: 'stop' });
    await discord.waitFor(() => used.messages().length === 1, 500);
    const other = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'x', private: true } });
    await discord.waitFor(() => other.messages()[0]?.content.includes('Yes.'), 500);
  });

  it('/stop stops the running answer at once and says so to the one who stopped it', async () => {
    const { discord, ann, channel, openai, mine, mention } = await openDiscord();
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
    const { discord, ann, channel, openai, mention } = await openDiscord({ discord: { timing: { respondMs: 800 } } });
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
    const { discord, ann, openai } = await openDiscord();
    const foreign = discord.channel(discord.guild({ name: 'Elsewhere', member: false }), { name: 'there' });
    openai.script(['Hello there.']);
    const used = discord.interact(foreign, ann, { name: 'ask', options: { prompt: 'hi' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('Hello there.'));
  });

  it('answers a stranger alone and asks no model', async () => {
    const { discord, ann, channel, openai } = await openDiscord({ env: { ACCESS: 'allowlist' } });
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
    const { discord } = await openDiscord();
    const names = discord.commands().map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['ask', 'image', 'new', 'stop', 'retry', 'model', 'settings', 'help']),
    );
    const created = discord.creates();
    await house.restart();
    expect(discord.creates()).toBe(created);
    const ask = discord.commands().find(({ name }) => name === 'ask');
    expect(JSON.stringify(ask)).toContain('提问');
  });
});
