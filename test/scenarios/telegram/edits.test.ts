import { describe, expect, it } from 'vitest';
import { changed } from '../../support/steps.ts';
import { openTelegram, slow } from './open.ts';

describe('an edited prompt', () => {
  it('gets its answer anew: surplus bubbles go, what came after stays', async () => {
    const { bot, telegram, openai, ann, chat, shown, heard, mine } = await openTelegram();
    const long = Array.from({ length: 900 }, (_, at) => `word${at}`).join(' ');
    openai.script((_, at) => (at === 0 ? long : `Answer ${at}.`));
    const first = telegram.say(chat, ann, 'Teh question');
    await telegram.waitFor(() => mine().length === 2);
    await bot.idle();
    telegram.say(chat, ann, 'Thanks');
    await telegram.waitFor(() => mine().length === 3);
    telegram.edit(first, 'The question');
    await shown(['Answer 2.', 'Answer 1.']);
    telegram.edit(first, 'The question');
    await bot.idle();
    expect(openai.requests).toHaveLength(3);
    telegram.say(chat, ann, 'So?');
    await shown(['Answer 2.', 'Answer 1.', 'Answer 3.']);
    expect(heard(3)).toMatch(/The question.*Answer 2\..*Thanks.*Answer 1\..*So\?/s);
  });

  it('with a longer answer than before: what comes below others is a reply to what it goes on with', async () => {
    const { telegram, openai, ann, chat, shown, mine } = await openTelegram();
    const long = Array.from({ length: 900 }, (_, at) => `word${at}`).join(' ');
    openai.script((_, at) => (at === 2 ? long : `Answer ${at}.`));
    const first = telegram.say(chat, ann, 'Teh question');
    await shown(['Answer 0.']);
    telegram.say(chat, ann, 'Thanks');
    await shown(['Answer 0.', 'Answer 1.']);
    telegram.edit(first, 'The question');
    await telegram.waitFor(() => mine().at(-1)?.text.endsWith('word899'));
    expect(mine().map(({ replyTo }) => replyTo)).toEqual([first.message_id, expect.any(Number), mine()[0]?.id]);
  });

  it('while it is answered: it begins anew in the same bubble', async () => {
    const { telegram, openai, ann, chat, shown, texts } = await openTelegram();
    openai.script((_, at) => (at === 0 ? slow : 'The right one.'));
    const message = telegram.say(chat, ann, 'Teh question');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.edit(message, 'The question');
    await shown(['The right one.']);
  });

  it('edited once more while it is answered anew: that answer begins anew in the same bubble', async () => {
    const { telegram, openai, ann, chat, shown, texts, heard } = await openTelegram();
    openai.script((_, at) => (at === 1 ? slow : `Answer ${at}.`));
    const message = telegram.say(chat, ann, 'one');
    await shown(['Answer 0.']);
    telegram.edit(message, 'two');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.edit(message, 'three');
    await shown(['Answer 2.']);
    expect(heard(2)).toContain('three');
  });

  it('edited back while it is answered anew: the answer is to what it says', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => (at === 1 ? { text: 'To two.', firstTokenMs: 500 } : `Answer ${at}.`));
    const message = telegram.say(chat, ann, 'one');
    await shown(['Answer 0.']);
    telegram.edit(message, 'two');
    await telegram.waitFor(() => openai.requests.length === 2);
    telegram.edit(message, 'one');
    await shown(['Answer 2.']);
    telegram.say(chat, ann, 'next');
    await shown(['Answer 2.', 'Answer 3.']);
    expect(heard(3)).toMatch(/one.*Answer 2\..*next/s);
  });

  it('in the last moment before the bot is ended: it is answered anew after the restart', async () => {
    const { bot, telegram, openai, ann, chat, shown } = await openTelegram({ settings: { SHUTDOWN_GRACE: '0.2' } });
    openai.script([slow, 'To the question.']);
    const message = telegram.say(chat, ann, 'The');
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    const step = Promise.withResolvers<void>();
    telegram.rule({
      match({ path }) {
        const hit = path.endsWith('/editMessageText');
        if (hit) step.resolve();
        return hit;
      },
      times: 1,
      delayMs: 2000,
    });
    // A step of the stream is under way: the answer has ended for the edit, but waits for that call.
    await step.promise;
    telegram.edit(message, 'The question');
    await telegram.waitFor(() => telegram.pending().length === 0);
    await bot.stop();
    expect(openai.requests).toHaveLength(1);
    await bot.restart();
    await shown(['To the question.']);
  });

  it('that was stopped before a restart, and never asked, is asked once it is edited', async () => {
    let claims = 0;
    const { telegram, openai, ann, chat, shown } = await openTelegram({
      seams: {
        inbox: (inbox) => ({
          ...inbox,
          // As after a kill between the stop and its effect.
          work: (handler, ...rest) =>
            inbox.work((claim) => handler(claims++ === 0 ? changed(claim, { stopped: true }) : claim), ...rest),
        }),
      },
    });
    openai.script(() => 'Right.');
    const message = telegram.say(chat, ann, 'Teh question');
    await shown(['Stopped.']);
    telegram.edit(message, 'The question');
    await shown(['Right.']);
  });

  it('back to the first words, while the answer to the second waits to be shown, is answered', async () => {
    const { bot, telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, 'What is A?');
    await shown(['Answer 0.']);
    const wait = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 2 } };
    telegram.fail('editMessageText', wait);
    telegram.edit(message, 'What is B?');
    await telegram.waitFor(() => telegram.callsOf('editMessageText').length === 1);
    await bot.idle();
    telegram.edit(message, 'What is A?');
    await shown(['Answer 2.']);
    expect(heard(2)).toContain('What is A?');
  });

  it('/ask is edited like a message', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, '/ask one');
    await shown(['Answer 0.']);
    telegram.edit(message, '/ask two');
    await shown(['Answer 1.']);
    expect(heard(1)).toContain('two');
  });

  it('/ask is asked of the model its new words name, answered or not', async () => {
    const { telegram, openai, ann, chat, texts, shown } = await openTelegram();
    openai.script((_, at) => (at === 2 ? slow : `Answer ${at}.`));
    const models = () => openai.requests.map(({ body }) => body['model']);
    const message = telegram.say(chat, ann, '/ask model=advanced one');
    await shown(['Answer 0.']);
    telegram.edit(message, '/ask model=advanced two');
    await shown(['Answer 1.']);
    telegram.edit(message, '/ask model=advanced three');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.edit(message, '/ask model=basic three');
    await shown(['Answer 3.']);
    telegram.edit(message, '/ask four');
    await shown(['Answer 4.']);
    const [advanced, , , basic] = models();
    expect(basic).not.toBe(advanced);
    expect(models()).toEqual([advanced, advanced, advanced, basic, basic]);
  });

  it('of a stranger changes nothing and tells nobody', async () => {
    const { bot, telegram, ann, chat, mine } = await openTelegram({ settings: { ACCESS: 'allowlist' } });
    const message = telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => mine().length === 1);
    telegram.edit(message, 'Please');
    await bot.idle();
    expect(mine()).toHaveLength(1);
  });
});
