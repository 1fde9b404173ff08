import { describe, expect, it } from 'vitest';
import { mediaReaders } from '../../../adapters/telegram/media.ts';
import { richWords } from '../../../adapters/telegram/rich.ts';
import type { SayOptions } from '../../simulator/telegram/say.ts';
import { ada, home, lab, prompts, readEach, telegram } from './reading.ts';

readEach();

/** What the adapter tells of media: kind, facts, and where they can be had again. */

const at = (file: string | undefined, size?: number) => ({
  surface: 'telegram',
  address: { file, ...(size === undefined ? {} : { size }) },
});
const still = { source: expect.objectContaining({ surface: 'telegram' }), size: 551 };
const sides = { width: 320, height: 240 };

describe('media are told', () => {
  it.each<[string, SayOptions, object]>([
    ['photo', { photo: true }, { kind: 'picture', size: 551, ...sides }],
    ['voice', { voice: { duration: 7 } }, { kind: 'voice', mime: 'audio/ogg', durationMs: 7000 }],
    [
      'audio',
      { audio: { name: 'song.mp3', duration: 60 } },
      { kind: 'audio', mime: 'audio/mpeg', name: 'song.mp3', durationMs: 60_000 },
    ],
    ['video', { video: true }, { kind: 'video', mime: 'video/mp4', moving: true, ...sides, preview: still }],
    [
      'animation',
      { animation: { name: 'cat.mp4' } },
      { kind: 'video', name: 'cat.mp4', moving: true, ...sides, preview: still },
    ],
    ['round video', { videoNote: true }, { kind: 'video', moving: true, width: 320, height: 320, preview: still }],
    ['live photo', { livePhoto: true }, { kind: 'picture', size: 551, ...sides }],
    ['sticker', { sticker: true }, { kind: 'sticker', mime: 'image/webp', width: 512, height: 512 }],
    [
      'drawn sticker',
      { sticker: { form: 'animated' } },
      { kind: 'sticker', mime: 'application/x-tgsticker', moving: true, preview: still },
    ],
    [
      'filmed sticker',
      { sticker: { form: 'video' } },
      { kind: 'sticker', mime: 'video/webm', moving: true, preview: still },
    ],
    ['document', { document: true }, { kind: 'file', mime: 'application/pdf', name: 'notes.pdf' }],
    [
      'picture as a document',
      { document: { mime: 'image/png', name: 'a.png' } },
      { kind: 'picture', mime: 'image/png', name: 'a.png' },
    ],
    [
      'video as a document',
      { document: { mime: 'video/mp4', name: 'a.mp4', thumbnail: Buffer.alloc(551) } },
      { kind: 'video', moving: true, preview: still },
    ],
  ])('%s', (_, options, told) => {
    telegram.say(home, ada, 'look', options);
    const [attachment, more] = prompts()[0]?.attachments ?? [];
    expect(attachment).toMatchObject({ ...told, source: at(expect.any(String) as never, attachment?.size) });
    expect(more).toBeUndefined();
    if (!('moving' in told)) expect(attachment).not.toHaveProperty('moving');
  });

  it('a photo by the smallest size that suffices', () => {
    const { photo: wide = [] } = telegram.say(home, ada, '', { photo: { width: 4000, height: 3000 } });
    const { photo: small = [] } = telegram.say(home, ada, '', { photo: { width: 800, height: 600 } });
    const sizes = [...wide.slice(0, 3), { ...wide[4], file_id: 'larger', width: 4000 }, wide[4], wide[3]];
    telegram.say(home, ada, '', { extra: { photo: sizes } as never });
    expect(prompts().map(({ attachments: [shown] }) => [shown?.source, shown?.width])).toEqual([
      [at(wide[4]?.file_id, 551), 2560],
      [at(small[2]?.file_id, 551), 800],
      [at(wide[4]?.file_id, 551), 2560],
    ]);
  });

  it('of an album each, in order', () => {
    const photos = telegram.album(home, ada, 3, 'Which?');
    expect(prompts().map(({ attachments }) => attachments[0]?.source)).toEqual(
      photos.map(({ photo }) => at(photo?.at(-1)?.file_id, 551)),
    );
  });

  it('of what is replied to, here and elsewhere, and of forwards', () => {
    const grace = telegram.user({ first_name: 'Grace' });
    const { voice, ...said } = telegram.say(lab, grace, '', { voice: true });
    const { photo } = telegram.say(lab, grace, '', { photo: true });
    telegram.say(lab, ada, '@parley_bot what does she say?', { replyTo: said.message_id });
    telegram.say(home, ada, 'and this?', { replyAcross: { ...said, photo } as never });
    telegram.say(home, ada, '', { photo: true, forward: grace });
    const [here, across, forward] = prompts();
    expect(here?.quote?.attachments?.[0]).toMatchObject({
      kind: 'voice',
      source: at(voice?.file_id, voice?.file_size),
    });
    expect(across?.quote?.attachments?.[0]).toMatchObject({ kind: 'picture', source: at(photo?.at(-1)?.file_id, 551) });
    expect(forward).toMatchObject({ source: { kind: 'forward' }, attachments: [{ kind: 'picture', source: {} }] });
  });

  it('of blocks each, as many as there may be', () => {
    const photo = [{ file_id: 'AgACAgIAAx1', width: 90, height: 90 }];
    const file = { file_id: 'BQACAgIAAx2', file_name: 'a.pdf' };
    const read = richWords({
      blocks: [{ type: 'photo', photo }, { type: 'document', document: file }, { type: 'photo' }],
    });
    expect(read.attachments).toEqual([
      { kind: 'picture', source: at('AgACAgIAAx1'), width: 90, height: 90 },
      { kind: 'file', source: at('BQACAgIAAx2'), name: 'a.pdf' },
      { kind: 'picture' },
    ]);
    expect(richWords({ blocks: Array(99).fill({ type: 'photo', photo }) }).attachments).toHaveLength(50);
  });

  it.each([
    [undefined],
    ['x'],
    [{ file_id: 7 }],
    [{ file_id: '../../etc/passwd' }],
    [{ file_id: `A${'a'.repeat(600)}` }],
  ])('as their kind alone where they cannot be read: %o', (value) => {
    expect(mediaReaders.voice(value)).toEqual({ kind: 'voice' });
    expect(mediaReaders.photo([value])).toEqual({ kind: 'picture' });
    expect(mediaReaders.live_photo(value)).toEqual({ kind: 'picture' });
  });

  it('without what is told wrongly, by a name that is no path', () => {
    const file = { file_id: 'BQACAgIAAx2', file_size: -1, duration: '9', mime_type: 'no type', thumbnail: 7 };
    expect(mediaReaders.document({ ...file, file_name: '../../a\n/..\\b.\u202egnp.exe' })).toEqual({
      kind: 'file',
      source: at('BQACAgIAAx2'),
      name: 'b.gnp.exe',
    });
  });
});
