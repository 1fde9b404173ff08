import { readdirSync, rmSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { maskOf, photo } from '../../media/made-pictures.ts';
import type { TestBotOptions } from '../../support/test-bot.ts';
import { itEach } from '../../support/whole.ts';
import { editsOf } from '../edited-pictures.ts';
import { openTelegram } from './open.ts';

/** Pictures that people send are drawn on: beside the words of /image, and where these reply to some. */

const sides = { width: 64, height: 48 };
let picture: Buffer;
let mask: Buffer;

beforeAll(async () => {
  picture = await photo(sides);
  mask = await maskOf(sides);
});

const png = (bytes: Buffer) => ({ mime: 'image/png', name: 'a.png', bytes });

async function open(options: TestBotOptions = {}) {
  const opened = await openTelegram({
    ...options,
    settings: { OPENAI_IMAGE_MODEL: 'gpt-image-2', ...options.settings },
  });
  const { bot, telegram, openai, mine } = opened;
  const pictures = (where?: { id: number }) => mine(where).filter(({ photos }) => photos > 0);
  /** Resolves with the newest picture once there are so many. */
  const drawn = async (count: number, where?: { id: number }) => {
    await telegram.waitFor(() => pictures(where).length === count, 8000);
    await bot.idle();
    return pictures(where).at(-1);
  };
  return { ...opened, pictures, drawn, edits: () => editsOf(openai) };
}

describe('/image draws out of', () => {
  it('the picture that it is the caption of, and again by its button when that is gone', async () => {
    const { telegram, chat, ann, drawn, press, edits } = await open();
    const said = telegram.say(chat, ann, '/image make it blue size=1024x1024', { photo: { bytes: picture } });
    expect((await drawn(1))?.text).toBe('make it blue');
    telegram.loseFile(said.photo?.at(-1)?.file_id ?? '');
    press('↻');
    await drawn(2);
    expect(await edits()).toEqual(Array(2).fill(['make it blue', ['jpeg'], false]));
  });

  it('an album, as one turn', async () => {
    const { telegram, chat, ann, drawn, edits, openai } = await open();
    telegram.album(
      chat,
      ann,
      [1, 2, 3].map(() => ({ bytes: picture })),
      '/image put them side by side',
    );
    await drawn(1);
    expect(await edits()).toEqual([['put them side by side', ['jpeg', 'jpeg', 'jpeg'], false]]);
    expect(openai.requests).toHaveLength(1);
  });

  it('what it replies to, also somebody else’s in a group, and what comes with it', async () => {
    const { telegram, group, ann, drawn, edits } = await open();
    const bob = telegram.user({ first_name: 'Bob' });
    const said = telegram.say(group, bob, '', { sticker: true });
    telegram.say(group, ann, '/image@parley_bot give them this', { photo: { bytes: picture }, replyTo: said });
    await drawn(1, group);
    expect(await edits()).toEqual([['give them this', ['webp', 'jpeg'], false]]);
  });

  it('one picture of an album that was drawn: the one that is replied to', async () => {
    const { telegram, chat, ann, drawn, pictures, edits } = await open();
    telegram.say(chat, ann, '/image a cat count=3');
    await drawn(3);
    telegram.say(chat, ann, '/image make it blue', { replyTo: pictures()[1]?.id ?? 0 });
    await drawn(4);
    expect(await edits()).toEqual([['make it blue', ['png'], false]]);
  });

  it('still pictures that services take: the first frame of others, turned, and without what they say besides', async () => {
    const { telegram, chat, ann, drawn, edits, openai } = await open();
    const gif = await sharp(picture).gif().toBuffer();
    const turned = await sharp(picture)
      .jpeg()
      .withExif({ IFD0: { Make: 'Canary' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    telegram.say(chat, ann, '', { document: { mime: 'image/gif', name: 'a.gif', bytes: gif }, album: '1' });
    telegram.say(chat, ann, '/image together', {
      document: { mime: 'image/png', name: 'a.png', bytes: turned },
      album: '1',
    });
    await drawn(1);
    expect(await edits()).toEqual([['together', ['png', 'jpeg'], false]]);
    const files = (await openai.requests.at(-1)?.form?.())?.files.get('image');
    const { width, height, exif } = await sharp(files?.[1]?.bytes).metadata();
    expect([width, height, exif]).toEqual([sides.height, sides.width, undefined]);
  });
});

it('an album costs what it asks for, whichever of its pictures says so', async () => {
  const { telegram, chat, ann, bot, openai, texts } = await open({ settings: { REQUESTS_PER_MINUTE: '4' } });
  openai.script(['A mole.']);
  telegram.say(chat, ann, '', { photo: true, album: '1' });
  telegram.say(chat, ann, '/image side by side count=4', { photo: true, album: '1' });
  await telegram.waitFor(() => texts().some((text) => text.includes('wait')));
  await bot.idle();
  expect(openai.requests.map(({ path }) => path)).toEqual([expect.stringContaining('/responses')]);
});

describe('a mask', () => {
  it.each([
    ['a png of the same size, partly transparent, sent last', () => mask, true],
    ['not one that is nowhere transparent', () => maskOf(sides, 'nowhere'), false],
    ['not one of another size', () => maskOf({ width: 48, height: 48 }), false],
  ])('is %s', async (_, made, isMask) => {
    const { telegram, chat, ann, drawn, edits } = await open();
    telegram.say(chat, ann, '/image a hat', { document: png(await sharp(picture).png().toBuffer()), album: '7' });
    telegram.say(chat, ann, '', { document: png(await made()), album: '7' });
    await drawn(1);
    expect(await edits()).toEqual([['a hat', isMask ? ['png'] : ['png', 'png'], isMask]]);
  });

  it('may come in reply to the picture, also to a drawn one, and stays with it', async () => {
    const { telegram, chat, ann, drawn, press, pictures, edits } = await open();
    telegram.say(chat, ann, '/image a red cat size=1024x1024');
    await drawn(1);
    const large = png(await maskOf({ width: 1024, height: 1024 }));
    telegram.say(chat, ann, '/image a hat', { document: large, replyTo: pictures()[0]?.id ?? 0 });
    await drawn(2);
    press('↻');
    await drawn(3);
    expect(await edits()).toEqual(Array(2).fill(['a hat', ['png'], true]));
  });
});

describe('a sentence, and nothing is paid for', () => {
  it.each([
    ['bytes that are no picture', { document: png(Buffer.from('no picture')) }, 'these formats only'],
    ['no bytes at all', { document: png(Buffer.from('')) }, 'nothing in that file'],
    ['one that is too large', { document: { ...png(Buffer.from('x')), size: 25_000_000 } }, 'too large'],
    ['what is no picture', { document: true }, 'these formats only'],
    [
      'a file without a type that is none',
      { document: { mime: 'application/octet-stream', bytes: Buffer.from('x') } },
      'these formats only',
    ],
  ])('%s', async (_, sent, sentence) => {
    const { telegram, chat, ann, shown, openai } = await open();
    telegram.say(chat, ann, '/image make it blue', sent);
    await shown([expect.stringContaining(sentence)]);
    expect(openai.requests).toEqual([]);
  });

  it('one that is damaged, one that is gone, and a size that does not exist', async () => {
    const { telegram, chat, group, ann, shown, openai } = await open();
    const bob = telegram.user({ first_name: 'Bob' });
    const lost = telegram.say(group, bob, '', { photo: true });
    telegram.loseFile(lost.photo?.at(-1)?.file_id ?? '');
    telegram.say(group, ann, '/image@parley_bot make it blue', { replyTo: lost });
    await shown([expect.stringContaining("isn't there any more")], group);
    telegram.say(chat, ann, '/image make it blue', { photo: { bytes: picture.subarray(0, picture.length / 2) } });
    await shown([expect.stringContaining('damaged')]);
    telegram.say(chat, ann, '/image make it blue size=17x17', { photo: { bytes: picture } });
    await shown([expect.stringContaining('damaged'), expect.stringContaining('17x17')]);
    expect(openai.requests).toEqual([]);
  });

  it('more than sixteen, and pictures without words', async () => {
    const { telegram, chat, ann, shown, openai } = await open();
    telegram.album(chat, ann, 17, '/image all of them');
    await shown(['I can draw out of 16 pictures at most.']);
    telegram.say(chat, ann, '/image', { photo: true });
    await shown(['I can draw out of 16 pictures at most.', expect.stringContaining('prompt')]);
    expect(openai.requests).toEqual([]);
  });
});

it('a picture that was given for one that could not be drawn goes with what asked for it', async () => {
  const { bot, telegram, chat, ann, mine, shown } = await open();
  const kept = () =>
    readdirSync(`${bot.store}.blobs`, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const said = telegram.say(chat, ann, '/image something forbidden', { photo: { bytes: picture } });
  await shown([expect.stringContaining('content rules')]);
  expect(kept()).toHaveLength(1);
  // A reply to what failed is a question: there is nothing to be changed.
  telegram.say(chat, ann, 'tell me more', { replyTo: mine().at(-1)?.id ?? 0 });
  await telegram.waitFor(() => mine().length === 2);
  telegram.edit(said, '/help');
  await telegram.waitFor(() => mine()[0]?.text.startsWith('Write to me'));
  await bot.idle();
  expect(kept()).toEqual([]);
});

describe('a plain reply to a picture that was drawn', () => {
  async function openDrawn(options: TestBotOptions = {}) {
    const opened = await open(options);
    const { telegram, chat, ann, drawn, pictures } = opened;
    telegram.say(chat, ann, '/image a red cat');
    await drawn(1);
    const reply = (text: string) => telegram.say(chat, ann, text, { replyTo: pictures()[0]?.id ?? 0 });
    return { ...opened, reply };
  }

  it('changes it, and changes it otherwise once it says something else', async () => {
    const { telegram, reply, drawn, edits, texts } = await openDrawn();
    const said = reply('make it blue');
    expect((await drawn(2))?.text).toBe('make it blue');
    telegram.edit(said, 'make it green');
    await telegram.waitFor(() => texts().includes('make it green'));
    await drawn(2);
    expect(await edits()).toEqual([
      ['make it blue', ['png'], false],
      ['make it green', ['png'], false],
    ]);
    expect(texts()).not.toContain('make it blue');
  });

  const questions = [
    'これは何ですか？',
    '👍',
    'what is it?',
    'ما هذا؟',
    '¿Qué es esto',
    'Τι είναι αυτό;',
    'is it (a dog)?! 😀',
  ];
  itEach(
    2,
    questions.map((text): [string] => [text]),
  )('that asks something, or says nothing in words, is a question: %s', async (text) => {
    const { reply, openai, shown } = await openDrawn();
    openai.script(['A red cat.']);
    reply(text);
    await shown(['a red cat', 'A red cat.']);
    expect(JSON.stringify(openai.requests.at(-1)?.body)).toContain('input_image');
  });

  it('is limited like the command that is typed', async () => {
    const { bot, reply, openai, telegram, texts } = await openDrawn({ settings: { REQUESTS_PER_MINUTE: '1' } });
    reply('make it blue');
    await telegram.waitFor(() => texts().some((text) => text.includes('wait')));
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
  });

  it('is a question where the person may not draw', async () => {
    const { bot, reply, openai, shown, edits } = await openDrawn();
    await bot.restart({ COMMANDS: 'image=owner' });
    openai.script(['I cannot change it, but it would look good.']);
    reply('make it blue');
    await shown(['a red cat', 'I cannot change it, but it would look good.']);
    expect(await edits()).toEqual([]);
  });

  it('of another member’s is drawn out of what the group shows, and not of their conversation', async () => {
    const { telegram, bot, group, drawn, pictures, edits } = await open({ settings: { HISTORY_SCOPE: 'member' } });
    const [ann, bob] = ['Ann', 'Bob'].map((first_name) => telegram.user({ first_name }));
    if (!ann || !bob) throw new Error('nobody');
    telegram.say(group, ann, '/image@parley_bot a red cat');
    await drawn(1, group);
    rmSync(`${bot.store}.blobs`, { recursive: true });
    telegram.say(group, bob, 'make it blue', { replyTo: pictures(group)[0]?.id ?? 0 });
    await drawn(2, group);
    expect(await edits()).toEqual([['make it blue', ['png'], false]]);
  });
});
