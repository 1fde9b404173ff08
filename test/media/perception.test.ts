import { describe, expect, it } from 'vitest';
import { wordsKey } from '../../src/conversation/keys.ts';
import { createKeptWords } from '../../src/media/kept.ts';
import { createPerception, type PerceptionParts } from '../../src/media/perception.ts';
import type { Picture } from '../../src/media/pictures.ts';
import type { Attachment } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { keepLog } from '../model/support.ts';
import { deaf } from '../support/deaf-model.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const at = { conversation: 'test:1', person: 'test:1', asker: 'test:1', chat: 'test:1', language: 'en', model: deaf };
const source = (file: string) => ({ surface: 'test', address: { file } });
const thing = (kind: Attachment['kind'], over: Partial<Attachment> = {}): Attachment => ({
  kind,
  source: source('f1'),
  ...over,
});

/** Parts to put in place of the usual; no hearing where it is null. */
type Over = Partial<Omit<PerceptionParts, 'hear'>> & { hear?: PerceptionParts['hear'] | null };

function opened({ hear = async () => 'good morning', ...over }: Over = {}) {
  const { documents, kept } = createMemoryDocuments();
  const fetched: string[] = [];
  const log = keepLog();
  const perception = createPerception({
    async fetch(from, _most, _at, _signal, use) {
      fetched.push('blob' in from ? from.blob : String(from.address['file']));
      return use(new Uint8Array([1, 2, 3]));
    },
    keep: async () => undefined,
    prepare: async (bytes) => ({ bytes, mime: 'image/png' }),
    put: async () => ({ blob: 'kept' }),
    see: async (bytes) => picture(bytes),
    ...(hear ? { hear } : {}),
    read: async () => ({ words: { v: 1, parts: [{ name: 'page 1', text: 'All about moles' }] }, pictures: [] }),
    kept: createKeptWords(documents, wordsKey, 1000),
    log,
    ...over,
  });
  const sense = (what: Attachment, place = at) => perception.sense(what, place, new AbortController().signal);
  return { perception, sense, fetched, kept, log };
}

function picture(bytes: Uint8Array): Picture {
  return { bytes, mime: 'image/jpeg', detail: 'high', tokens: 9, width: 96, height: 96 };
}

const failing = (error: unknown) => ({
  fetch: async () => {
    throw error;
  },
});

describe('a picture', () => {
  it('is fetched and made ready once for a conversation, and never given to another', async () => {
    const { sense, fetched } = opened();
    expect(await sense(thing('picture'))).toEqual({ pictures: [picture(new Uint8Array([1, 2, 3]))] });
    await sense(thing('picture'));
    expect(fetched).toEqual(['f1']);
    await sense(thing('picture'), { ...at, conversation: 'test:2' });
    expect(fetched).toEqual(['f1', 'f1']);
  });

  it.each([
    [undefined, 20],
    [9, 9],
    [1, 4],
    [90, 20],
  ])('of %s MiB as it was said has room for %i', async (said, most) => {
    const rooms: number[] = [];
    const { sense } = opened({
      async fetch(_source, room, _at, _signal, use) {
        rooms.push(room / 1024 ** 2);
        return use(new Uint8Array(1));
      },
    });
    await sense(thing('picture', said === undefined ? {} : { size: said * 1024 ** 2 }));
    expect(rooms).toEqual([most]);
  });

  it('is kept for a follow-up while there is room for its bytes', async () => {
    const { sense, fetched } = opened({ see: async () => picture(new Uint8Array(6 * 1024 * 1024)) });
    for (const file of ['a', 'b', 'b', 'c', 'b', 'a']) await sense(thing('picture', { source: source(file) }));
    expect(fetched).toEqual(['a', 'b', 'c', 'a']);
  });

  it.each([
    ['a moving one, by its preview', thing('sticker', { moving: true, preview: { source: source('p') } }), ['p']],
    ['a moving one without a preview not at all', thing('sticker', { moving: true }), []],
    ['a document that is one', thing('file', { mime: 'image/png' }), ['f1']],
    ['one whose bytes nobody has not at all', { kind: 'picture' as const }, []],
  ])('is seen: %s', async (_, what, from) => {
    const { sense, fetched } = opened();
    const sensed = await sense(what);
    expect([fetched, sensed.pictures !== undefined, sensed.reason]).toEqual([from, from.length > 0, undefined]);
  });
});

describe('a recording', () => {
  it('is heard once, and its words are kept before anything is asked', async () => {
    const heard: string[] = [];
    const { sense, fetched, kept } = opened({
      hear: async (_, { kind }) => {
        heard.push(kind);
        return 'good morning';
      },
    });
    expect(await sense(thing('voice'))).toEqual({ heard: 'good morning' });
    expect([...kept.values()]).toEqual([{ v: 1, parts: [{ text: 'good morning' }] }]);
    expect(await sense(thing('voice'))).toEqual({ heard: 'good morning' });
    expect([heard, fetched]).toEqual([['voice'], ['f1']]);
    await sense(thing('voice'), { ...at, conversation: 'test:2' });
    expect(heard).toHaveLength(2);
  });

  it('is a sentence where no model hears', async () => {
    const { sense, fetched } = opened({ hear: null });
    expect([await sense(thing('voice')), fetched]).toEqual([{ reason: 'deaf' }, []]);
  });

  it('of a video is heard, and its preview is seen', async () => {
    const { sense, fetched } = opened();
    const sensed = await sense(thing('video', { preview: { source: source('p') } }));
    expect(sensed).toMatchObject({ heard: 'good morning', pictures: [{ tokens: 9 }] });
    expect(fetched).toEqual(['p', 'f1']);
  });
});

