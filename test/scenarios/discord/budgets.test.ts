import { describe, expect, it } from 'vitest';
import { openMenus, openServer } from './open.ts';

/** Budgets on Discord: of a person, of strangers, and the sign for who waits. */

const hold = (body: unknown) => JSON.stringify(body).includes('hold');

it('one person who brings the bot along cannot fill all places, though each command is a place of its own', async () => {
  const { discord, openai, ann, channel, bot, answers, mention } = await openServer({
    settings: { MAX_CONCURRENT_TURNS: '10', SHUTDOWN_GRACE: '0' },
  });
  const mallory = discord.user({ username: 'mallory', locale: 'en-US' });
  openai.script(({ messages }) => ({ text: 'Done.', firstTokenMs: hold(messages) ? 20_000 : 0 }));
  for (let at = 0; at < 10; at += 1) {
    const foreign = discord.channel(discord.guild({ name: `Elsewhere ${at}`, member: false }), { name: 'there' });
    discord.interact(foreign, mallory, { name: 'ask', options: { prompt: `hold ${at}` } });
  }
  await bot.received();
  await discord.waitFor(() => openai.requests.length === 4);
  discord.say(channel, ann, `${mention} hi`);
  await answers(1);
  expect(openai.requests).toHaveLength(5);
});

it('who waits for a place sees that the bot types, or thinks', async () => {
  const { discord, openai, ann, channel, bot, answers, mention } = await openServer({
    settings: { MAX_CONCURRENT_TURNS: '1', SHUTDOWN_GRACE: '0' },
  });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  openai.rule({ match: () => true, times: 1, before: () => held });
  const ben = discord.user({ username: 'ben', locale: 'en-US' });
  discord.say(discord.dm(ben), ben, 'First');
  await discord.waitFor(() => openai.requests.length === 1);
  discord.say(channel, ann, `${mention} second`);
  const used = discord.interact(discord.dm(ann), ann, { name: 'ask', options: { prompt: 'third' } });
  const types = ({ path }: { path: string }) => path.endsWith(`/channels/${channel.id}/typing`);
  await discord.waitFor(() => discord.calls.some(types));
  await discord.waitFor(() => used.state() === 'thinking');
  expect(openai.requests).toHaveLength(1);
  release();
  await answers(1);
  await discord.waitFor(() => used.messages().some(({ content }) => content !== ''));
  await bot.idle();
  expect(used.messages()).toHaveLength(1);
});

describe('strangers', () => {
  it('are told a few times, whatever they send, and nothing is stored for them', async () => {
    const writes: string[] = [];
    const { discord, bot, openai, ann, dm } = await openMenus(
      { ACCESS: 'allowlist' },
      {
        seams: {
          inbox: (inbox) => ({
            ...inbox,
            accept: (batch, cursor) => {
              writes.push(...batch.flatMap(({ keys }) => keys));
              return inbox.accept(batch, cursor);
            },
          }),
        },
      },
    );
    for (let at = 0; at < 10; at += 1) {
      discord.say(dm, ann, `Let me in ${at}`);
      discord.interact(dm, ann, { name: 'ask', options: { prompt: `hi ${at}` } });
    }
    await bot.received();
    await bot.idle();
    const told = discord.messages(dm).filter(({ content }) => content.includes('discord:'));
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThanOrEqual(4);
    expect(writes).toEqual([]);
    expect(openai.requests).toEqual([]);
  });
});
