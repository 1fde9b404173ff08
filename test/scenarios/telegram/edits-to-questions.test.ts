import { describe, expect, it } from 'vitest';
import { openTelegram, slow } from './open.ts';

describe('a message that is meant for the bot only once it is edited', () => {
  async function passedOver({ ageS = 0, now = Date.now }: { ageS?: number; now?: () => number } = {}) {
    const opened = await openTelegram({ telegram: { privacy: false, clock: { now } } });
    const { telegram, openai, ann } = opened;
    openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.replace(/^<speaker.*\n/, '')}`);
    const group = telegram.group({ title: 'Town' });
    telegram.join(group, ann);
    const message = telegram.say(group, ann, 'What is it?');
    message.date -= ageS;
    await opened.bot.idle();
    return { ...opened, group, message, name: `@${telegram.bot.username}` };
  }

  it('is answered like one said now, once, and edited like any other', async () => {
    const { telegram, openai, ann, group, message, name, shown } = await passedOver();
    telegram.edit(message, 'What is that?');
    await shown([], group);
    telegram.edit(message, `${name} What is that?`);
    await shown(['Re: What is that?'], group);
    telegram.edit(message, `What is that, ${name}?`);
    await shown([expect.stringMatching(/^Re: What is that, @parley_bot\?$/) as never], group);
    telegram.say(group, ann, `${name} next`);
    await telegram.waitFor(() => openai.requests.length === 3);
  });

  it('long after it was said, is left alone', async () => {
    const { telegram, openai, group, message, name, shown } = await passedOver({ ageS: 16 * 60 });
    telegram.edit(message, `${name} What is that?`);
    await shown([], group);
    expect(openai.requests).toHaveLength(0);
  });

  it('is answered however wrong our clock is', async () => {
    const now = () => Date.now() - 3_600_000;
    const { telegram, group, message, name, shown } = await passedOver({ now });
    // Once a poll is held, what arrives counts as sent now.
    await telegram.waitFor(() => telegram.callsOf('getUpdates').some(({ params }) => Number(params['timeout']) > 0));
    telegram.edit(message, `${name} What is that?`);
    await shown(['Re: What is that?'], group);
  });
});

describe('an edited message that gave no question', () => {
  it.each([
    ['the bot’s name alone', '', 'What is it?', 'Re: What is it?'],
    ['a command with a slip', '/aks why', '/ask why', 'Re: why'],
    ['a command without its words', '/translate', '/ask why', 'Re: why'],
  ])('is answered in the place of what it was answered: %s', async (_, before, after, answer) => {
    const { bot, telegram, openai, ann, texts, shown } = await openTelegram();
    openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.replace(/^<speaker.*\n/, '')}`);
    const group = telegram.group({ title: 'Town' });
    telegram.join(group, ann);
    const name = `@${telegram.bot.username}`;
    const message = telegram.say(group, ann, `${name} ${before}`);
    await telegram.waitFor(() => texts(group).length === 1);
    await bot.idle();
    telegram.edit(message, `${name} ${before}`);
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
    telegram.edit(message, `${name} ${after}`);
    await shown([answer], group);
    telegram.edit(message, `${name} ${after}`);
    await shown([answer], group);
    expect(openai.requests).toHaveLength(1);
    // From here on it is a question like any other, in the conversation and when it is edited.
    telegram.edit(message, `${name} And now?`);
    await shown(['Re: And now?'], group);
    telegram.say(group, ann, `${name} next`);
    await shown(['Re: And now?', expect.stringContaining('next') as never], group);
    expect(openai.requests).toHaveLength(3);
  });

  it('/retry edited to a question asks that, and leaves the answer it made where it is', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'One');
    await shown(['Answer 0.']);
    const message = telegram.say(chat, ann, '/retry');
    await shown(['Answer 1.']);
    telegram.edit(message, 'Two');
    await shown(['Answer 1.', 'Answer 2.']);
    expect(heard(2)).toMatch(/One.*Answer 1.*Two/s);
  });

  it('a command edited to /retry: at the bottom, to the question before it', async () => {
    const { telegram, openai, ann, chat, shown, heard, mine } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'One');
    await shown(['Answer 0.']);
    const message = telegram.say(chat, ann, '/continue');
    await shown(['Answer 0.', 'Answer 1.']);
    const help = telegram.say(chat, ann, '/help');
    await telegram.waitFor(() => mine().length === 3);
    telegram.edit(message, '/retry');
    await shown([expect.stringContaining('/ask'), 'Answer 2.'] as never);
    expect(mine()[1]?.id).toBeGreaterThan(help.message_id);
    expect(heard(2)).toContain('One');
  });

  it('the only command edited to /retry: a sentence', async () => {
    const { telegram, ann, chat, shown } = await openTelegram();
    const message = telegram.say(chat, ann, '/translate to=German text=Hello');
    await shown([expect.anything()] as never);
    telegram.edit(message, '/retry');
    await shown([expect.stringContaining('no question to answer again')] as never);
  });

  it('is answered in order, once more for each wording, over a restart', async () => {
    const { bot, telegram, openai, ann, chat, shown, texts } = await openTelegram();
    openai.script(({ messages }) => `Re: ${messages.at(-1)?.text}`);
    const message = telegram.say(chat, ann, '/aks why');
    await telegram.waitFor(() => texts().length === 1);
    const [unknown = ''] = texts();
    await bot.idle();
    await bot.restart();
    telegram.edit(message, '/sak why');
    await telegram.waitFor(() => texts()[0]?.includes('sak'));
    await shown([unknown.replaceAll('aks', 'sak')]);
    telegram.edit(message, 'why');
    await shown(['Re: why']);
  });

  it('while it waits or is worked on: it asks what it says now, once', async () => {
    const { bot, telegram, openai, ann, chat, shown, texts } = await openTelegram();
    openai.script(({ messages }, at) =>
      at === 0 ? { text: 'word '.repeat(20).trim(), tokensPerSecond: 40 } : `Re: ${messages.at(-1)?.text}`,
    );
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    const message = telegram.say(chat, ann, '/aks why');
    await bot.received();
    telegram.edit(message, '/ask why');
    await shown(['word '.repeat(20).trim(), 'Re: why']);
  });

  it('an album whose words are added later is one question', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script(['Three pictures.', 'A cat.']);
    const album = telegram.album(chat, ann, 3);
    await shown(['Three pictures.']);
    telegram.edit(album[1] as never, 'What is it?');
    await shown(['A cat.']);
    expect(heard(1)).toMatch(/What is it\?.*Sent along: picture 1, 2, 3/s);
  });

  it('/translate is made anew in its place in the conversation', async () => {
    const { bot, telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, '/translate Guten Tag');
    await shown(['Answer 0.']);
    telegram.say(chat, ann, 'Thanks');
    await shown(['Answer 0.', 'Answer 1.']);
    telegram.edit(message, '/translate Guten Morgen');
    await shown(['Answer 2.', 'Answer 1.']);
    telegram.say(chat, ann, 'So?');
    await shown(['Answer 2.', 'Answer 1.', 'Answer 3.']);
    expect(heard(3)).toMatch(/Guten Morgen.*Answer 2\..*Thanks.*Answer 1\./s);
    expect(heard(3)).not.toContain('Guten Tag');
    telegram.edit(message, '/help');
    await telegram.waitFor(() => openai.requests.length === 4);
    await bot.idle();
    telegram.say(chat, ann, 'And?');
    await telegram.waitFor(() => openai.requests.length === 5);
    expect(heard(4)).not.toContain('Guten');
  });

  it('/image draws what it says now, and the picture before goes', async () => {
    const { bot, telegram, ann, chat, mine } = await openTelegram();
    const message = telegram.say(chat, ann, '/image a cat');
    await telegram.waitFor(() => mine()[0]?.text === 'a cat');
    await bot.idle();
    telegram.edit(message, '/image a dog');
    await telegram.waitFor(() => mine().length === 1 && mine()[0]?.text === 'a dog');
    await bot.idle();
    expect(mine()).toHaveLength(1);
  });

  it('whose answer was deleted since stays without one', async () => {
    const { telegram, openai, ann, chat, shown, press } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, '/translate Guten Tag');
    await shown(['Answer 0.']);
    press('✕');
    await shown([]);
    telegram.edit(message, '/translate Guten Morgen');
    await shown([]);
  });

  it('edited to /stop ends the answer that is written', async () => {
    const { bot, telegram, openai, ann, chat, texts } = await openTelegram();
    openai.script(() => slow);
    const message = telegram.say(chat, ann, '/sotp');
    await telegram.waitFor(() => texts().length === 1);
    await bot.idle();
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => texts()[1]?.startsWith('word'));
    telegram.edit(message, '/stop');
    await telegram.waitFor(() => texts()[1]?.includes('Stopped.'));
  });
});
