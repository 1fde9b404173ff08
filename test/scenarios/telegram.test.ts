import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../src/ports/index.ts';
import { systemClock } from '../../src/util/clock.ts';
import { Fault } from '../../src/util/errors.ts';
import { type House, type HouseOptions, openHouse } from '../harness.ts';

let house: House;
afterEach(() => house.close());

async function openTelegram(options: HouseOptions = {}) {
  house = await openHouse({ platforms: ['telegram'], ...options });
  const { telegram, openai } = house;
  const ann = telegram.user({ first_name: 'Ann', language_code: 'en' });
  const chat = telegram.privateChat(ann);
  const group = telegram.group({ title: 'Friends' });
  const answers = (count: number, where: { id: number } = chat) =>
    telegram.waitFor(() => telegram.answers(where).length >= count && telegram.answers(where));
  /** What the model was told, as one text, at its n-th request. */
  const heard = (at: number) => JSON.stringify(openai.requests[at]?.body['input']);
  return { telegram, openai, ann, chat, group, answers, heard };
}

/** All is said and done: what is shown now stays. */
async function quiet(ms = 150): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

describe('in a private chat', () => {
  it('a message gets one answer that replies to it', async () => {
    const { telegram, ann, chat, openai } = await openTelegram();
    openai.script(['Hello **Ann**.']);
    const message = telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    await quiet();
    const [answer] = telegram.messages(chat).filter(({ mine }) => mine);
    expect(answer).toMatchObject({ text: 'Hello Ann.', replyTo: message.message_id, editCount: 0 });
    expect(answer?.entities).toEqual([{ type: 'bold', offset: 6, length: 3 }]);
    expect(openai.requests).toHaveLength(1);
    expect(openai.requests[0]?.body).toMatchObject({ store: false, stream: true });
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
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(({ messages }) => `Answer to ${messages.at(-1)?.text}`);
    const asked = ['one', 'two', 'three', 'four', 'five'];
    for (const text of asked) telegram.say(chat, ann, text);
    await answers(5);
    await quiet();
    expect(telegram.answers(chat)).toEqual(asked.map((text) => `Answer to ${text}`));
  });

  it('the same update delivered a hundred times is answered once', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'Once.');
    telegram.say(chat, ann, 'Hi');
    await answers(1);
    const [update] = telegram.updates;
    for (let at = 0; at < 100; at += 1) {
      if (update?.message) telegram.push({ message: update.message });
    }
    telegram.say(chat, ann, 'Again');
    await answers(2);
    await quiet();
    expect(telegram.answers(chat)).toEqual(['Once.', 'Once.']);
  });

  it('a message delivered again costs nobody a request of their allowance', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram({ env: { REQUESTS_PER_MINUTE: '2' } });
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

  it('/stop keeps what was said, marks it, and the next question knows it', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.script([{ text: 'word '.repeat(200), tokensPerSecond: 40 }, 'Next.']);
    telegram.say(chat, ann, 'Tell me');
    await answers(1);
    telegram.say(chat, ann, '/stop');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('Stopped.'), 1000);
    await quiet();
    expect(telegram.answers(chat)).toHaveLength(1);
    expect(telegram.answers(chat)[0]).toMatch(/^word .*Stopped\.$/s);
    expect(openai.requests[0]?.aborted).toBe(true);
    telegram.say(chat, ann, 'Go on');
    await answers(2);
    expect(heard(1)).toMatch(/Tell me.*word word/s);
  });

  it('the word alone stops a running answer, and is a message like any other when none runs', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script([{ text: 'word '.repeat(200), tokensPerSecond: 40 }, 'A word like any other.']);
    telegram.say(chat, ann, 'Tell me');
    await answers(1);
    telegram.say(chat, ann, 'Stop');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('Stopped.'), 1000);
    telegram.say(chat, ann, 'stop');
    await telegram.waitFor(() => telegram.answers(chat)[1] === 'A word like any other.');
  });

  it('an answer without any words is an error that says so', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script([' \n ']);
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual([expect.stringContaining('empty answer')]);
  });

  it('/stop works while the model has said nothing yet', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script([{ firstTokenMs: 60_000, text: 'never' }]);
    telegram.say(chat, ann, 'Hello?');
    await openai.waitFor(({ path }) => path.endsWith('/responses'));
    telegram.say(chat, ann, '/stop');
    await expect(answers(1)).resolves.toEqual(['Stopped.']);
  });

  it('/stop with nothing running says so', async () => {
    const { telegram, ann, chat, answers } = await openTelegram();
    telegram.say(chat, ann, '/stop');
    await expect(answers(1)).resolves.toEqual([expect.stringContaining('nothing to stop')]);
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
    const { telegram, ann, chat, openai, answers } = await openTelegram({
      env: { OPENAI_MODEL: 'gpt-4o', OPENAI_MODEL_ADVANCED: 'gpt-4.1' },
    });
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, '/model advanced');
    telegram.say(chat, ann, '/settings temperature=0.3 max_tokens=500');
    await answers(2);
    await house.restart();
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

  it.each([
    ['photo', "can't look at pictures"],
    ['voice', "can't listen"],
    ['sticker', 'only read text'],
  ])('a lone %s gets one sentence and costs nothing', async (kind, sentence) => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    telegram.say(chat, ann, '', { [kind]: true });
    await expect(answers(1)).resolves.toEqual([expect.stringContaining(sentence)]);
    expect(openai.requests).toHaveLength(0);
  });

  it('a sticker in reply to the bot gets its sentence, the name alone in reply an answer about what is replied to', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.script(['Hello.', 'About that.']);
    telegram.say(chat, ann, 'Hi');
    await answers(1);
    const [answer] = telegram.messages(chat).filter(({ mine }) => mine);
    telegram.say(chat, ann, '', { sticker: true, replyTo: answer?.id ?? 0 });
    await answers(2);
    expect(openai.requests).toHaveLength(1);
    telegram.say(chat, ann, '@parley_bot', { replyTo: answer?.id ?? 0 });
    await answers(3);
    expect(heard(1)).toContain('Hello.');
  });

  it('an album gets one sentence, an album with a caption one answer', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    telegram.album(chat, ann, 3);
    await answers(1);
    openai.script(['About your pictures.']);
    telegram.album(chat, ann, 3, 'What is this?');
    await answers(2);
    await quiet();
    expect(telegram.answers(chat)).toHaveLength(2);
    expect(openai.requests).toHaveLength(1);
  });

  it('the caption of an album is answered though its first picture was taken before it came', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['About your pictures.']);
    telegram.say(chat, ann, '', { photo: true, album: '7' });
    await answers(1);
    telegram.say(chat, ann, 'What is this?', { photo: true, album: '7' });
    telegram.say(chat, ann, '', { photo: true, album: '7' });
    await answers(2);
    await quiet(500);
    expect(telegram.answers(chat)).toEqual([expect.anything(), 'About your pictures.']);
  });

  it('an answer above the limit arrives whole in parts', async () => {
    const { telegram, ann, chat, openai } = await openTelegram();
    const text = Array.from({ length: 2500 }, (_, at) => `w${at}`).join(' ');
    openai.script([text]);
    telegram.say(chat, ann, 'Long please');
    await telegram.waitFor(() => telegram.answers(chat).join(' ').includes('w2499'));
    await quiet();
    expect(telegram.answers(chat).join(' ').replace(/\s+/g, ' ')).toBe(text);
    expect(telegram.answers(chat).every(({ length }) => length <= 4096)).toBe(true);
  });

  it('an answer survives the deletion of its prompt', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script([{ text: 'Still here.', firstTokenMs: 300 }]);
    telegram.erase(telegram.say(chat, ann, 'Gone soon'));
    await expect(answers(1)).resolves.toEqual(['Still here.']);
  });
});

