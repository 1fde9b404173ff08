import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Seams } from '../../src/app.ts';
import { changed as withChanges } from '../chaos/points.ts';
import { type House, type HouseOptions, openHouse } from '../harness.ts';
import type { SimMessage } from '../simulator/discord/world.ts';

/** What people do to a conversation on Discord: edit, delete, reply to old messages, press buttons. */

let house: House;
afterEach(() => house.close());

async function openDiscord(options: HouseOptions = {}) {
  house = await openHouse({ platforms: ['discord'], ...options });
  const { discord, openai } = house;
  const ann = discord.user({ username: 'ann', locale: 'en-US' });
  const dm = discord.dm(ann);
  await discord.waitFor(() => discord.online() === 1, 10_000);
  const mine = (where = dm) => discord.messages(where).filter(({ author }) => author.id === discord.bot.id);
  const texts = (where = dm) => mine(where).map(({ content }) => content);
  /** Resolves once exactly this is shown. */
  const shown = async (expected: string[], where = dm) => {
    await discord.waitFor(() => JSON.stringify(texts(where)) === JSON.stringify(expected), 5000).catch(() => undefined);
    await quiet();
    expect(texts(where)).toEqual(expected);
  };
  const labels = (message: SimMessage | undefined) => message?.buttons.flat().map(({ label }) => label);
  const last = (where = dm) => {
    const message = mine(where).at(-1);
    if (!message) throw new Error('nothing was said');
    return message;
  };
  /** What the model was told, as one text, at its n-th request. */
  const heard = (at: number) => JSON.stringify(openai.requests.at(at)?.body['input']);
  return { discord, openai, ann, dm, mine, texts, shown, labels, last, heard };
}

async function quiet(ms = 150): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

const creates = ({ method, path }: { method: string; path: string }) => method === 'POST' && path.endsWith('/messages');

const slow = { text: 'word '.repeat(400).trim(), tokensPerSecond: 30 };

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
      const { discord, openai, ann, dm, mine, labels, last } = await openDiscord();
      await discord.waitFor(() => discord.commands().length > 0, 5000);
      const place = where === 'in a server' ? discord.channel(discord.guild({ name: 'Town' }), { name: 'square' }) : dm;
      openai.script((_, at) => `Answer ${at}.`);
      const first = discord.interact(place, ann, { name: 'ask', options: { prompt: 'Why?' } });
      await discord.waitFor(() => first.messages()[0]?.content.includes('Answer 0.'));
      await quiet();
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
    const { discord, openai, ann, dm, shown, last } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    await house.restart();
    await discord.waitFor(() => discord.online() === 1, 10_000);
    discord.press(last(), ann, '↻ Again');
    await shown(['Answer 1.']);
    await house.restart();
    await discord.waitFor(() => discord.online() === 1, 10_000);
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
    await quiet();
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

  it('show above another answer what was shown above the first, and no task of a command', async () => {
    const { discord, openai, ann } = await openDiscord();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    await discord.waitFor(() => discord.commands().length > 0);
    openai.script((_, at) => `Answer ${at}.`);
    const again = async (used: { messages(): SimMessage[] }, before: string, after: string) => {
      const content = () => used.messages()[0]?.content;
      await discord.waitFor(() => content() === before).catch(() => undefined);
      expect(content()).toBe(before);
      await quiet();
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
    const { discord, openai, ann } = await openDiscord();
    const away = discord.channel(discord.guild({ name: 'Away', member: false }), { name: 'there' });
    await discord.waitFor(() => discord.commands().length > 0);
    openai.script((_, at) => (at === 0 ? 'Long words here. '.repeat(200) : 'Short.'));
    const used = discord.interact(away, ann, { name: 'ask', options: { prompt: 'long' } });
    await discord.waitFor(() => used.messages().length === 2 && used.messages()[1]?.content.endsWith('here.'));
    await quiet();
    expect(used.messages().map((each) => each.buttons)).toEqual([[], []]);
    const short = discord.interact(away, ann, { name: 'ask', options: { prompt: 'short' } });
    await discord.waitFor(() => short.messages()[0]?.buttons.length);
  });

  it('another answer that cannot be shown is not in context either, and who pressed is told', async () => {
    const { discord, openai, ann, dm, shown, last, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    const open = discord.fail('PATCH', '/channels/:c/messages/:m', { status: 403, code: 50_083, message: 'Archived' });
    const used = discord.press(last(), ann, '↻ Again');
    await discord.waitFor(() => used.messages().some(({ content }) => content.includes("can't be shown here")));
    open();
    discord.say(dm, ann, 'And?');
    await discord.waitFor(() => openai.requests.length === 3);
    expect(heard(2)).toContain('Answer 0.');
    expect(heard(2)).not.toContain('Answer 1.');
  });

  it('what belongs to a deleted question no longer works, and says so', async () => {
    const { discord, openai, ann, dm, shown, last } = await openDiscord();
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
    await quiet();
    const used = discord.press(last(), ann, '↻ Again');
    await discord.waitFor(() => used.messages().length > 0);
    expect(used.messages()[0]?.content).toContain('no longer works');
    expect(openai.requests).toHaveLength(1);
  });
});

