import { describe, expect, it } from 'vitest';
import { openServer } from './open.ts';

describe('messages', () => {
  it('a mention gets one answer that replies to it and pings nobody', async () => {
    const { bot, discord, ann, channel, openai, mine, answers, mention } = await openServer();
    openai.script(['Hello **Ann**, @everyone!']);
    const message = discord.say(channel, ann, `${mention} hi`);
    await answers(1);
    await bot.idle();
    expect(mine()).toHaveLength(1);
    expect(mine()[0]).toMatchObject({ reference: message.id, edits: 0, mentions: [], mentionRoles: [] });
    expect(mine()[0]?.content).toContain('**Ann**');
  });

  it('a direct message and its follow-up share a conversation, with a restart between them', async () => {
    const { bot, discord, ann, openai, answers, heard } = await openServer();
    const dm = discord.dm(ann);
    openai.script(['First answer.', 'Second answer.']);
    discord.say(dm, ann, 'First question');
    await answers(1, dm);
    await bot.restart();
    discord.say(dm, ann, 'Second question');
    await answers(2, dm);
    expect(heard(1)).toMatch(/First question.*First answer\..*Second question/s);
  });

  it('a reply to the bot is answered; other talk is not', async () => {
    const { bot, discord, ann, channel, openai, mine, answers, mention } = await openServer();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    openai.script(() => 'Yes.');
    discord.say(channel, ann, 'just talking');
    discord.say(channel, ann, `${mention} hi`);
    await answers(1);
    discord.say(channel, bob, 'and me?', { replyTo: mine()[0] ?? { id: '0' } });
    await answers(2);
    await bot.idle();
    expect(openai.requests).toHaveLength(2);
  });

  it('replied-to text is in the prompt, whoever wrote it, and the model knows who speaks', async () => {
    const { discord, ann, channel, openai, answers, heard, mention } = await openServer();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    openai.script(['Yes.']);
    const said = discord.say(channel, bob, 'The moon is made of cheese');
    discord.say(channel, ann, `${mention} is that so?`, { replyTo: said });
    await answers(1);
    expect(heard(0)).toMatch(/Ann.*Bob.*The moon is made of cheese.*is that so\?/s);
  });

  it('a thread is a conversation of its own', async () => {
    const { discord, ann, channel, openai, answers, heard, mention } = await openServer();
    const thread = discord.thread(channel, { name: 'Side talk' });
    openai.script(() => 'Noted.');
    discord.say(channel, ann, `${mention} apples`);
    await answers(1);
    discord.say(thread, ann, `${mention} pears`);
    await answers(1, thread);
    expect(heard(1)).not.toContain('apples');
  });

  it('a fence that must be split keeps its language in every part', async () => {
    const { bot, discord, ann, channel, openai, mine, mention } = await openServer();
    const code = Array.from({ length: 300 }, (_, at) => `const value${at} = ${at};`).join('\n');
    openai.script([`Here:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nDone.`]);
    discord.say(channel, ann, `${mention} code`);
    await discord.waitFor(() => mine().some(({ content }) => content.includes('Done.')));
    await bot.idle();
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
    const { bot, discord, ann, openai, mine } = await openServer({ discord: { timing: { nonceMs: 100 } } });
    const dm = discord.dm(ann);
    openai.script(() => 'The whole answer.');
    const sends = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path.endsWith('/messages');
    discord.rule({ match: sends, times: 1, drop: 'after' });
    const outage = discord.rule({ match: sends, times: 2, drop: 'before' });
    discord.say(dm, ann, 'hello');
    await discord.waitFor(() => mine(dm).length === 1);
    await bot.idle();
    outage();
    discord.say(dm, ann, 'and now?');
    await discord.waitFor(() => mine(dm).some(({ reference }) => reference === discord.messages(dm).at(-2)?.id), 8000);
    expect(mine(dm).map(({ content }) => content)).toEqual(['The whole answer.', 'The whole answer.']);
  });

  it('a bubble that is found again is brought to the answer, whatever it says', async () => {
    const { bot, discord, ann, openai, mine } = await openServer();
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
    await bot.idle();
    expect(mine(dm)).toHaveLength(1);
  });

  it('the history of a channel is closed to it: the answer replies to nothing, and the log says what to change', async () => {
    const { bot, discord, ann, guild, openai, mine, answers, mention } = await openServer();
    const channel = discord.channel(guild, { name: 'forgetful' });
    channel.history = false;
    openai.script(() => 'Four.');
    discord.say(channel, ann, `${mention} Two and two?`);
    await answers(1, channel);
    await bot.idle();
    expect(mine(channel)).toMatchObject([{ content: 'Four.', reference: undefined }]);
    expect(JSON.stringify(bot.log.lines)).toMatch(/Read Message History/);
  });

  it('a missing permission is logged with its mend and the next channel goes on', async () => {
    const { bot, discord, ann, guild, channel, openai, answers, mention } = await openServer();
    const closed = discord.channel(guild, { name: 'closed' });
    discord.permit(closed, { send: false });
    openai.script(() => 'Yes.');
    discord.say(closed, ann, `${mention} hi`);
    await discord.waitFor(() => discord.calls.some(({ status }) => status === 403));
    discord.say(channel, ann, `${mention} hi`);
    await answers(1);
    expect(JSON.stringify(bot.log.lines)).toMatch(/Send Messages/);
  });
});

it('a picture where files are not allowed: words say so', async () => {
  const { bot, discord, ann, channel, openai, mine, answers, mention } = await openServer();
  discord.rule({
    match: ({ method, path, headers }) =>
      method !== 'GET' && path.includes('/messages') && String(headers['content-type']).startsWith('multipart'),
    reply: { status: 403, body: { message: 'Missing Permissions', code: 50013 } },
  });
  discord.say(channel, ann, `${mention} /image a red cat`);
  await answers(1);
  await bot.idle();
  expect(mine().map(({ content }) => content)).toEqual([expect.stringMatching(/not allowed/)]);
  expect(openai.requests).toHaveLength(1);
  expect(JSON.stringify(bot.log.lines)).toMatch(/Attach Files/);
});