describe('failures', () => {
  it.each([
    [
      'the key is refused',
      { status: 401, error: { message: 'no', type: 'invalid_request_error', code: 'invalid_api_key', param: null } },
      'refuses my key',
      1,
    ],
    [
      'the quota is used up',
      { status: 429, error: { message: 'no', type: 'insufficient_quota', code: 'insufficient_quota', param: null } },
      'budget is used up',
      1,
    ],
  ])('%s: one sentence, no second try', async (_, failure, sentence, requests) => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.fail('/responses', failure, 10);
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual([expect.stringContaining(sentence)]);
    await quiet();
    expect(telegram.answers(chat)).toHaveLength(1);
    expect(openai.requests).toHaveLength(requests);
    expect(JSON.stringify(house.log.lines)).not.toContain(openai.key);
  });

  it('a stream that breaks off keeps its part and says so', async () => {
    const { telegram, ann, chat, openai } = await openTelegram();
    openai.script([{ text: 'This is the beginning of it and then more', breaks: { afterTokens: 5, how: 'end' } }]);
    telegram.say(chat, ann, 'Hi');
    const [answer] = await telegram.waitFor(
      () => telegram.answers(chat)[0]?.includes('broke off') && telegram.answers(chat),
    );
    expect(answer).toMatch(/^This is the beginning/);
    openai.script(['Fine.']);
    telegram.say(chat, ann, '/retry');
    await telegram.waitFor(() => telegram.answers(chat).join() === 'Fine.');
  });

  it('a failed question can be retried and does not poison the next', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.fail(
      '/responses',
      { status: 400, error: { message: 'no', type: 'invalid_request_error', code: 'x', param: 'y' } },
      1,
    );
    telegram.say(chat, ann, 'Broken');
    await answers(1);
    openai.script(['Fine.', 'Better.']);
    telegram.say(chat, ann, 'Another');
    await answers(2);
    expect(heard(1)).not.toContain('Broken');
  });

  it.each([1, 2])('Telegram fails %i times on the way out: the answer still arrives once', async (times) => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Here.']);
    telegram.fail('sendMessage', { error_code: 502, description: 'Bad Gateway' }, times);
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  it('a rate limit delays the answer and loses nothing', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Here.']);
    telegram.fail('sendMessage', {
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  it.each([
    ['4 topics', '4', {}],
    ['one topic', '1', {}],
    ['a history a member', '4', { HISTORY_SCOPE: 'member' }],
  ])('a group that has to wait for an hour holds up nobody else: %s', async (_, most, env) => {
    const { telegram, openai, ann, answers } = await openTelegram({
      env: { MAX_CONCURRENT_TURNS: most, ...env },
      telegram: { privacy: false },
    });
    const group = telegram.group({ title: 'Forum', forum: !('HISTORY_SCOPE' in env) });
    const limit = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3600 } };
    telegram.fail('sendMessage', limit);
    for (let at = 0; at < Number(most); at += 1) {
      const member = telegram.user({ first_name: `Member ${at}` });
      const topic = 'HISTORY_SCOPE' in env ? {} : { topic: telegram.topic(group, ann, `T${at}`) };
      telegram.say(group, member, '@parley_bot hi', topic);
    }
    await telegram.waitFor(() => telegram.callsOf('sendMessage').length > 0);
    openai.script(() => 'Here.');
    await quiet(500);
    telegram.say(telegram.privateChat(ann), ann, 'And me?');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  it('pictures that wait for their group hold up nobody else', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram({ env: { MAX_CONCURRENT_TURNS: '4' } });
    const forum = telegram.group({ title: 'Forum', forum: true });
    const limit = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3600 } };
    const there = ({ chat_id: id }: Record<string, unknown>) => String(id) === String(forum.id);
    for (const method of ['sendPhoto', 'sendMessage']) telegram.fail(method, limit, 1, there);
    for (let at = 0; at < 4; at += 1) {
      telegram.say(forum, ann, '/image@parley_bot a cat', { topic: telegram.topic(forum, ann, `T${at}`) });
    }
    await quiet(1000);
    openai.script(() => 'Here.');
    telegram.say(chat, ann, 'And me?');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  it.each([
    ['while others work: given up some time, and its chat goes on', true],
    ['and for everybody: nobody is given up', false],
  ])(
    'a chat for which Telegram fails without end, %s',
    async (_, others) => {
      // Four hours in some seconds.
      const clock: Clock = {
        ...systemClock,
        elapsed: () => systemClock.elapsed() * 10_000,
        sleep: (ms, signal) => systemClock.sleep(ms / 10_000, signal),
      };
      const { telegram, ann, chat, group, openai } = await openTelegram({ clock });
      openai.script(({ messages }) => `Re: ${messages.at(-1)?.text}`);
      const there = ({ chat_id: id }: Record<string, unknown>) => !others || String(id) === String(chat.id);
      const mend = telegram.fail('sendMessage', { error_code: 500, description: 'Internal Server Error' }, 1e6, there);
      telegram.say(chat, ann, 'one');
      const givenUp = () => house.log.lines.filter(({ message }) => message.startsWith('An answer could not be shown'));
      const end = Date.now() + (others ? 10_000 : 3000);
      while (Date.now() < end && givenUp().length === 0) {
        telegram.say(group, ann, '@parley_bot and me?');
        await quiet(100);
      }
      expect(givenUp()).toHaveLength(others ? 1 : 0);
      mend();
      telegram.say(chat, ann, 'two');
      const expected = others ? ['Re: two'] : ['Re: one', 'Re: two'];
      await telegram.waitFor(() => telegram.answers(chat).length === expected.length, 8000);
      expect(telegram.answers(chat)).toEqual(expected);
    },
    20_000,
  );

  it('a blocked bot does not get stuck', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'Here.');
    telegram.fail('sendMessage', { error_code: 403, description: 'Forbidden: bot was blocked by the user' });
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => telegram.callsOf('sendMessage').length === 1);
    telegram.say(chat, ann, 'Unblocked');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  it('formatting the platform refuses is shown as plain text', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Some **bold** text.']);
    telegram.fail(
      'sendMessage',
      { error_code: 400, description: "Bad Request: can't parse entities" },
      1,
      ({ entities }) => entities !== undefined,
    );
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual(['Some bold text.']);
  });
});

