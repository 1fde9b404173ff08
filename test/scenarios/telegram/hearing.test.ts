import { describe, expect, it } from 'vitest';
import { messagesIn } from '../../simulator/openai/heard.ts';
import { openTelegram, slow } from './open.ts';

const settings = { OPENAI_TRANSCRIPTION_MODEL: 'gpt-transcribe' };

describe('what people say', () => {
  it('is heard, answered as their words, and paid for once', async () => {
    const { telegram, ann, chat, openai, shown } = await openTelegram({ settings });
    openai.scriptMedia({ hear: () => 'what does a mole eat' });
    openai.script(['Worms.', 'Many.']);
    telegram.say(chat, ann, '', { voice: true });
    await shown(['what does a mole eat\n\nWorms.']);
    telegram.say(chat, ann, 'How many?');
    await shown(['what does a mole eat\n\nWorms.', 'Many.']);
    const asked = openai.requests.filter(({ path }) => path.endsWith('/responses'));
    expect(messagesIn(asked[0]).at(-1)?.text).toBe('[Said in the voice message:]\nwhat does a mole eat');
    expect(messagesIn(asked[1]).map(({ text }) => text)).toEqual([
      '[Said in the voice message:]\nwhat does a mole eat',
      'Worms.',
      'How many?',
    ]);
    expect(openai.requests.filter(({ path }) => path.endsWith('/transcriptions'))).toHaveLength(1);
  });

  it('in a group is heard where it is asked about, and nowhere else', async () => {
    const { bot, telegram, ann, group, openai, answers, mine } = await openTelegram({
      settings,
      telegram: { privacy: false },
    });
    const bob = telegram.user({ first_name: 'Bob' });
    openai.scriptMedia({ hear: () => 'what does a mole eat' });
    openai.script(['Worms.', 'Many.']);
    const listened = () => openai.requests.filter(({ path }) => path.endsWith('/transcriptions')).length;
    const said = telegram.say(group, bob, '', { voice: true });
    telegram.say(group, ann, 'Nice voice', { replyTo: said });
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
    telegram.say(group, ann, '@parley_bot what is the question?', { replyTo: said });
    await answers(1, group);
    const asked = openai.requests.find(({ path }) => path.endsWith('/responses'));
    expect(messagesIn(asked).at(-1)?.text).toMatch(
      /kind="quote" from="Bob">\n\[Said in the voice message:\]\nwhat does/,
    );
    telegram.say(group, bob, '', { voice: true, replyTo: mine(group)[0]?.id ?? 0 });
    await answers(2, group);
    expect(listened()).toBe(2);
  });
});

describe('what was heard', () => {
  async function open(heard: string) {
    const opened = await openTelegram({ settings });
    const { telegram, ann, chat, openai, mine } = opened;
    openai.scriptMedia({ hear: () => heard });
    openai.script((heard, at) => (at === 1 && !JSON.stringify(heard).includes('Translate') ? slow : `Answer ${at}.`));
    telegram.say(chat, ann, '', { voice: true });
    const quotes = () =>
      mine()
        .at(-1)
        ?.entities.map(({ type }) => type);
    return { ...opened, quotes };
  }

  it('stays above each answer to it, as it was said, and goes where the chat does not want it', async () => {
    const { bot, telegram, ann, chat, press, shown, texts, quotes } = await open('*what* does > a <b>mole');
    const said = '*what* does > a <b>mole\n\n';
    await shown([`${said}Answer 0.`]);
    expect(quotes()).toEqual(['expandable_blockquote']);
    press('↻ Again');
    await telegram.waitFor(() => texts()[0]?.startsWith(`${said}word word`));
    press('■ Stop');
    await telegram.waitFor(() => texts()[0]?.includes('Stopped'));
    press('▶ Continue');
    await telegram.waitFor(() => /^word [\s\S]*Answer 2\.$/.test(texts()[0]?.slice(said.length) ?? ''));
    await bot.idle();
    press('◀');
    await shown([`${said}Answer 0.`]);
    telegram.say(chat, ann, '/settings transcripts=hidden');
    await telegram.waitFor(() => texts().length === 2);
    press('▶');
    await telegram.waitFor(() => texts()[0]?.startsWith('word '));
  });

  it('is none of the answer that somebody points at', async () => {
    const { telegram, ann, chat, openai, mine, shown, answers } = await open('moles dig');
    await shown(['moles dig\n\nAnswer 0.']);
    telegram.say(chat, ann, '/translate Spanish', { replyTo: mine()[0]?.id ?? 0 });
    await answers(2);
    const asked = openai.requests.filter(({ path }) => path.endsWith('/responses'));
    expect(messagesIn(asked.at(-1)).at(-1)?.text).toMatch(/kind="your_answer">\nAnswer 0\.\n</);
  });
});