describe('a file', () => {
  it('is read, and what was read is kept', async () => {
    const { sense, kept, fetched } = opened();
    const read = { v: 1, parts: [{ name: 'page 1', text: 'All about moles' }] };
    expect(await sense(thing('file', { mime: 'application/pdf' }))).toEqual({ read });
    expect([...kept.values()]).toEqual([read]);
    await sense(thing('file', { mime: 'application/pdf' }));
    expect(fetched).toEqual(['f1']);
  });

  it('that is refused is not kept, and can be tried again', async () => {
    const { sense, kept } = opened({ read: async () => ({ reason: 'encrypted' }) });
    expect(await sense(thing('file'))).toEqual({ reason: 'encrypted' });
    expect(kept.size).toBe(0);
  });
});

describe('what something is said to be', () => {
  const jpeg = Buffer.from('\xff\xd8\xff\xe0', 'latin1');
  const pdf = Buffer.from('%PDF-1.7');
  const ogg = Buffer.from('OggS');

  it.each([
    ['a picture that is said to be a PDF', jpeg, thing('file', { mime: 'application/pdf' }), 'pictures'],
    ['a picture of which nothing is said', jpeg, thing('file'), 'pictures'],
    ['a PDF that is said to be a picture', pdf, thing('picture', { mime: 'image/png' }), 'read'],
    ['a PDF that is said to be sound', pdf, thing('audio', { mime: 'audio/mpeg' }), 'read'],
    ['sound that is said to be a text', ogg, thing('file', { mime: 'text/plain' }), 'heard'],
    ['sound of whose content nothing shows', Buffer.from('#!AMR'), thing('voice'), 'heard'],
  ])('is not believed where its content shows what it is: %s', async (_, bytes, what, found) => {
    const { sense } = opened({ fetch: async (_from, _most, _at, _signal, use) => use(bytes) });
    expect(Object.keys(await sense(what))).toEqual([found]);
  });

  it('does not make anybody hear: sound is a sentence where no model does', async () => {
    const { sense } = opened({ hear: null, fetch: async (_from, _most, _at, _signal, use) => use(ogg) });
    expect(await sense(thing('file'))).toEqual({ reason: 'deaf' });
  });
});

describe('a scan with a page of words', () => {
  it('is seen and read in a follow-up, too', async () => {
    const words = { v: 1 as const, parts: [{ name: '2', text: 'A note' }] };
    const { sense, fetched } = opened({ read: async () => ({ words, pictures: [picture(new Uint8Array([1]))] }) });
    const first = await sense(thing('file'));
    expect(first).toMatchObject({ read: words, pictures: [{ tokens: 9 }] });
    expect([await sense(thing('file')), fetched]).toEqual([first, ['f1']]);
  });
});

describe('a failure', () => {
  it.each([
    [new Fault('gone', 'x'), 'gone'],
    [new Fault('rejected', 'x', { code: 'too-large' }), 'too_large'],
    [new Fault('unreachable', 'x'), 'stalled'],
    [new Error('x'), 'stalled'],
    [new Fault('model_auth', 'x'), 'deaf'],
    [new Fault('model_rejected', 'x'), 'broken'],
  ] as const)('is a reason', async (error, reason) => {
    const { sense, log } = opened(failing(error));
    expect(await sense(thing('voice'))).toEqual({ reason });
    expect(log.lines.at(-1)).toMatch(/could not be sensed/);
  });

  it('of the store, or of the turn itself, is none', async () => {
    for (const kind of ['storage', 'model_spent'] as const)
      await expect(opened(failing(new Fault(kind, 'x'))).sense(thing('voice'))).rejects.toThrow('x');
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    const { perception } = opened(failing(new Error('x')));
    await expect(perception.sense(thing('voice'), at, stop.signal)).rejects.toThrow('stopped');
  });
});

describe('a file as it is', () => {
  const never = new AbortController().signal;

  it('is had as bytes', async () => {
    const { perception } = opened();
    expect(await perception.bytes(thing('file'), 10, at, never)).toEqual(new Uint8Array([1, 2, 3]));
  });

  it.each([
    ['that is larger than may be had is not fetched', { size: 11 }, {}, 'too_large'],
    ['that cannot be had again', { source: undefined } as object, {}, 'gone'],
    ['whose platform refuses it', {}, failing(new Fault('gone', 'gone')), 'gone'],
  ])('%s', async (_, over, parts, reason) => {
    const { perception, fetched } = opened(parts);
    expect(await perception.bytes(thing('file', over), 10, at, never)).toEqual({ reason });
    expect(fetched).toEqual([]);
  });
});
