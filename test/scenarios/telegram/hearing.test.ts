import { describe, expect, it } from 'vitest';
import { messagesIn } from '../../simulator/openai/heard.ts';
import { openTelegram } from './open.ts';

const settings = { OPENAI_TRANSCRIPTION_MODEL: 'gpt-transcribe' };

describe('what people say', () => {
  it('is heard, answered as their words, and paid for once', async () => {
    const { telegram, ann, chat, openai, shown } = await openTelegram({ settings });
    openai.scriptMedia({ hear: () => 'what does a mole eat' });
    openai.script(['Worms.', 'Many.']);
    telegram.say(chat, ann, '', { voice: true });
    await shown(['Worms.']);
    telegram.say(chat, ann, 'How many?');
    await shown(['Worms.', 'Many.']);
    const asked = openai.requests.filter(({ path }) => path.endsWith('/responses'));
    expect(messagesIn(asked[0]).at(-1)?.text).toBe('[Said in the voice message:]\nwhat does a mole eat');
    expect(messagesIn(asked[1])[0]?.text).toContain('what does a mole eat');
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