describe('right words for what was heard', () => {
  async function open() {
    const opened = await openTelegram({ settings });
    const { bot, telegram, ann, chat, openai, press, mine, shown } = opened;
    openai.scriptMedia({ hear: () => 'what does a mole eat' });
    const said = telegram.say(chat, ann, 'Tell me', { voice: true });
    const asked = () => openai.requests.filter(({ path }) => path.endsWith('/responses'));
    /** Presses the button, and answers the message that asks for the words. */
    const correct = async (words: string) => {
      press('✎');
      await telegram.waitFor(() => mine().length === 2);
      await bot.idle();
      expect(mine()[1]?.text).toBe(
        'What you said: The right words in place of what I heard\n\nwhat does a mole eat\n\nSend it as a reply to this message.',
      );
      telegram.say(chat, ann, words, { replyTo: mine()[1]?.id ?? 0 });
    };
    return { ...opened, said, asked, correct, shown: (text: string) => shown([text, mine()[1]?.text ?? '']) };
  }

  it('take their place, are answered in the same bubble, and are what is known from then on', async () => {
    const { bot, telegram, ann, chat, openai, mine, answers, said, asked, correct, shown } = await open();
    openai.script((_, at) => `Answer ${at}.`);
    await answers(1);
    await bot.idle();
    await correct('what does a vole eat');
    await shown('what does a vole eat\n\nAnswer 1.');
    expect(messagesIn(asked()[1]).map(({ text }) => text)).toEqual([
      'Tell me\n\n[Said in the voice message:]\nwhat does a vole eat',
    ]);
    telegram.say(chat, ann, 'Are you sure?', { replyTo: said });
    await telegram.waitFor(() => mine().length === 3);
    const heard = JSON.stringify(messagesIn(asked()[2]));
    expect(heard.match(/vole/g)).toHaveLength(2);
    expect(heard).not.toContain('mole');
    expect(openai.requests.filter(({ path }) => path.endsWith('/transcriptions'))).toHaveLength(1);
  });

  it('are not lost where the message is edited while they are answered', async () => {
    const { bot, telegram, openai, answers, said, asked, correct, shown } = await open();
    openai.script((_, at) => (at === 1 ? { text: 'word '.repeat(40), tokensPerSecond: 40 } : `Answer ${at}.`));
    await answers(1);
    await bot.idle();
    await correct('what does a vole eat');
    await telegram.waitFor(() => asked().length === 2);
    // However often: only the last wording is answered behind it.
    for (const words of ['Tell me', 'Tell me more']) {
      telegram.edit(said, `${words}.`);
      await bot.received();
    }
    await shown('what does a vole eat\n\nAnswer 2.');
    expect(messagesIn(asked().at(-1)).at(-1)?.text).toBe(
      'Tell me more.\n\n[Said in the voice message:]\nwhat does a vole eat',
    );
  });
});

describe('files that people send', () => {
  it('are read, and told as material with their names', async () => {
    const { telegram, ann, chat, openai, shown } = await openTelegram();
    openai.script(['About moles.']);
    const bytes = Buffer.from('# Moles\n\nThey dig.\n');
    telegram.say(chat, ann, 'What is it about?', { document: { name: 'moles.md', mime: 'text/markdown', bytes } });
    await shown(['About moles.']);
    expect(messagesIn(openai.requests[0]).at(-1)?.text).toMatch(/kind="file" from="moles.md">[\s\S]*They dig\./);
  });
});