describe('in a group', () => {
  it('answers when mentioned, replied to or commanded, and knows who speaks', async () => {
    const { telegram, ann, group, openai, answers, heard } = await openTelegram();
    const bob = telegram.user({ first_name: 'Bob' });
    openai.script(['To Ann.', 'To Bob.', 'To the command.']);
    telegram.say(group, ann, 'I like tea');
    telegram.say(group, ann, '@parley_bot what do I like?');
    await answers(1, group);
    const [answer] = telegram.messages(group).filter(({ mine }) => mine);
    telegram.say(group, bob, 'And I?', { replyTo: answer?.id ?? 0 });
    await answers(2, group);
    telegram.say(group, bob, '/ask@parley_bot something');
    await answers(3, group);
    await quiet();
    expect(openai.requests).toHaveLength(3);
    expect(heard(0)).toMatch(/Ann: what do I like\?/);
    expect(heard(1)).toMatch(/Ann: what do I like.*To Ann.*Bob: .*And I\?/s);
  });

  it('puts replied-to text into the prompt, whoever wrote it', async () => {
    const { telegram, ann, group, openai, answers, heard } = await openTelegram({ telegram: { privacy: false } });
    const bob = telegram.user({ first_name: 'Bob' });
    openai.script(['Yes.']);
    const claim = telegram.say(group, bob, 'The moon is made of cheese');
    telegram.say(group, ann, '@parley_bot is that so?', { replyTo: claim });
    await answers(1, group);
    expect(heard(0)).toMatch(/Bob.*The moon is made of cheese.*is that so\?/s);
  });

  it('keeps topics apart and answers within them', async () => {
    const { telegram, ann, openai, heard } = await openTelegram();
    const forum = telegram.group({ title: 'Forum', forum: true });
    const [one, two] = [telegram.topic(forum, ann, 'One'), telegram.topic(forum, ann, 'Two')];
    openai.script(() => 'Noted.');
    telegram.say(forum, ann, '@parley_bot apples', { topic: one });
    await telegram.waitFor(() => telegram.answers(forum).length === 1);
    telegram.say(forum, ann, '@parley_bot pears', { topic: two });
    await telegram.waitFor(() => telegram.answers(forum).length === 2);
    expect(heard(1)).not.toContain('apples');
    expect(
      telegram
        .messages(forum)
        .filter(({ mine }) => mine)
        .map(({ topic }) => topic),
    ).toEqual([one, two]);
  });

  it('follows a group that moved, with its history', async () => {
    const { telegram, ann, openai, heard } = await openTelegram();
    const old = telegram.basicGroup({ title: 'Old' });
    openai.script(() => 'Noted.');
    telegram.say(old, ann, '@parley_bot apples');
    await telegram.waitFor(() => telegram.answers(old).length === 1);
    const moved = telegram.migrate(old, ann);
    telegram.say(moved, ann, '@parley_bot what did I say?');
    await telegram.waitFor(() => telegram.answers(moved).length === 1);
    expect(heard(1)).toContain('apples');
  });

  it('ignores other bots and commands for them', async () => {
    const { telegram, ann, group, openai } = await openTelegram({ telegram: { privacy: false } });
    telegram.say(group, ann, '/ask@other_bot something');
    telegram.say(group, ann, 'just talking');
    await quiet(300);
    expect(openai.requests).toHaveLength(0);
    expect(telegram.answers(group)).toEqual([]);
  });
});