it('a message that is meant for the bot only once it is edited is answered, and taken away like any other', async () => {
  const { discord, openai, ann, shown } = await openDiscord();
  openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.replace('ann: ', '')}`);
  const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'talk' });
  const message = discord.say(channel, ann, 'What is it?');
  await quiet();
  discord.edit(message, `<@${discord.bot.id}> What is it?`);
  await shown(['Re: What is it?'], channel);
  discord.erase(message);
  await shown([], channel);
});

describe('an edited message that gave no question', () => {
  it.each([
    ['', 'What is it?', 'Re: What is it?'],
    ['/aks why', '/ask why', 'Re: why'],
  ])('is answered in the place of what it was answered: %s', async (before, after, answer) => {
    const { discord, openai, ann, texts, shown } = await openDiscord();
    openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.replace('ann: ', '')}`);
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'talk' });
    const name = `<@${discord.bot.id}>`;
    const message = discord.say(channel, ann, `${name} ${before}`);
    await discord.waitFor(() => texts(channel).length === 1);
    await quiet();
    discord.edit(message, `${name} ${before}`);
    await quiet();
    expect(openai.requests).toHaveLength(0);
    discord.edit(message, `${name} ${after}`);
    await shown([answer], channel);
    discord.edit(message, `${name} And now?`);
    await shown(['Re: And now?'], channel);
  });

  it('a picture goes for the answer to a question, though that is not taken at the first try', async () => {
    const { discord, openai, ann, dm, mine, shown } = await openDiscord();
    openai.script(() => 'Four.');
    const message = discord.say(dm, ann, '/image a red cat');
    await discord.waitFor(() => mine().some(({ attachments }) => attachments.length > 0));
    await quiet();
    discord.rule({ match: creates, times: 1, reply: { status: 503, body: {} } });
    discord.edit(message, 'Two and two?');
    await shown(['Four.']);
    expect(mine()[0]?.attachments).toEqual([]);
  });

  it('taken away before it is answered, gets no answer', async () => {
    const { discord, openai, ann, dm, texts, shown } = await openDiscord();
    openai.script(() => ({ text: 'Late.', firstTokenMs: 400 }));
    const message = discord.say(dm, ann, '/aks why');
    await discord.waitFor(() => texts().length === 1);
    await quiet();
    discord.edit(message, '/ask why');
    await discord.waitFor(() => openai.requests.length === 1);
    discord.erase(message);
    await shown([]);
    await quiet(500);
    expect(texts()).toEqual([]);
  });
});

