import { expect, it } from 'vitest';
import type { InboundEvent, Inbox } from '../../src/ports/index.ts';
import { openTelegram } from '../scenarios/telegram/open.ts';

/** What people in a group say to each other reaches the core, and ends at its door. */

it('talk that is not for the bot is reported, and costs no look into the store, no write and no line of the log', async () => {
  const events: InboundEvent[] = [];
  const calls: string[] = [];
  const { bot, telegram, ann, group, answers, openai } = await openTelegram({
    platforms: ['telegram', 'discord'],
    telegram: { privacy: false },
    seams: {
      inbox: (inbox: Inbox): Inbox => ({
        ...inbox,
        known: (keys) => {
          calls.push(`known ${keys.length}`);
          return inbox.known(keys);
        },
        accept: (batch, cursor) => {
          if (batch.length > 0 || cursor?.name.startsWith('discord:channel')) calls.push(`accept ${cursor?.name}`);
          return inbox.accept(batch, cursor);
        },
      }),
      receive: (receive) => (batch, cursor) => {
        events.push(...batch);
        return receive(batch, cursor);
      },
    },
  });
  const { discord } = bot;
  openai.script(() => 'Here.');
  const bob = discord.user({ username: 'bob' });
  const channel = discord.channel(discord.guild({ name: 'g' }), { name: 'c' });
  await discord.waitFor(() => discord.online() === 1);
  await bot.idle();
  const lines = bot.log.lines.length;
  const talk = Array.from({ length: 20 }, (_, at) => `Well, ${at}`);
  for (const text of talk) {
    telegram.say(group, ann, text);
    discord.say(channel, bob, text, { replyTo: discord.say(channel, bob, `${text}?`) });
  }
  await bot.idle();
  const heard = (surface: string) => events.filter(({ at, body }) => at.surface === surface && body.type === 'message');
  expect(heard('telegram').map(({ body }) => body)).toMatchObject(talk.map((text) => ({ text, addressed: false })));
  expect(heard('discord')).toHaveLength(40);
  expect(calls).toEqual([]);
  expect(bot.log.lines.slice(lines)).toEqual([]);
  telegram.say(group, ann, '@parley_bot are you there?');
  expect(await answers(1, group)).toEqual(['Here.']);
  expect(openai.requests).toHaveLength(1);
});