describe('pictures', () => {
  it('/image sends what was asked with the prompt as caption', async () => {
    const { telegram, ann, chat, openai } = await openTelegram();
    telegram.say(chat, ann, '/image a red cat size=1024x1024 quality=low');
    const picture = await telegram.waitFor(() =>
      telegram.messages(chat).find(({ mine, photos }) => mine && photos > 0),
    );
    expect(picture.caption ?? picture.text).toBe('a red cat');
    expect(openai.requests[0]?.body).toMatchObject({ prompt: 'a red cat', size: '1024x1024', quality: 'low', n: 1 });
    await quiet();
    expect(telegram.messages(chat).filter(({ mine }) => mine)).toHaveLength(1);
  });

  it('a slow picture takes the place of its notice', async () => {
    const { telegram, ann, chat, openai } = await openTelegram();
    openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs: 700 });
    telegram.say(chat, ann, '/image a blue dog');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('Drawing'));
    await telegram.waitFor(() => telegram.messages(chat).some(({ mine, photos }) => mine && photos > 0));
    await quiet();
    expect(telegram.messages(chat).filter(({ mine }) => mine)).toHaveLength(1);
  });

  it('a picture that is stopped while it is drawn says so', async () => {
    const { telegram, ann, chat, openai } = await openTelegram();
    openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs: 20_000 });
    telegram.say(chat, ann, '/image a grey cat');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('Drawing'));
    telegram.say(chat, ann, '/stop');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('Stopped'));
    expect(telegram.answers(chat)).toEqual([expect.stringMatching(/^Stopped/)]);
  });

  it.each([0, 700])('where pictures are not allowed, words say so: drawn in %i ms', async (delayMs) => {
    const { telegram, ann, group, openai, answers } = await openTelegram();
    const description = 'Bad Request: not enough rights to send photos to the chat';
    telegram.rule({
      match: ({ path }) => /sendPhoto|editMessageMedia/.test(path),
      reply: { status: 400, body: { ok: false, error_code: 400, description } },
    });
    openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs });
    telegram.say(group, ann, '/image a red cat');
    await answers(1, group);
    await vi.waitFor(() => expect(telegram.answers(group)).toEqual([expect.stringMatching(/not allowed/)]), 3000);
    expect(openai.requests).toHaveLength(1);
  });

  it('an album that was shown stays as it is when what follows has to be done again', async () => {
    let failures = 0;
    const { telegram, ann, chat, openai } = await openTelegram({
      seams: {
        conversations: (room) => ({
          ...room,
          apply: async (...args) => {
            failures += 1;
            if (failures === 1) throw new Fault('storage', 'for a moment');
            return room.apply(...args);
          },
        }),
      },
    });
    openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs: 700 });
    telegram.say(chat, ann, '/image cats count=2');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('Drawing'));
    await vi.waitFor(() => expect(failures).toBe(2), 6000);
    await quiet(300);
    const mine = telegram.messages(chat).filter((each) => each.mine);
    expect(mine.map(({ photos }) => photos)).toEqual([1, 1]);
  });

  it('several pictures come as an album', async () => {
    const { telegram, ann, chat } = await openTelegram();
    telegram.say(chat, ann, '/image cats count=3');
    await telegram.waitFor(() => telegram.messages(chat).filter(({ mine, photos }) => mine && photos > 0).length === 3);
  });

  it.each([
    ['/image a cat count=11', '1 to 10'],
    ['/image a cat count=0', '1 to 10'],
    ['/image a cat size=17x17', 'size'],
    ['/image a cat quality=divine', 'quality'],
    ['/image', 'prompt'],
  ])('%s: a clear sentence and no money spent', async (text, sentence) => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    telegram.say(chat, ann, text);
    await expect(answers(1)).resolves.toEqual([expect.stringContaining(sentence)]);
    expect(openai.requests).toHaveLength(0);
  });
});

