import { describe, expect, it } from 'vitest';
import { openServer } from './open.ts';

/** Bots that speak for people by webhooks. */

const pluralkit = '466378653216014359';
const webhook = '800000000000000001';

async function open(settings: Record<string, string> = {}) {
  const opened = await openServer({ settings: { ADMITTED_BOTS: `discord:${pluralkit}`, ...settings } });
  opened.openai.script(() => 'Hello.');
  const as = (name: string, application = pluralkit) => ({ application, webhook, name });
  return { ...opened, as };
}

describe('a proxy', () => {
  it('that the operator admits is answered once, though its person wrote first, and by its name', async () => {
    const { bot, discord, ann, channel, mention, mine, heard, as, openai } = await open();
    openai.script(() => ({ text: 'Hello.', firstTokenMs: 200 }));
    const first = discord.say(channel, ann, `${mention} l: hi`);
    discord.proxy(channel, as('Luna'), `${mention} hi`);
    discord.erase(first);
    await discord.waitFor(() => mine().some(({ content }) => content === 'Hello.'));
    await bot.idle();
    expect(mine()).toHaveLength(1);
    expect(heard(-1)).toContain('name=\\"Luna\\"');
  });

  it('has a history, edits and the buttons of nobody', async () => {
    const { bot, discord, ann, channel, mention, mine, answers, openai, as } = await open();
    const asked = discord.proxy(channel, as('Luna'), `${mention} tides?`);
    await answers(1);
    await bot.idle();
    discord.edit(asked, `${mention} winds?`);
    await discord.waitFor(() => openai.requests.length === 2);
    await bot.idle();
    const used = discord.press(mine()[0] ?? asked, ann, '↻ Again');
    await discord.waitFor(() => used.messages().some(({ content }) => content.startsWith('Only the person')));
    expect(mine()).toHaveLength(1);
  });

  it('speaks where the place is allowed, with nobody’s rights', async () => {
    const refused = await open({ ACCESS: 'allowlist', OWNERS: `discord:${pluralkit}` });
    refused.discord.proxy(refused.channel, refused.as('Luna'), `${refused.mention} hi`);
    await refused.bot.idle();
    expect(refused.mine()).toMatchObject([{ content: expect.stringContaining("I'm not allowed") }]);
    const { bot, discord, channel, mention, mine, as } = await open({ OWNERS: `discord:${pluralkit}` });
    discord.proxy(channel, as('Luna'), `${mention} /commands image owner`);
    await bot.idle();
    expect(mine()).toMatchObject([{ content: expect.stringContaining('only its admins') }]);
    discord.proxy(channel, as('Luna'), `${mention} /ask hi`);
    await discord.waitFor(() => mine().some(({ content }) => content === 'Hello.'));
  });

  it('of another bot, and what an admitted bot says for itself, stay unheard', async () => {
    const { bot, discord, channel, mention, mine, as } = await open();
    discord.proxy(channel, as('Luna', '900000000000000001'), `${mention} hi`);
    discord.proxy(channel, { ...as('PluralKit'), webhook: pluralkit }, `${mention} hi`);
    discord.say(channel, discord.user({ username: 'robot', bot: true }), `${mention} hi`);
    await bot.idle();
    expect(mine()).toHaveLength(0);
  });
});
