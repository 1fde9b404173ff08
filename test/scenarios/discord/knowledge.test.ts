import { describe, expect, it } from 'vitest';
import { doorTo, startWeb } from '../../support/web.ts';
import { openServer } from './open.ts';

/** Texts of a channel and a server that answers draw on. */

const file = { filename: 'returns.md', contentType: 'text/markdown', data: Buffer.from('# Returns\n\nTwo weeks.') };

async function open(options: Parameters<typeof openServer>[0] = {}) {
  const opened = await openServer(options);
  const { bot, discord, channel, ann, guild, openai } = opened;
  discord.appoint(guild, ann);
  const instructions = (at = -1) => String(openai.requests.at(at)?.body['instructions']);
  const use = async (options: Record<string, string | number>, files = {}, where = channel) => {
    const used = discord.interact(where, ann, { name: 'knowledge', options, files });
    const message = await discord.waitFor(() => used.messages().find(({ content }) => content !== ''), 10_000);
    await bot.idle();
    return message;
  };
  return { ...opened, instructions, use };
}

describe('/knowledge on a server', () => {
  it('takes a file for all channels, and the latest messages for one; answers cite them', async () => {
    const { discord, ann, channel, guild, openai, use, instructions, mention, mine, bot } = await open();
    const bob = discord.user({ username: 'bob', global_name: 'Bob' });
    expect((await use({ action: 'add', for: 'server' }, { file })).content).toContain('draw on **returns.md**');
    discord.say(channel, bob, 'The key is under the mat.');
    discord.say(channel, bob, 'No, at the desk.');
    expect((await use({ action: 'add', messages: 2, name: 'Key' })).content).toContain('**Key** · messages');
    openai.script(['At the desk [1], two weeks [2 p. 1-3].', 'Two weeks [1].']);
    discord.say(channel, ann, `${mention} where is the key?`);
    const said = await discord.waitFor(() => mine().find(({ content }) => content.startsWith('At the desk')));
    await bot.idle();
    expect(said.content).toMatch(/^At the desk \[1\].*\n\n-# .?Sources: \[1\] Key · \[2\] returns\.md, lines 1-3$/s);
    expect(instructions()).toMatch(/Bob: The key is under the mat\.\nBob: No, at the desk\.\n<.*Two weeks\./s);
    const other = discord.channel(guild, { name: 'other' });
    discord.say(other, ann, `${mention} how long?`);
    await discord.waitFor(() => mine(other).some(({ content }) => content.includes('Sources: [1] returns.md')));
    expect(instructions()).not.toContain('under the mat');
  });

  it('takes a page of the web by its address, and fetches it anew', async () => {
    const web = startWeb();
    web.name('shop.example', ['93.184.216.34']);
    let weeks = 'Two';
    await web.site('93.184.216.34', (_, response) => {
      response.setHeader('content-type', 'text/plain').end(`${weeks} weeks.`);
    });
    const { use, discord, channel, ann, mention, instructions, openai } = await open({
      seams: { door: () => doorTo(web) },
    });
    const added = await use({ action: 'add', name: 'http://shop.example/returns Our returns' });
    expect(added.content).toMatch(/\*\*Our returns\*\* · page, .*\n.*shop\\?\.example, fetched now/);
    weeks = 'Six';
    expect((await use({ action: 'again', name: '1' })).content).toContain('draw on **Our returns**');
    discord.say(channel, ann, `${mention} how long?`);
    await discord.waitFor(() => openai.requests.length > 0);
    expect(instructions()).toContain('Six weeks.');
    expect(instructions()).not.toContain('Two weeks.');
  });

  it('is for moderators', async () => {
    const { discord, channel, openai } = await open();
    const bob = discord.user({ username: 'bob' });
    const used = discord.interact(channel, bob, { name: 'knowledge', options: {} });
    await discord.waitFor(() => used.messages().some(({ content }) => content.includes('admin')));
    expect(openai.requests).toEqual([]);
  });
});
