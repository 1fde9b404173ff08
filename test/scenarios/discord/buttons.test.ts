import { describe, expect, it } from 'vitest';
import type { SimMessage } from '../../simulator/discord/world.ts';
import { openDiscord, slow } from './open.ts';

describe('buttons under an answer', () => {
  it('come with the answer, not by a call of their own', async () => {
    const { discord, openai, ann, dm, shown, labels, last } = await openDiscord();
    openai.script(() => 'Hello.');
    discord.say(dm, ann, 'Hi');
    await shown(['Hello.']);
    expect(labels(last())).toEqual(['↻ Again', '✕ Delete']);
    expect(discord.calls.filter(({ method }) => method === 'PATCH')).toEqual([]);
  });

  it.each(['in a server', 'in a direct chat'])(
    '/retry %s shows it at the bottom, and the arrows lead back',
    async (where) => {
      const { bot, discord, openai, ann, dm, mine, labels, last } = await openDiscord();
      await discord.waitFor(() => discord.commands().length > 0, 5000);
      const place = where === 'in a server' ? discord.channel(discord.guild({ name: 'Town' }), { name: 'square' }) : dm;
      openai.script((_, at) => `Answer ${at}.`);
      const first = discord.interact(place, ann, { name: 'ask', options: { prompt: 'Why?' } });
      await discord.waitFor(() => first.messages()[0]?.content.includes('Answer 0.'));
      await bot.idle();
      const again = discord.interact(place, ann, { name: 'retry' });
      await discord.waitFor(() => again.messages()[0]?.content.includes('Answer 1.'));
      await discord.waitFor(() => mine(place).length === 1);
      expect(labels(last(place))).toEqual(['◀', '2/2', '↻ Again', '✕ Delete']);
      discord.press(last(place), ann, '◀');
      await discord.waitFor(() => last(place).content.includes('Answer 0.'));
      expect(openai.requests).toHaveLength(2);
    },
  );

  it('/retry edited to a question leaves the answer it made, also where the create fails once', async () => {
    const { discord, openai, ann, dm, shown } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Why?');
    await shown(['Answer 0.']);
    const message = discord.say(dm, ann, '/retry');
    await shown(['Answer 1.']);
    const match = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path.endsWith('/messages');
    discord.rule({ match, times: 1, reply: { status: 503, body: {} } });
    discord.edit(message, 'And how?');
    await shown(['Answer 1.', 'Answer 2.']);
  });

  it('Again makes another answer in its place, and the arrows go through them: the one shown is the one in context', async () => {
    const { discord, openai, ann, dm, shown, labels, last, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    discord.press(last(), ann, '↻ Again');
    await shown(['Answer 1.']);
    expect(labels(last())).toEqual(['◀', '2/2', '↻ Again', '✕ Delete']);
    expect(heard(1)).not.toContain('Answer 0.');
    discord.press(last(), ann, '◀');
    await shown(['Answer 0.']);
    expect(labels(last())?.slice(0, 2)).toEqual(['1/2', '▶']);
    expect(openai.requests).toHaveLength(2);
    discord.say(dm, ann, 'And?');
    await shown(['Answer 0.', 'Answer 2.']);
    expect(heard(2)).toContain('Answer 0.');
    expect(heard(2)).not.toContain('Answer 1.');
  });

  it('still work after a restart', async () => {
    const { bot, discord, openai, ann, dm, shown, last } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    await bot.restart();
    await discord.waitFor(() => discord.online() === 1, 30_000);
    discord.press(last(), ann, '↻ Again');
    await shown(['Answer 1.']);
    await bot.restart();
    await discord.waitFor(() => discord.online() === 1, 30_000);
    discord.press(last(), ann, '◀');
    await shown(['Answer 0.']);
  });

  it('Stop ends the answer that is written, Continue goes on with it in place', async () => {
    const { discord, openai, ann, dm, mine, texts, shown, labels, last, heard } = await openDiscord();
    openai.script((_, at) => (at === 0 ? slow : ' and the rest.'));
    discord.say(dm, ann, 'Hi');
    await discord.waitFor(() => labels(mine().at(-1))?.[0] === '■ Stop', 5000);
    discord.press(last(), ann, '■ Stop');
    await discord.waitFor(() => labels(last())?.[0] === '↻ Again', 1000);
    const [said = ''] = texts();
    expect(said).toMatch(/^word .*\*Stopped\.\*$/s);
    const before = said.split('\n')[0] ?? '';
    discord.press(last(), ann, '▶ Continue');
    await shown([`${before} and the rest.`]);
    expect(heard(1)).toContain('Go on');
    expect(labels(last())).toEqual(['↻ Again', '✕ Delete']);
  });

  it('Stop works while the model has said nothing again, in place of an old answer, which stays', async () => {
    const { discord, openai, ann, dm, shown, last } = await openDiscord();
    openai.script((_, at) => (at === 0 ? 'Old.' : { text: 'never', firstTokenMs: 60_000 }));
    discord.say(dm, ann, 'Hi');
    await shown(['Old.']);
    discord.press(last(), ann, '↻ Again');
    await openai.waitFor(() => openai.requests.length === 2);
    const used = discord.interact(dm, ann, { name: 'stop' });
    await discord.waitFor(() => used.messages().length > 0, 1000);
    await discord.waitFor(() => last().content.includes('Stopped'), 1000);
    expect(last().content).toBe('Old.\n\n*Stopped.*');
  });

  it('Delete takes the answer away and the turn out of context', async () => {
    const { discord, openai, ann, dm, shown, last, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'The secret is blue');
    await shown(['Answer 0.']);
    discord.press(last(), ann, '✕ Delete');
    await shown([]);
    discord.say(dm, ann, 'What is it?');
    await shown(['Answer 1.']);
    expect(heard(1)).not.toContain('blue');
  });

  it('a hundred presses in a second are one', async () => {
    const { discord, openai, ann, dm, shown, last } = await openDiscord();
    openai.script((_, at) => (at === 0 ? 'First.' : { text: 'Second.', firstTokenMs: 300 }));
    discord.say(dm, ann, 'Hi');
    await shown(['First.']);
    const used = Array.from({ length: 100 }, () => discord.press(last(), ann, '↻ Again'));
    await shown(['Second.']);
    expect(openai.requests).toHaveLength(2);
    await discord.waitFor(() => used.every((each) => each.state() === 'thinking' || each.state() === 'answered'), 3000);
  });

  it('show above another answer what was shown above the first, and no task of a command', async () => {
    const { bot, discord, openai, ann } = await openDiscord();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    await discord.waitFor(() => discord.commands().length > 0);
    openai.script((_, at) => `Answer ${at}.`);
    const again = async (used: { messages(): SimMessage[] }, before: string, after: string) => {
      const content = () => used.messages()[0]?.content;
      await discord.waitFor(() => content() === before).catch(() => undefined);
      expect(content()).toBe(before);
      await bot.idle();
      const [message] = used.messages();
      if (message) discord.press(message, ann, '↻ Again');
      await discord.waitFor(() => content() === after).catch(() => undefined);
      expect(content()).toBe(after);
    };
    const text = { text: 'Guten Tag', to: 'fr' };
    const given = discord.interact(channel, ann, { name: 'translate', options: text });
    await again(given, '> Guten Tag\n\nAnswer 0.', '> Guten Tag\n\nAnswer 1.');
    const further = discord.interact(channel, ann, { name: 'continue' });
    await again(further, 'Answer 2.', 'Answer 3.');
    const message = discord.say(channel, ann, 'Das Schiff fährt.');
    await again(discord.pick(message, ann, 'Translate'), 'Answer 4.', 'Answer 5.');
  });

  it('are not under what they could not take the place of: several messages where the bot is a guest', async () => {
    const { bot, discord, openai, ann } = await openDiscord();
    const away = discord.channel(discord.guild({ name: 'Away', member: false }), { name: 'there' });
    await discord.waitFor(() => discord.commands().length > 0);
    openai.script((_, at) => (at === 0 ? 'Long words here. '.repeat(200) : 'Short.'));
    const used = discord.interact(away, ann, { name: 'ask', options: { prompt: 'long' } });
    await discord.waitFor(() => used.messages().length === 2 && used.messages()[1]?.content.endsWith('here.'));
    await bot.idle();
    expect(used.messages().map((each) => each.buttons)).toEqual([[], []]);
    const short = discord.interact(away, ann, { name: 'ask', options: { prompt: 'short' } });
    await discord.waitFor(() => short.messages()[0]?.buttons.length);
  });

  it('another answer that cannot be shown is not in context either, and who pressed is told', async () => {
    const { discord, openai, ann, dm, shown, last, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    const open = discord.fail('PATCH', '/channels/:c/messages/:m', {
      status: 403,
      code: 50_013,
      message: 'Missing Permissions',
    });
    const used = discord.press(last(), ann, '↻ Again');
    await discord.waitFor(() => used.messages().some(({ content }) => content.includes("can't be shown here")));
    open();
    discord.say(dm, ann, 'And?');
    await discord.waitFor(() => openai.requests.length === 3);
    expect(heard(2)).toContain('Answer 0.');
    expect(heard(2)).not.toContain('Answer 1.');
  });

  it('what belongs to a deleted question no longer works, and says so', async () => {
    const { bot, discord, openai, ann, dm, shown, last } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const message = discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    // The bubble stays, as the bot is not let to take it away; the turn is gone all the same.
    discord.fail('DELETE', '/channels/:channel/messages/:message', {
      status: 403,
      code: 50_013,
      message: 'Missing Permissions',
    });
    discord.erase(message);
    await discord.waitFor(() =>
      discord.calls.some(({ method, path }) => method === 'DELETE' && path.includes('messages')),
    );
    await bot.idle();
    const used = discord.press(last(), ann, '↻ Again');
    await discord.waitFor(() => used.messages().length > 0);
    expect(used.messages()[0]?.content).toContain('no longer works');
    expect(openai.requests).toHaveLength(1);
  });
});