describe('access', () => {
  it('a stranger gets one sentence with their id, and the model is not asked', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram({ env: { ACCESS: 'allowlist' } });
    for (const text of ['Hi', '/ask hi', '/image cat', '/stop', '/new']) telegram.say(chat, ann, text);
    await expect(answers(1)).resolves.toEqual([expect.stringContaining(`telegram:${ann.id}`)]);
    await quiet(300);
    expect(telegram.answers(chat)).toHaveLength(1);
    expect(openai.requests).toHaveLength(0);
  });

  it('a flood gets its allowed answers and one notice', async () => {
    const { telegram, ann, chat, openai } = await openTelegram({ env: { REQUESTS_PER_MINUTE: '3' } });
    openai.script(() => 'Yes.');
    for (let at = 0; at < 20; at += 1) telegram.say(chat, ann, `message ${at}`);
    await telegram.waitFor(() => telegram.answers(chat).filter((text) => text === 'Yes.').length === 3);
    await quiet(300);
    expect(telegram.answers(chat).filter((text) => text.includes('wait'))).toHaveLength(1);
    expect(openai.requests).toHaveLength(3);
  });

  it('edits of a running question count as well', async () => {
    const { telegram, ann, chat, openai } = await openTelegram({ env: { REQUESTS_PER_MINUTE: '3' } });
    openai.script(() => ({ text: 'word '.repeat(30), tokensPerSecond: 20 }));
    const message = telegram.say(chat, ann, 'wording');
    for (let at = 0; at < 8; at += 1) {
      await quiet(100);
      telegram.edit(message, `wording ${at}`);
    }
    await telegram.waitFor(() => telegram.answers(chat).some((text) => text.includes('wait')));
    await quiet(300);
    expect(openai.requests).toHaveLength(3);
    expect(telegram.answers(chat).filter((text) => text.includes('wait'))).toHaveLength(1);
  });
});

