import { describe, expect, it } from 'vitest';
import { mentionsIn } from '../../adapters/telegram/entity-rules.ts';
import { alphabets } from '../../attacks/inputs.ts';
import { openTelegram } from './open.ts';

describe('in a private chat', () => {
  it('a message gets one answer that replies to it', async () => {
    const { bot, telegram, ann, chat, openai } = await openTelegram();
    openai.script(['Hello **Ann**.']);
    const message = telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    await bot.idle();
    const [answer] = telegram.messages(chat).filter(({ mine }) => mine);
    expect(answer).toMatchObject({ text: 'Hello Ann.', replyTo: message.message_id, editCount: 0 });
    expect(answer?.entities).toEqual([{ type: 'bold', offset: 6, length: 3 }]);
    expect(openai.requests).toHaveLength(1);
    expect(openai.requests[0]?.body).toMatchObject({ store: false, stream: true });
  });

  it('an answer that names somebody pings nobody, and says what it said', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Ask **@alice_user**, @bob_b and [me](tg://user?id=77).']);
    telegram.say(chat, ann, 'Whom should I ask?');
    await answers(1);
    await bot.idle();
    const [answer] = telegram.messages(chat).filter(({ mine }) => mine);
    expect(answer?.text).toBe('Ask @alice_user, @bob_b and me (tg://user?id=77).');
    expect(mentionsIn(answer?.text ?? '', answer?.entities ?? [])).toEqual([]);
  });

  it('a follow-up knows the conversation, and /new forgets it', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.script(['First answer.', 'Second answer.', 'Third answer.']);
    telegram.say(chat, ann, 'First question');
    await answers(1);
    telegram.say(chat, ann, 'Second question');
    await answers(2);
    expect(heard(1)).toMatch(/First question.*First answer\..*Second question/s);
    telegram.say(chat, ann, '/new');
    await answers(3);
    telegram.say(chat, ann, 'Third question');
    await answers(4);
    expect(heard(2)).not.toContain('First');
  });

  it('five messages at once are answered in order, each once', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(({ messages }) => `Answer to ${messages.at(-1)?.text}`);
    const asked = ['one', 'two', 'three', 'four', 'five'];
    for (const text of asked) telegram.say(chat, ann, text);
    await answers(5);
    await bot.idle();
    expect(telegram.answers(chat)).toEqual(asked.map((text) => `Answer to ${text}`));
  });

  it('the same update delivered a hundred times is answered once', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'Once.');
    telegram.say(chat, ann, 'Hi');
    await answers(1);
    const [update] = telegram.updates;
    for (let at = 0; at < 100; at += 1) {
      if (update?.message) telegram.push({ message: update.message });
    }
    telegram.say(chat, ann, 'Again');
    await answers(2);
    await bot.idle();
    expect(telegram.answers(chat)).toEqual(['Once.', 'Once.']);
  });

  it('a message delivered again costs nobody a request of their allowance', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram({ settings: { REQUESTS_PER_MINUTE: '2' } });
    openai.script(() => 'Once.');
    telegram.say(chat, ann, 'Hi');
    await answers(1);
    const [update] = telegram.updates;
    // Under a new number each time, one poll after the other: what comes in one batch is put together before.
    for (let at = 0; at < 3; at += 1) {
      if (update?.message) telegram.push({ message: update.message });
      await telegram.waitFor(() => telegram.pending().length === 0);
    }
    telegram.say(chat, ann, 'Again');
    await expect(answers(2)).resolves.toEqual(['Once.', 'Once.']);
  });

  it('a history too long for the model is asked again with less of it', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.script(() => 'Fine.');
    for (const [at, text] of ['alpha', 'beta', 'gamma', 'delta'].entries()) {
      telegram.say(chat, ann, text);
      await answers(at + 1);
    }
    const error = { message: 'no', type: 'invalid_request_error', code: 'context_length_exceeded', param: 'input' };
    openai.fail('/responses', { status: 400, error });
    telegram.say(chat, ann, 'epsilon');
    await expect(answers(5)).resolves.toEqual(Array(5).fill('Fine.'));
    expect(heard(4)).toContain('alpha');
    expect(heard(5)).not.toContain('alpha');
    expect(heard(5)).toMatch(/delta.*epsilon/s);
  });

  it('a slow answer is streamed by edits and ends whole', async () => {
    const { telegram, ann, chat, openai } = await openTelegram();
    const text = 'word '.repeat(40).trim();
    openai.script([{ text, tokensPerSecond: 20 }]);
    telegram.say(chat, ann, 'Slowly');
    const first = await telegram.waitFor(() => telegram.answers(chat)[0]);
    expect(text.startsWith(first.trim())).toBe(true);
    expect(first.length).toBeLessThan(text.length);
    await telegram.waitFor(() => telegram.answers(chat)[0] === text, 8000);
    expect(telegram.answers(chat)).toHaveLength(1);
  });

  it('one slow answer holds up nobody else', async () => {
    const { telegram, ann, chat, openai } = await openTelegram();
    const bob = telegram.user({ first_name: 'Bob' });
    const other = telegram.privateChat(bob);
    openai.script(({ messages }) =>
      messages.at(-1)?.text === 'slow' ? { firstTokenMs: 3000, text: 'late' } : 'quick',
    );
    telegram.say(chat, ann, 'slow');
    telegram.say(other, bob, 'fast');
    await telegram.waitFor(() => telegram.answers(other)[0] === 'quick', 1500);
    expect(telegram.answers(chat)).toEqual([]);
  });

  it('an answer without any words is an error that says so', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script([' \n ']);
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual([expect.stringContaining('empty answer')]);
  });

  it('/retry asks the last question once more, without its first answer', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.script(['Bad answer.', 'Good answer.']);
    telegram.say(chat, ann, 'Question');
    await answers(1);
    telegram.say(chat, ann, '/retry');
    await telegram.waitFor(() => telegram.answers(chat).includes('Good answer.'));
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    expect(heard(1)).toContain('Question');
    expect(heard(1)).not.toContain('Bad answer');
  });

  it('/model and /settings change what the model is asked with, and survive a restart', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram({
      settings: { OPENAI_MODEL: 'gpt-4o', OPENAI_MODEL_ADVANCED: 'gpt-4.1' },
    });
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, '/model advanced');
    telegram.say(chat, ann, '/settings temperature=0.3 max_tokens=500');
    await answers(2);
    await bot.restart();
    telegram.say(chat, ann, 'Hi');
    await answers(3);
    expect(openai.requests[0]?.body).toMatchObject({ model: 'gpt-4.1', temperature: 0.3, max_output_tokens: 500 });
  });

  it('speaks the language of the person', async () => {
    const { telegram, answers } = await openTelegram();
    const li = telegram.user({ first_name: '李', language_code: 'zh-hans' });
    const chat = telegram.privateChat(li);
    telegram.say(chat, li, '/help');
    const [help] = await answers(1, chat);
    expect(help).toContain('提问');
  });

  it('an answer above the limit arrives whole in parts', async () => {
    const { bot, telegram, ann, chat, openai } = await openTelegram();
    const text = Array.from({ length: 2500 }, (_, at) => `w${at}`).join(' ');
    openai.script([text]);
    telegram.say(chat, ann, 'Long please');
    await telegram.waitFor(() => telegram.answers(chat).join(' ').includes('w2499'));
    await bot.idle();
    expect(telegram.answers(chat).join(' ').replace(/\s+/g, ' ')).toBe(text);
    expect(telegram.answers(chat).every(({ length }) => length <= 4096)).toBe(true);
  });

  it('ten messages of Chinese that were pasted at once are answered, and stay in the context', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram({
      settings: { CONTEXT_TOKENS: '100000' },
    });
    openai.script(() => 'Fine.');
    const han = alphabets.find(({ name }) => name.endsWith('han'))?.text(40_960, 1) ?? '';
    telegram.paste(chat, ann, han);
    await answers(1);
    expect(heard(0)).toContain(han);
    for (const [at, text] of ['And now?', 'And then?'].entries()) {
      telegram.say(chat, ann, text);
      await answers(at + 2);
    }
    expect(heard(2)).toContain(han);
  });

  it('what is longer than any question may be gets a sentence, and the next message its answer', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram({ settings: { CONTEXT_TOKENS: '0' } });
    openai.script(() => 'Fine.');
    telegram.paste(chat, ann, 'words '.repeat(30_000).trim());
    telegram.say(chat, ann, 'Hello?');
    const texts = await answers(2);
    await bot.idle();
    expect(texts[0]).toContain('too long');
    expect(texts[1]).toBe('Fine.');
    expect(openai.requests).toHaveLength(1);
  });

  it('an answer survives the deletion of its prompt', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script([{ text: 'Still here.', firstTokenMs: 300 }]);
    telegram.erase(telegram.say(chat, ann, 'Gone soon'));
    await expect(answers(1)).resolves.toEqual(['Still here.']);
  });
});
