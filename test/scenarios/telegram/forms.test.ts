import { describe, expect, it } from 'vitest';
import { LONG, openFormCommand } from '../../support/form-command.ts';
import { openTelegram } from './open.ts';

/** Ann's chat, in which she has asked for the form and replies to its questions. */
async function openForm() {
  const { seams, given } = openFormCommand();
  const opened = await openTelegram({ seams });
  const { bot, telegram, ann, chat, mine, texts } = opened;
  const last = () => {
    const message = mine().at(-1);
    if (!message) throw new Error('nothing was said');
    return message;
  };
  /** Replies to a question, the last one if no other is named; resolves with what the bot says then. */
  const answer = async (text: string, to = last().id) => {
    const before = mine().length;
    const said = telegram.say(chat, ann, text, { replyTo: to });
    await telegram.waitFor(() => mine().length > before);
    await bot.idle();
    return { said, text: last().text };
  };
  telegram.say(chat, ann, '/new');
  await telegram.waitFor(() => texts().length === 1);
  await bot.idle();
  return { ...opened, given, last, answer };
}

describe('a form with several fields', () => {
  it('is asked field by field, and its command gets all of them', async () => {
    const { openai, given, texts, last, answer } = await openForm();
    expect(last()).toMatchObject({ form: true });
    expect(texts()[0]).toBe(
      'New persona · 1/5\n\nName: What it is called\n\nSend it as a reply to this message. /cancel ends this.',
    );
    expect((await answer('Rex')).text).toBe(
      'New persona · 2/5\n\nDescription\n\na dog\n\nSend it as a reply to this message. ' +
        '/skip keeps it as it is, /empty leaves it out. /cancel ends this.',
    );
    expect((await answer('/skip')).text).toContain('3/5');
    expect((await answer('/empty')).text).toContain('/skip leaves it out.');
    expect((await answer('Hi\n- there')).text).toContain('5/5');
    await answer('/SKIP');
    const expected = { title: 'Rex', about: 'a dog', system: '', greeting: 'Hi\n- there', starters: '' };
    expect(given).toEqual([expected]);
    expect(openai.requests).toEqual([]);
  });

  it('goes on after a restart, with what was given', async () => {
    const { bot, given, answer } = await openForm();
    await answer('Rex');
    await answer('a cat');
    await bot.restart();
    await answer('/skip');
    await answer('Hi');
    await bot.restart();
    await answer('One?\nTwo?');
    const expected = { title: 'Rex', about: 'a cat', system: LONG, greeting: 'Hi', starters: 'One?\nTwo?' };
    expect(given).toEqual([expected]);
  });

  it('asks again where a reply is nothing that it could take, and loses nothing', async () => {
    const { bot, telegram, ann, chat, texts, last, answer } = await openForm();
    expect((await answer('x'.repeat(21))).text).toMatch(/^title is too long: at most 20 characters\.\n\n.*1\/5/);
    expect((await answer('/skip')).text).toMatch(/^This one can't be left out\.\n\n.*1\/5/);
    telegram.say(chat, ann, '', { photo: true, replyTo: last().id });
    await telegram.waitFor(() => texts().length === 4);
    await bot.idle();
    expect(texts()[3]).toMatch(/^Your reply has no text, and I need some here\.\n\n.*1\/5/);
    expect((await answer('Rex')).text).toContain('2/5');
    for (const word of ['/skip', '/skip', '/skip']) await answer(word);
    expect((await answer('y'.repeat(4000))).text).toBe('Made 1');
  });

  it('takes another answer to an earlier question, also by an edit of the first one', async () => {
    const { bot, telegram, given, mine, texts, answer } = await openForm();
    const [question] = mine();
    const { said } = await answer('Rex');
    await answer('a cat');
    const changed = await answer('Max', question?.id);
    expect(changed.text).toMatch(/^I changed Name\. This question is still open:\n\n.*3\/5/);
    telegram.edit(said, 'Bello');
    await telegram.waitFor(() => texts().length === 5);
    await bot.idle();
    expect(texts()[4]).toMatch(/^I changed Name\..*3\/5/s);
    // The same words again change nothing.
    telegram.edit(said, 'Bello ');
    await bot.idle();
    expect(texts()).toHaveLength(5);
    // What was asked before that was asked again below.
    for (const word of ['/skip', '/skip']) await answer(word);
    await answer('/skip');
    expect(given).toMatchObject([{ title: 'Bello', about: 'a cat' }]);
  });

  it('takes a reply once more that was edited because it was too long', async () => {
    const { bot, telegram, texts, answer } = await openForm();
    const { said } = await answer('x'.repeat(21));
    telegram.edit(said, 'Rex');
    await telegram.waitFor(() => texts().at(-1)?.includes('2/5'));
    await bot.idle();
    expect(texts()).toHaveLength(3);
  });

  it('takes a long text that the client had split', async () => {
    const { bot, telegram, openai, ann, chat, given, texts, last, answer } = await openForm();
    await answer('Rex');
    await answer('/skip');
    const [first, rest] = ['a'.repeat(4096), 'b'.repeat(100)];
    telegram.say(chat, ann, first, { replyTo: last().id });
    telegram.say(chat, ann, rest);
    await telegram.waitFor(() => texts().at(-1)?.includes('4/5'), 6000);
    await bot.idle();
    await answer('/skip');
    await answer('/skip');
    expect(given).toMatchObject([{ system: `${first}${rest}` }]);
    expect(openai.requests).toEqual([]);
  });

  it('is cancelled, and says so to whoever replies later', async () => {
    const { bot, telegram, openai, ann, chat, given, mine, texts, last, answer } = await openForm();
    const [question] = mine();
    await answer('Rex');
    expect((await answer('/cancel')).text).toBe('Cancelled: nothing was changed.');
    expect(last()).toMatchObject({ form: false });
    expect((await answer('Max', question?.id)).text).toBe('This was cancelled. To begin again: /new');
    telegram.say(chat, ann, '/skip');
    await telegram.waitFor(() => texts().at(-1)?.startsWith('Send /skip as a reply'));
    await bot.idle();
    expect(openai.requests).toEqual([]);
    expect(given).toEqual([]);
  });

  it('is one person’s in a group', async () => {
    const { bot, telegram, openai, ann, group, texts } = await openTelegram({ seams: openFormCommand().seams });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script(() => 'Nice name.');
    telegram.say(group, ann, `/new@${telegram.bot.username}`);
    await telegram.waitFor(() => texts(group).length === 1);
    await bot.idle();
    const [question] = telegram.messages(group).filter(({ mine }) => mine);
    telegram.say(group, bob, 'Bob', { replyTo: question?.id ?? 0 });
    await telegram.waitFor(() => texts(group).length === 2);
    expect(texts(group)[1]).toBe('Nice name.');
    telegram.say(group, ann, `/skip@${telegram.bot.username}`, { replyTo: question?.id ?? 0 });
    await telegram.waitFor(() => texts(group).length === 3);
    expect(texts(group)[2]).toMatch(/^This one can't be left out/);
    telegram.say(group, ann, 'Rex', { replyTo: question?.id ?? 0 });
    await telegram.waitFor(() => texts(group).length === 4);
    expect(texts(group)[3]).toContain('2/5');
  });
});