describe('an edited prompt', () => {
  it('that is answered gets its answer anew, in the same bubble; what came after stays', async () => {
    const { discord, openai, ann, dm, shown, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const first = discord.say(dm, ann, 'What is two plus two?');
    await shown(['Answer 0.']);
    discord.say(dm, ann, 'Thanks');
    await shown(['Answer 0.', 'Answer 1.']);
    discord.edit(first, 'What is two plus three?');
    await shown(['Answer 2.', 'Answer 1.']);
    expect(heard(2)).toContain('two plus three');
    expect(heard(2)).not.toContain('Thanks');
    discord.say(dm, ann, 'So?');
    await shown(['Answer 2.', 'Answer 1.', 'Answer 3.']);
    expect(heard(3)).toMatch(/two plus three.*Answer 2\..*Thanks.*Answer 1\..*So\?/s);
  });

  it('that is being answered is answered anew in the same bubbles', async () => {
    const { discord, openai, ann, dm, shown, texts, heard } = await openDiscord();
    openai.script((_, at) => (at === 0 ? slow : 'The right one.'));
    const message = discord.say(dm, ann, 'Teh question');
    await discord.waitFor(() => texts()[0]?.startsWith('word'), 5000);
    discord.edit(message, 'The question');
    await shown(['The right one.']);
    expect(heard(1)).toContain('The question');
    expect(heard(1)).not.toContain('Teh');
  });

  it('edited again while it is answered anew: the last words count', async () => {
    const { discord, openai, ann, dm, shown, texts } = await openDiscord();
    openai.script(({ messages }) => {
      const asked = String(messages.at(-1)?.text);
      return asked === 'three' ? 'To three.' : slow;
    });
    const message = discord.say(dm, ann, 'one');
    await discord.waitFor(() => texts()[0]?.startsWith('word'), 5000);
    discord.edit(message, 'two');
    await openai.waitFor(() => openai.requests.length === 2);
    discord.edit(message, 'three');
    await shown(['To three.']);
  });

  it('that may not be edited so often is answered below the notice, though that is not taken at the first try', async () => {
    const { discord, openai, ann, dm, texts, shown } = await openDiscord({ env: { REQUESTS_PER_MINUTE: '1' } });
    openai.script(() => ({ text: 'Four.', firstTokenMs: 800 }));
    const message = discord.say(dm, ann, 'Two and two?');
    await openai.waitFor(() => openai.requests.length === 1);
    discord.edit(message, 'Two and three?');
    await discord.waitFor(() => texts().length === 1);
    const [notice = ''] = texts();
    discord.rule({ match: creates, times: 1, reply: { status: 503, body: {} } });
    await shown([notice, 'Four.']);
  });

  it('that waits is asked with its new words only', async () => {
    const { discord, openai, ann, dm, shown } = await openDiscord();
    openai.script((_, at) => (at === 0 ? { text: 'First.', firstTokenMs: 500 } : 'Second.'));
    discord.say(dm, ann, 'one');
    const message = discord.say(dm, ann, 'two');
    await openai.waitFor(() => openai.requests.length === 1);
    discord.edit(message, 'three');
    await shown(['First.', 'Second.']);
    expect(openai.requests).toHaveLength(2);
    expect(JSON.stringify(openai.requests[1]?.body['input'])).not.toContain('two');
  });

  it.each(['edited', 'deleted'])('that is %s in the very moment its answer becomes final', async (what) => {
    const settling = Promise.withResolvers<void>();
    const changed = Promise.withResolvers<void>();
    const seams: Seams = {
      inbox: (inbox) => ({
        ...inbox,
        replace: (...args) => inbox.replace(...args).finally(changed.resolve),
        forget: (...args) => inbox.forget(...args).finally(changed.resolve),
        work: (handler, ...rest) =>
          inbox.work(
            (claim) => {
              const settle = async (...args: Parameters<typeof claim.settle>) => {
                settling.resolve();
                await changed.promise;
                return claim.settle(...args);
              };
              return handler(withChanges(claim, { settle }));
            },
            ...rest,
          ),
      }),
    };
    const { discord, openai, ann, dm, shown } = await openDiscord({ seams });
    openai.script(({ messages }) => `${messages.at(-1)?.text}!`);
    const prompt = discord.say(dm, ann, 'Teh');
    await settling.promise;
    if (what === 'edited') discord.edit(prompt, 'The');
    else discord.erase(prompt);
    await changed.promise;
    await shown(what === 'edited' ? ['The!'] : []);
    expect(openai.requests).toHaveLength(what === 'edited' ? 2 : 1);
  });

  it('a preview or a pin changes nothing', async () => {
    const { discord, openai, ann, dm, shown } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const message = discord.say(dm, ann, 'See https://example.com');
    await shown(['Answer 0.']);
    discord.preview(message);
    discord.preview(message, true);
    discord.pin(message);
    discord.edit(message, 'See https://example.com');
    await quiet(300);
    expect(openai.requests).toHaveLength(1);
  });
});

describe('a deleted prompt', () => {
  it('takes its answer along, and its turn out of context', async () => {
    const { discord, openai, ann, dm, shown, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const first = discord.say(dm, ann, 'My number is 4711');
    await shown(['Answer 0.']);
    discord.say(dm, ann, 'And now?');
    await shown(['Answer 0.', 'Answer 1.']);
    discord.erase(first);
    await shown(['Answer 1.']);
    discord.say(dm, ann, 'What was it?');
    await shown(['Answer 1.', 'Answer 2.']);
    expect(heard(2)).not.toContain('4711');
    expect(heard(2)).toContain('And now?');
  });

  it('that is being answered again goes at once', async () => {
    const { discord, openai, ann, dm, shown, texts, last } = await openDiscord();
    openai.script((_, at) => (at === 1 ? slow : `Answer ${at}.`));
    const message = discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    discord.press(last(), ann, '↻ Again');
    await discord.waitFor(() => texts()[0]?.startsWith('word'));
    discord.erase(message);
    await shown([]);
  });

  it('that was asked once more takes its answer along', async () => {
    const { discord, openai, ann, dm, shown, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const message = discord.say(dm, ann, 'My number is 4711');
    await shown(['Answer 0.']);
    discord.say(dm, ann, '/retry');
    await shown(['Answer 1.']);
    discord.erase(message);
    await shown([]);
    discord.say(dm, ann, 'What was it?');
    await shown(['Answer 2.']);
    expect(heard(2)).not.toContain('4711');
  });

  it('goes however many went at once, and nobody is told that this was a lot', async () => {
    const limits = { REQUESTS_PER_MINUTE: '4', CHAT_QUEUE_LIMIT: '1' };
    const { discord, openai, ann, dm, shown, texts, heard } = await openDiscord({ env: limits });
    openai.script((_, at) => `Answer ${at}.`);
    const said: SimMessage[] = [];
    for (const at of [0, 1, 2]) {
      said.push(discord.say(dm, ann, `Secret ${at}`));
      await discord.waitFor(() => texts().length === at + 1);
      await quiet();
    }
    discord.purge(said);
    await discord.waitFor(() => texts().length === 0, 10_000).catch(() => undefined);
    await shown([]);
    discord.say(dm, ann, 'What is left?');
    await shown(['Answer 3.']);
    expect(heard(3)).not.toContain('Secret');
  }, 20_000);

  it('while it is answered: the answer goes, and the next one is not held up', async () => {
    const { discord, openai, ann, dm, shown, texts, heard } = await openDiscord();
    openai.script((_, at) => (at === 0 ? slow : 'Next.'));
    const message = discord.say(dm, ann, 'Never mind');
    await discord.waitFor(() => texts()[0]?.startsWith('word'), 5000);
    discord.erase(message);
    await shown([]);
    discord.say(dm, ann, 'Hello');
    await shown(['Next.']);
    expect(heard(1)).not.toContain('Never mind');
  });
});

it('a question deleted while nobody knows that its first words were taken leaves nothing behind', async () => {
  const { discord, openai, ann, dm, mine, shown } = await openDiscord();
  openai.script([slow]);
  discord.rule({ match: creates, times: 1, drop: 'after' });
  const message = discord.say(dm, ann, 'Tell me');
  await discord.waitFor(() => mine().length === 1);
  discord.erase(message);
  await shown([]);
  expect(openai.requests).toHaveLength(1);
});

describe('a reply to an older answer', () => {
  it('branches there', async () => {
    const { discord, openai, ann, dm, shown, mine, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    for (const [at, text] of ['alpha', 'beta', 'gamma'].entries()) {
      discord.say(dm, ann, text);
      await shown(Array.from({ length: at + 1 }, (_, n) => `Answer ${n}.`));
    }
    discord.say(dm, ann, 'delta', { replyTo: mine()[0] ?? { id: '' } });
    await discord.waitFor(() => openai.requests.length === 4);
    expect(heard(3)).toMatch(/alpha.*Answer 0\..*delta/s);
    expect(heard(3)).not.toMatch(/beta|gamma/);
    await shown(['Answer 0.', 'Answer 1.', 'Answer 2.', 'Answer 3.']);
    discord.say(dm, ann, 'epsilon');
    await discord.waitFor(() => openai.requests.length === 5);
    expect(heard(4)).toMatch(/alpha.*delta.*epsilon/s);
    expect(heard(4)).not.toContain('beta');
  });

  it('of a message the bot never saw is only quoted', async () => {
    const { discord, openai, ann, dm, shown, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const old = discord.say(dm, discord.bot, 'From before the bot’s time');
    discord.say(dm, ann, 'What did you mean?', { replyTo: old });
    await discord.waitFor(() => openai.requests.length === 1);
    expect(heard(0)).toContain('before the bot');
    await shown(['From before the bot’s time', 'Answer 0.']);
  });
});

describe('menus', () => {
  it('/new of which nothing could be shown has not begun anything', async () => {
    const { discord, ann, dm, openai, texts, heard } = await openDiscord();
    discord.say(dm, ann, 'Hi');
    await discord.waitFor(() => texts().length === 1);
    const open = discord.fail('POST', '/channels/:c/messages', { status: 403, code: 50_007, message: 'Not this user' });
    discord.say(dm, ann, '/new');
    await vi.waitFor(() => expect(house.log.lines.at(-1)?.message).toContain('could not be shown'));
    open();
    discord.say(dm, ann, 'And?');
    await openai.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).toContain('Hi');
  });

  async function openMenus(env: Record<string, string> = {}) {
    const opened = await openDiscord({ env: { MODELS_OFFERED: 'gpt-5.4,gpt-5.4-mini', ...env } });
    await opened.discord.waitFor(() => opened.discord.commands().length > 0, 5000);
    return opened;
  }

  /** The answer to a command, once there is one. */
  function answered(used: { messages(): SimMessage[] }): Promise<SimMessage> {
    return house.discord.waitFor(() => used.messages().find(({ content }) => content !== ''));
  }

  it('/chats switches, and renames by a form', async () => {
    const { discord, openai, ann, dm, mine, heard } = await openMenus();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'About trains');
    await discord.waitFor(() => mine().length === 1);
    await answered(discord.interact(dm, ann, { name: 'new', options: { title: 'Ships' } }));
    const menu = await answered(discord.interact(dm, ann, { name: 'chats' }));
    expect(menu.content).toContain('Ships');
    discord.press(menu, ann, '2');
    await discord.waitFor(() => menu.content.includes('Back in'));
    const opened = discord.press(menu, ann, '✎ Rename');
    const form = await discord.waitFor(() => opened.form());
    expect(form).toMatchObject({ title: menu.content.split('\n')[0]?.replaceAll('*', ''), label: '✎ Rename' });
    discord.submit(opened, 'Railways');
    await discord.waitFor(() => menu.content.includes('is called **Railways** now'));
    discord.say(dm, ann, 'Where were we?');
    await discord.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).toContain('trains');
  });

  it('/chats leads back after a long silence, too', async () => {
    const { discord, openai, ann, dm, mine, heard } = await openMenus({ CONVERSATION_IDLE: '1' });
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'About trains');
    await discord.waitFor(() => mine().length === 1);
    await answered(discord.interact(dm, ann, { name: 'new', options: { title: 'Ships' } }));
    await quiet(1200);
    const menu = await answered(discord.interact(dm, ann, { name: 'chats' }));
    discord.press(menu, ann, '2');
    await discord.waitFor(() => menu.content.includes('Back in'));
    await quiet();
    discord.say(dm, ann, 'Where were we?');
    await discord.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).toContain('trains');
  });

  it('what waits while another conversation is chosen is asked where it was written', async () => {
    const { discord, openai, ann, dm, mine, heard } = await openMenus();
    openai.script((_, at) => (at === 2 ? { text: 'Answer 2.', firstTokenMs: 1000 } : `Answer ${at}.`));
    discord.say(dm, ann, 'About trains');
    await discord.waitFor(() => mine().length === 1);
    await answered(discord.interact(dm, ann, { name: 'new' }));
    discord.say(dm, ann, 'About ships');
    await discord.waitFor(() => mine().length === 3);
    const menu = await answered(discord.interact(dm, ann, { name: 'chats' }));
    await quiet();
    discord.say(dm, ann, 'How fast?');
    discord.say(dm, ann, 'And how long?');
    await openai.waitFor(() => openai.requests.length === 3);
    const used = discord.press(menu, ann, '2');
    await discord.waitFor(() => used.state() !== 'pending');
    expect(openai.requests).toHaveLength(3);
    await discord.waitFor(() => menu.content.includes('Back in'));
    expect(heard(3)).toMatch(/ships.*How fast.*how long/s);
    discord.say(dm, ann, 'And now?');
    await openai.waitFor(() => openai.requests.length === 5);
    expect(heard(4)).not.toMatch(/ships|How fast/);
  });

  it('"Yes, delete it" pressed twice deletes once, and says so', async () => {
    const { discord, openai, ann, dm, mine } = await openMenus();
    openai.script(() => 'Yes.');
    discord.say(dm, ann, 'About trains');
    await discord.waitFor(() => mine().length === 1);
    const menu = await answered(discord.interact(dm, ann, { name: 'chats', options: { delete: '1' } }));
    await quiet();
    for (let at = 0; at < 2; at += 1) discord.press(menu, ann, 'Yes, delete it');
    await discord.waitFor(() => menu.content.includes('is deleted'));
    await quiet(500);
    expect(menu.content).toContain('is deleted');
  });

  it('autocompletion offers models and conversations, and a chosen model answers', async () => {
    const { discord, openai, ann, dm, mine } = await openMenus();
    openai.script(() => 'Yes.');
    const typing = discord.complete(dm, ann, { name: 'model', options: { tier: 'mini' }, focused: 'tier' });
    const choices = await discord.waitFor(() => typing.choices());
    expect(choices).toEqual([{ name: 'gpt-5.4-mini', value: 'gpt-5.4-mini' }]);
    const used = discord.interact(dm, ann, { name: 'model', options: { tier: 'gpt-5.4-mini' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('From now on'));
    discord.say(dm, ann, 'Hi');
    await discord.waitFor(() => mine().some(({ content }) => content === 'Yes.'));
    expect(openai.requests[0]?.body['model']).toBe('gpt-5.4-mini');
  });

  it('autocompletion offers the conversations of the history there is: one a member', async () => {
    const { discord, openai, ann } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script(() => 'Yes.');
    await answered(discord.interact(channel, ann, { name: 'settings', options: { history: 'member' } }));
    await quiet();
    await answered(discord.interact(channel, ann, { name: 'new', options: { title: 'Ships' } }));
    await quiet();
    const typing = discord.complete(channel, ann, { name: 'chats', options: { switch: '' }, focused: 'switch' });
    const choices = await discord.waitFor(() => typing.choices());
    expect(choices.map(({ name }) => name)).toContain('Ships');
  });

  it('/settings of a channel hold in its threads: one history for all, one language', async () => {
    const { discord, openai, ann, mine, heard } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    const thread = discord.thread(channel, { name: 'talk' });
    openai.script((_, at) => `Answer ${at}.`);
    await answered(discord.interact(channel, ann, { name: 'settings', options: { history: 'group' } }));
    await quiet();
    await answered(discord.interact(thread, ann, { name: 'settings', options: { language: 'es' } }));
    await quiet();
    discord.say(channel, ann, `<@${discord.bot.id}> My number is 4711`);
    await discord.waitFor(() => mine(channel).length === 1);
    await quiet();
    discord.say(thread, ann, `<@${discord.bot.id}> What was it?`);
    await discord.waitFor(() => mine(thread).length === 1);
    expect(heard(1)).toContain('4711');
    await quiet();
    const [answer] = mine(thread);
    expect(answer?.buttons.flat().map(({ label }) => label)).toContain('✕ Borrar');
    if (answer) discord.press(answer, ann, '↻ Otra vez');
    await discord.waitFor(() => answer?.buttons.length === 2);
    expect(answer?.buttons.flat().map(({ label }) => label)).toContain('✕ Borrar');
  });

  it('/context, /chats and /new, private: are about what only the asker sees', async () => {
    const { discord, openai, ann } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script((_, at) => `Answer ${at}.`);
    const ask = (prompt: string) =>
      answered(discord.interact(channel, ann, { name: 'ask', options: { prompt, private: true } }));
    await ask('My number is 4711');
    await quiet();
    const open = await answered(discord.interact(channel, ann, { name: 'context' }));
    expect(open.content).not.toContain('4711');
    const apart = await answered(discord.interact(channel, ann, { name: 'context', options: { private: true } }));
    expect(apart.content).toContain('4711');
    const fresh = discord.interact(channel, ann, { name: 'new', options: { private: true } });
    await answered(fresh);
    expect(fresh.ephemeral()).toBe(true);
    await quiet();
    await ask('What was it?');
    expect(JSON.stringify(openai.requests.at(-1)?.body['input'])).not.toContain('4711');
    const menu = await answered(discord.interact(channel, ann, { name: 'chats', options: { private: true } }));
    expect(menu.content).toContain('My number is 4711');
  });

  it('in a direct chat, too, private: is a conversation of its own', async () => {
    const { discord, openai, ann, dm } = await openMenus();
    openai.script((_, at) => `Answer ${at}.`);
    const heard = () => JSON.stringify(openai.requests.at(-1)?.body['input']);
    const ask = (prompt: string) =>
      answered(discord.interact(dm, ann, { name: 'ask', options: { prompt, private: true } }));
    await ask('My number is 4711');
    await quiet();
    discord.say(dm, ann, 'What was it?');
    await openai.waitFor(() => openai.requests.length === 2);
    expect(heard()).not.toContain('4711');
    await ask('And what was it?');
    expect(heard()).toContain('4711');
  });

  it('a slash command that cannot be a reply says how it is done here', async () => {
    const { discord, ann, dm } = await openDiscord();
    const named = (name: string) => discord.commands().find((command) => command.name === name)?.description;
    await discord.waitFor(() => named('delete') !== undefined, 5000);
    expect(named('delete')).toContain('that mentions me');
    for (const [name, way, wrong] of [
      ['delete', 'Press ✕ Delete under the answer', 'Reply with'],
      ['translate', 'Apps → Translate', 'Reply to a message'],
      ['summarise', 'Apps → Summarise from here', 'Reply to a message'],
      ['settings', '`temperature: 0.7`', 'temperature=0.7'],
    ] as const) {
      const used = discord.interact(dm, ann, { name });
      await discord.waitFor(() => used.messages()[0]?.content, 5000);
      expect(used.messages()[0]?.content).toContain(way);
      expect(used.messages()[0]?.content).not.toContain(wrong);
    }
  });

  it('/why does not wait for an answer that does not come', async () => {
    const { discord, openai, ann, mine } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script(() => ({ text: 'never', firstTokenMs: 3000 }));
    discord.say(channel, ann, `<@${discord.bot.id}> Hi`);
    await openai.waitFor(() => openai.requests.length === 1);
    const why = discord.interact(channel, ann, { name: 'why' });
    await answered(why);
    expect(mine(channel).filter(({ flags }) => !(flags & 64))).toEqual([]);
  });

  it('/settings, /context and /why are for the asker alone, and pressed on after a restart', async () => {
    const { discord, openai, ann, mine } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(channel, ann, `<@${discord.bot.id}> My number is 4711`);
    await discord.waitFor(() => mine(channel).length === 1);
    const settings = discord.interact(channel, ann, { name: 'settings' });
    const why = discord.interact(channel, ann, { name: 'why' });
    const context = discord.interact(channel, ann, { name: 'context' });
    const menus = [settings, why, context];
    for (const each of menus) await answered(each);
    expect(menus.map((each) => each.ephemeral())).toEqual([true, true, true]);
    expect(why.messages()[0]?.content).toContain('I answer here');
    expect(context.messages()[0]?.content).toContain('4711');
    await house.restart();
    await discord.waitFor(() => discord.online() === 1, 10_000);
    const [shown] = context.messages();
    if (!shown) throw new Error('no menu');
    discord.press(shown, ann, '✕ 1');
    await discord.waitFor(() => shown.content.includes('(left out)'));
    await quiet();
    discord.say(channel, ann, `<@${discord.bot.id}> What was it?`);
    await discord.waitFor(() => openai.requests.length === 2);
    expect(JSON.stringify(openai.requests[1]?.body['input'])).not.toContain('4711');
  });

  it('a message’s own menu: ask about it, translate it, sum up from it, for the asker alone', async () => {
    const { discord, openai, ann } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    const bob = discord.user({ username: 'bob' });
    openai.script((_, at) => `Answer ${at}.`);
    const message = discord.say(channel, bob, 'Das Schiff fährt um acht.');
    discord.say(channel, bob, 'Und zurück um neun.');
    const translated = discord.pick(message, ann, 'Translate');
    await discord.waitFor(() => translated.messages()[0]?.content.includes('Answer 0.'));
    expect(translated.ephemeral()).toBe(true);
    expect(JSON.stringify(openai.requests[0]?.body['input'])).toContain('Das Schiff');
    const summed = discord.pick(message, ann, 'Summarise from here');
    await discord.waitFor(() => summed.messages()[0]?.content.includes('Answer 1.'));
    expect(JSON.stringify(openai.requests[1]?.body['input'])).toMatch(/Das Schiff.*Und zur/s);
    const asking = discord.pick(message, ann, 'Ask about this');
    await discord.waitFor(() => asking.form());
    const asked = discord.submit(asking, 'When does it leave?');
    await discord.waitFor(() => asked.messages()[0]?.content.includes('Answer 2.'));
    expect(JSON.stringify(openai.requests[2]?.body['input'])).toMatch(/Das Schiff.*When does it leave/s);
    expect(
      discord.messages(channel).filter(({ author, flags }) => author.id === discord.bot.id && !(flags & 64)),
    ).toEqual([]);
  });

  it('a form about a message that is gone after a restart asks nothing, and says so below the words', async () => {
    const { discord, openai, ann } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script(() => 'Yes.');
    const message = discord.say(channel, ann, 'The ship leaves at eight.');
    const asking = discord.pick(message, ann, 'Ask about this');
    await discord.waitFor(() => asking.form());
    await house.restart();
    await discord.waitFor(() => discord.online() === 1, 10_000);
    discord.erase(message);
    const sent = discord.submit(asking, 'From which pier?');
    const { content } = await answered(sent);
    expect(content).toMatch(/^> From which pier\?\s+I can't read the message this was about any more/);
    expect(sent.ephemeral()).toBe(true);
    expect(openai.requests).toEqual([]);
  });

  it('what is asked about an answer in private stays out of the conversation that all see', async () => {
    const { discord, openai, ann } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(channel, ann, `<@${discord.bot.id}> Where is Lima?`);
    await discord.waitFor(() => discord.messages(channel).at(-1)?.content === 'Answer 0.');
    await quiet();
    const [answer] = discord.messages(channel).slice(-1);
    if (!answer) throw new Error('no answer');
    const asking = discord.pick(answer, ann, 'Ask about this');
    await discord.waitFor(() => asking.form());
    const asked = discord.submit(asking, 'Could I hide there?');
    await discord.waitFor(() => asked.messages()[0]?.content.includes('Answer 1.'));
    discord.say(channel, ann, `<@${discord.bot.id}> Thanks`);
    await discord.waitFor(() => openai.requests.length === 3);
    expect(JSON.stringify(openai.requests[1]?.body['input'])).toMatch(/Answer 0.*Could I hide/s);
    expect(JSON.stringify(openai.requests[2]?.body['input'])).not.toContain('Could I hide');
  });

  it('speak the language of whoever asks: English, Chinese and Spanish in one server', async () => {
    const { discord } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    const said: string[] = [];
    for (const locale of ['en-US', 'zh-CN', 'es-ES', 'de']) {
      const used = discord.interact(channel, discord.user({ username: `u${locale}`, locale }), { name: 'why' });
      said.push((await answered(used)).content);
    }
    expect(said.map((text) => text.split('\n')[0])).toEqual([
      "**I answer here.** There's nothing to change.",
      '**我会在这里回答**。不需要改动什么。',
      '**Aquí respondo.** No hay nada que cambiar.',
      "**I answer here.** There's nothing to change.",
    ]);
  });
});