describe('after a long absence', () => {
  it('an answer says that it is late', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Four.']);
    await house.stop();
    telegram.say(chat, ann, 'Two and two?', { at: Date.now() - 3 * 3_600_000 });
    await house.restart();
    const [answer] = await answers(1);
    expect(answer).toMatch(/3 hours ago.*\n+Four\.$/s);
  });

  it('what is too old gets one line a chat, and can be sent again', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'Here.');
    await house.stop();
    for (let at = 0; at < 50; at += 1) telegram.say(chat, ann, `old ${at}`, { at: Date.now() - 7 * 3_600_000 });
    await house.restart();
    await expect(answers(1)).resolves.toEqual([expect.stringContaining('Send it again')]);
    telegram.say(chat, ann, 'Again');
    await answers(2);
    await quiet();
    expect(telegram.answers(chat)).toHaveLength(2);
    expect(openai.requests).toHaveLength(1);
  });

  it('the line stays, though the first message was edited, and that is answered', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'Here.');
    await house.stop();
    const at = Date.now() - 7 * 3_600_000;
    const first = telegram.say(chat, ann, 'old 0', { at });
    telegram.say(chat, ann, 'old 1', { at });
    telegram.edit(first, 'old 0, in other words');
    await house.restart();
    await expect(answers(2)).resolves.toEqual([expect.stringContaining('Send it again'), 'Here.']);
    telegram.edit(first, 'old 0, once more');
    await openai.waitFor(() => openai.requests.length === 2);
    await quiet();
    expect(telegram.answers(chat)).toEqual([expect.stringContaining('Send it again'), 'Here.']);
  });

  it('/stop says that nothing runs, and the line that waits is shown', async () => {
    const { telegram, ann, chat, answers } = await openTelegram();
    await house.stop();
    telegram.say(chat, ann, 'old', { at: Date.now() - 7 * 3_600_000 });
    const limit = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 1 } };
    telegram.fail('sendMessage', limit);
    await house.restart();
    await telegram.waitFor(() => telegram.callsOf('sendMessage').length === 1);
    telegram.say(chat, ann, '/stop');
    const said = await answers(2);
    expect(said.filter((text) => text.includes('Send it again'))).toHaveLength(1);
    expect(said.join()).not.toContain('Stopped');
  });

  it('every chat gets its line, however many there are', async () => {
    const { telegram } = await openTelegram({ env: { TELEGRAM_GLOBAL_RATE: '60' } });
    await house.stop();
    const chats = Array.from({ length: 320 }, (_, at) => {
      const user = telegram.user({ first_name: `P${at}` });
      return { user, chat: telegram.privateChat(user) };
    });
    for (const { user, chat } of chats) telegram.say(chat, user, 'old', { at: Date.now() - 7 * 3_600_000 });
    await house.restart();
    const told = () => chats.filter(({ chat }) => telegram.answers(chat).length === 1).length;
    await telegram.waitFor(() => told() === chats.length, 12_000);
  }, 20_000);

  it('a chat gets its line once, also over a restart amid the backlog', async () => {
    const { telegram, ann, chat, answers } = await openTelegram({ env: { SHUTDOWN_GRACE: '0' } });
    const late = () => telegram.say(chat, ann, 'old', { at: Date.now() - 7 * 3_600_000 });
    const limit = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3600 } };
    await house.stop();
    late();
    telegram.fail('sendMessage', limit);
    await house.restart();
    await telegram.waitFor(() => telegram.callsOf('sendMessage').length === 1 && telegram.pending().length === 0);
    // It could not be said in that life: then it is in the next.
    await house.restart();
    await answers(1);
    // And not again for the rest of the backlog.
    await house.stop();
    late();
    await house.restart();
    await telegram.waitFor(() => telegram.pending().length === 0);
    await quiet(300);
    expect(telegram.answers(chat)).toEqual([expect.stringContaining('Send it again')]);
  });
});

