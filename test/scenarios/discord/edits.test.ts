import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Seams } from '../../../src/composition/seams.ts';
import { changed as withChanges } from '../../support/steps.ts';
import { creates, openDiscord, slow } from './open.ts';

it('a message that is meant for the bot only once it is edited is answered, and taken away like any other', async () => {
  const { bot, discord, openai, ann, shown } = await openDiscord();
  openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.replace(/^<speaker.*\n/, '')}`);
  const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'talk' });
  const message = discord.say(channel, ann, 'What is it?');
  await bot.idle();
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
    const { bot, discord, openai, ann, texts, shown } = await openDiscord();
    openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.replace(/^<speaker.*\n/, '')}`);
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'talk' });
    const name = `<@${discord.bot.id}>`;
    const message = discord.say(channel, ann, `${name} ${before}`);
    await discord.waitFor(() => texts(channel).length === 1);
    await bot.idle();
    discord.edit(message, `${name} ${before}`);
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
    discord.edit(message, `${name} ${after}`);
    await shown([answer], channel);
    discord.edit(message, `${name} And now?`);
    await shown(['Re: And now?'], channel);
  });

  it('a picture goes for the answer to a question, though that is not taken at the first try', async () => {
    const { bot, discord, openai, ann, dm, mine, shown } = await openDiscord();
    openai.script(() => 'Four.');
    const message = discord.say(dm, ann, '/image a red cat');
    await discord.waitFor(() => mine().some(({ attachments }) => attachments.length > 0));
    await bot.idle();
    discord.rule({ match: creates, times: 1, reply: { status: 503, body: {} } });
    discord.edit(message, 'Two and two?');
    await shown(['Four.']);
    expect(mine()[0]?.attachments).toEqual([]);
  });

  it('that was drawn leaves no picture in the store once it is drawn anew, or deleted', async () => {
    const { bot, discord, ann, dm, mine } = await openDiscord();
    const stored = () => readdirSync(`${bot.store}.blobs`);
    const message = discord.say(dm, ann, '/image a red cat');
    await discord.waitFor(() => mine().some(({ content }) => content === 'a red cat'));
    await bot.idle();
    const [red] = stored();
    discord.edit(message, '/image a blue cat');
    await discord.waitFor(() => mine().some(({ content }) => content === 'a blue cat'));
    await bot.idle();
    expect(stored()).toHaveLength(1);
    expect(stored()).not.toContain(red);
    discord.erase(message);
    await discord.waitFor(() => mine().length === 0);
    await bot.idle();
    expect(stored()).toEqual([]);
  });

  it('taken away before it is answered, gets no answer', async () => {
    const { bot, discord, openai, ann, dm, texts, shown } = await openDiscord();
    openai.script(() => ({ text: 'Late.', firstTokenMs: 400 }));
    const message = discord.say(dm, ann, '/aks why');
    await discord.waitFor(() => texts().length === 1);
    await bot.idle();
    discord.edit(message, '/ask why');
    await discord.waitFor(() => openai.requests.length === 1);
    discord.erase(message);
    await shown([]);
    await bot.idle();
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
    const { discord, openai, ann, dm, texts, shown } = await openDiscord({ settings: { REQUESTS_PER_MINUTE: '1' } });
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
              const finalize = async (...args: Parameters<typeof claim.finalize>) => {
                settling.resolve();
                await changed.promise;
                return claim.finalize(...args);
              };
              return handler(withChanges(claim, { finalize }));
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
    const { bot, discord, openai, ann, dm, shown } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const message = discord.say(dm, ann, 'See https://example.com');
    await shown(['Answer 0.']);
    discord.preview(message);
    discord.preview(message, true);
    discord.pin(message);
    discord.edit(message, 'See https://example.com');
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
  });
});
