import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { Fault } from '../../../src/util/errors.ts';
import { openTelegram } from './open.ts';

describe('pictures', () => {
  it('/image sends what was asked with the prompt as caption', async () => {
    const { bot, telegram, ann, chat, openai } = await openTelegram();
    telegram.say(chat, ann, '/image a red cat size=1024x1024 quality=low');
    const picture = await telegram.waitFor(() =>
      telegram.messages(chat).find(({ mine, photos }) => mine && photos > 0),
    );
    expect(picture.caption ?? picture.text).toBe('a red cat');
    expect(openai.requests[0]?.body).toMatchObject({ prompt: 'a red cat', size: '1024x1024', quality: 'low', n: 1 });
    await bot.idle();
    expect(telegram.messages(chat).filter(({ mine }) => mine)).toHaveLength(1);
  });

  it('/image alone asks what the picture shows, and draws what it is told', async () => {
    const { bot, telegram, ann, chat, openai, mine } = await openTelegram();
    telegram.say(chat, ann, '/image size=1024x1024');
    const [asked] = await telegram.waitFor(() => mine().length === 1 && mine());
    await bot.idle();
    expect(asked?.text).toContain('What the picture shows');
    expect(openai.requests).toEqual([]);
    telegram.say(chat, ann, 'a red cat', { replyTo: asked?.id ?? 0 });
    const picture = await telegram.waitFor(() => mine().find(({ photos }) => photos > 0));
    expect(picture.caption ?? picture.text).toBe('a red cat');
    expect(openai.requests[0]?.body).toMatchObject({ prompt: 'a red cat', size: '1024x1024' });
    await bot.idle();
  });

  it('a form that asks for a picture costs what the picture does', async () => {
    const { bot, telegram, ann, chat, openai, mine, texts } = await openTelegram({
      settings: { REQUESTS_PER_MINUTE: '4' },
    });
    telegram.say(chat, ann, '/image count=3');
    const [asked] = await telegram.waitFor(() => mine().length === 1 && mine());
    await bot.idle();
    telegram.say(chat, ann, 'one', { replyTo: asked?.id ?? 0 });
    await telegram.waitFor(() => mine().some(({ photos }) => photos > 0));
    telegram.say(chat, ann, 'two', { replyTo: asked?.id ?? 0 });
    await telegram.waitFor(() => texts().some((text) => text.includes('wait')));
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
  });

  it('a slow picture takes the place of its notice', async () => {
    const { bot, telegram, ann, chat, openai } = await openTelegram();
    openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs: 700 });
    telegram.say(chat, ann, '/image a blue dog');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('Drawing'));
    await telegram.waitFor(() => telegram.messages(chat).some(({ mine, photos }) => mine && photos > 0));
    await bot.idle();
    expect(telegram.messages(chat).filter(({ mine }) => mine)).toHaveLength(1);
  });

  it('a picture that cannot be stored is shown all the same, and drawn once', async () => {
    const { bot, telegram, ann, chat, openai, mine } = await openTelegram({
      // Where the folder should be, there is a file.
      fill: (path) => writeFileSync(`${path}.blobs`, ''),
    });
    telegram.fail('sendMediaGroup', { error_code: 500, description: 'Internal Server Error' });
    telegram.say(chat, ann, '/image a red cat count=2');
    await telegram.waitFor(() => mine().filter(({ photos }) => photos > 0).length === 2);
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
    expect(bot.log.lines.map(({ message }) => message)).toContainEqual(expect.stringMatching(/could not be stored/));
    // The chat goes on.
    telegram.say(chat, ann, 'Hello');
    await telegram.waitFor(() => telegram.answers(chat).length === 2);
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

  it.each([0, 700])('a picture that is no photo to Telegram comes as a file: drawn in %i ms', async (delayMs) => {
    const { bot, telegram, ann, chat, openai, mine } = await openTelegram();
    // Whatever its sides, previews have the same.
    const refusal = { error_code: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' };
    const asPhoto = ({ photo, media }: Record<string, unknown>) =>
      /"type":"photo"/.test(String(media)) || Boolean(photo);
    for (const method of ['sendPhoto', 'editMessageMedia'])
      telegram.fail(method, refusal, Number.POSITIVE_INFINITY, asPhoto);
    openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs });
    telegram.say(chat, ann, '/image a long red cat');
    await telegram.waitFor(() => mine().some(({ file }) => file !== undefined));
    await bot.idle();
    expect(mine()).toMatchObject([{ text: 'a long red cat', file: expect.stringMatching(/\.png$/) }]);
    expect(openai.requests).toHaveLength(1);
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
    const { bot, telegram, ann, chat, openai } = await openTelegram({
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
    await bot.idle();
    const mine = telegram.messages(chat).filter((each) => each.mine);
    expect(mine.map(({ photos }) => photos)).toEqual([1, 1]);
  });

  it('what is said of a lost picture of an album is said in one message, also when what follows has to be done again', async () => {
    let applied = 0;
    const { bot, telegram, ann, chat, mine } = await openTelegram({
      seams: {
        conversations: (room) => ({
          ...room,
          async apply(...args) {
            applied += 1;
            if (applied === 1) throw new Fault('storage', 'for a moment');
            return room.apply(...args);
          },
        }),
      },
    });
    const [status, error_code] = [429, 429];
    telegram.rule({
      match: ({ path }) => path.endsWith('/sendMediaGroup'),
      times: 1,
      before() {
        const [picture = ''] = readdirSync(`${bot.store}.blobs`);
        rmSync(`${bot.store}.blobs/${picture}`, { recursive: true });
      },
      reply: {
        status,
        body: { ok: false, error_code, description: 'Too Many Requests', parameters: { retry_after: 1 } },
      },
    });
    telegram.say(chat, ann, '/image two cats count=2');
    await expect.poll(() => applied, { timeout: 20_000 }).toBe(2);
    await bot.idle();
    expect(mine().map(({ photos, text }) => [photos, text])).toEqual([
      [1, 'two cats'],
      [0, expect.stringContaining("wasn't kept")],
    ]);
    expect(
      telegram.callsOf('sendMessage').filter(({ params }) => /wasn't kept/.test(String(params['text']))),
    ).toHaveLength(1);
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
  ])('%s: a clear sentence and no money spent', async (text, sentence) => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    telegram.say(chat, ann, text);
    await expect(answers(1)).resolves.toEqual([expect.stringContaining(sentence)]);
    expect(openai.requests).toHaveLength(0);
  });
});