describe('a clock that is wrong', () => {
  it('changes nothing for messages that come as they are sent', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'On time.');
    // Once an empty poll has come back, what arrives was just sent, whatever its date says.
    await telegram.waitFor(() => telegram.callsOf('getUpdates').length > 0);
    await quiet(1200);
    for (const hours of [-1, 1, 9]) telegram.say(chat, ann, 'Hi', { at: Date.now() - hours * 3_600_000 });
    await expect(answers(3)).resolves.toEqual(['On time.', 'On time.', 'On time.']);
  });
});

describe('restarts', () => {
  it('an answer cut by a restart is finished in its bubble, and the conversation goes on', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram({ env: { SHUTDOWN_GRACE: '0.05' } });
    openai.script((_, at) => (at === 0 ? { text: 'word '.repeat(300), tokensPerSecond: 30 } : `Answer ${at}.`));
    telegram.say(chat, ann, 'Tell me');
    await answers(1);
    await house.restart();
    await telegram.waitFor(() => telegram.answers(chat)[0] === 'Answer 1.');
    await quiet();
    expect(telegram.answers(chat)).toEqual(['Answer 1.']);
    telegram.say(chat, ann, 'And then?');
    await answers(2);
    expect(heard(2)).toMatch(/Tell me.*Answer 1\..*And then\?/s);
  });
});
