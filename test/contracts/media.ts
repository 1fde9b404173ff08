import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Attachment,
  NO_VOICE,
  type OutgoingFile,
  type Surface,
  type Target,
  TOO_LARGE,
} from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { jpeg, mp3, ogg, pdf } from '../simulator/samples.ts';
import type { Break } from '../simulator/server.ts';
import { holdNoCanary } from '../support/canary.ts';

/** A file as people see it. */
export interface ShownFile {
  form: 'picture' | 'voice' | 'audio' | 'document';
  /** Words beside it. */
  text: string;
  name?: string;
  /** Seconds. */
  length?: number;
}

/** One chat on the stand-in of a platform, whose files an adapter's surface fetches and sends. */
export interface MediaSetup {
  surface: Surface;
  /** Has a person send a file in a message that is meant for the bot; what the adapter tells of it. */
  send(file: { bytes: Buffer; mime: string; name: string }): Promise<Attachment>;
  /** The platform no longer has what was sent last. */
  lose(): void;
  /** Breaks the fetches of bytes from now on. */
  breakFetches(how: Break): void;
  /** Fetches of bytes so far. */
  fetches(): number;
  /** Target in a chat that takes voice messages, files but no voice, or words alone. */
  chat(takes: 'all' | 'no voice' | 'words'): Target;
  /** Files of the bot's messages there, oldest first. */
  shown(target: Target): ShownFile[];
  close(): Promise<void>;
}

const waveform = new Uint8Array(64).fill(90);
const voice: OutgoingFile = {
  ...{ bytes: new Uint8Array(ogg(3)), mime: 'audio/ogg', name: 'answer.ogg' },
  ...{ role: 'voice', durationMs: 3000, waveform },
};
const song: OutgoingFile = {
  bytes: new Uint8Array(mp3),
  mime: 'audio/mpeg',
  name: 'a.mp3',
  role: 'audio',
  durationMs: 5000,
};
const original: OutgoingFile = {
  bytes: new Uint8Array(jpeg),
  mime: 'image/jpeg',
  name: 'original.jpg',
  role: 'document',
};

const mega = 1024 * 1024;

/** What every Surface does with media, whatever its platform. */
export function mediaContract(name: string, start: () => Promise<MediaSetup>): void {
  describe(`media on ${name}`, () => {
    let setup: MediaSetup;
    let surface: Surface;
    const { signal } = new AbortController();
    beforeEach(async () => {
      setup = await start();
      surface = setup.surface;
    });
    afterEach(() => setup.close());

    const sent = { bytes: pdf, mime: 'application/pdf', name: 'notes.pdf' };

    async function fetched(attachment: Attachment, bytes = mega, until = signal): Promise<Uint8Array> {
      const { source } = attachment;
      if (!source || 'blob' in source || !surface.download) throw new Error('it can be fetched');
      // As it comes out of the storage.
      return surface.download(JSON.parse(JSON.stringify(source.address)), { bytes }, until);
    }

    /** A Fault that names neither a secret nor an address. */
    async function faultOf(call: Promise<unknown>) {
      const reason: unknown = await call.then(
        () => 'it resolved',
        (error: unknown) => error,
      );
      if (!isFault(reason)) throw new Error(`no fault: ${String(reason)}`);
      const { kind, message, stack, facts, cause } = reason;
      const whole = JSON.stringify([message, stack, facts, String(cause)]);
      holdNoCanary('a fault', whole);
      expect(whole).not.toMatch(/https?:|127\.0\.0\.1/);
      return { kind, facts };
    }

    it('tells of a file all that is known, and where it can be had again, without secrets', async () => {
      const attachment = await setup.send(sent);
      expect(attachment).toMatchObject({ kind: 'file', mime: 'application/pdf', name: 'notes.pdf', size: pdf.length });
      const written = JSON.stringify(attachment);
      holdNoCanary('an attachment', written);
      expect(written).not.toMatch(/https?:/);
      expect(Buffer.from(await fetched(attachment))).toEqual(pdf);
      expect(Buffer.from(await fetched(attachment, pdf.length))).toEqual(pdf);
    });

    it('fetches no more than is allowed, whatever was declared', async () => {
      const attachment = await setup.send(sent);
      expect(await faultOf(fetched(attachment, pdf.length - 1))).toMatchObject({
        kind: 'rejected',
        facts: { code: TOO_LARGE },
      });
      let written = 0;
      setup.breakFetches({
        reply: {
          status: 200,
          async stream(response) {
            while (!response.destroyed && written < 64 * mega) {
              written += mega;
              if (!response.write(Buffer.alloc(mega)))
                await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
            }
            response.end();
          },
        },
      });
      expect(await faultOf(fetched(attachment))).toMatchObject({ kind: 'rejected', facts: { code: TOO_LARGE } });
      expect(written).toBeLessThan(32 * mega);
    });

    it('says that it is gone', async () => {
      const attachment = await setup.send(sent);
      setup.lose();
      expect(await faultOf(fetched(attachment))).toMatchObject({ kind: 'gone' });
    });

    it('goes nowhere else, and takes nothing packed', async () => {
      const attachment = await setup.send(sent);
      setup.breakFetches({ reply: { status: 302, headers: { location: 'http://127.0.0.1:1/latest' } } });
      expect(await faultOf(fetched(attachment))).toMatchObject({ kind: 'rejected', facts: { code: 'redirected' } });
      setup.breakFetches({ reply: { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'x' } });
      expect(await faultOf(fetched(attachment))).toMatchObject({ kind: 'rejected', facts: { code: 'encoded' } });
    });

    it.each([
      ['unreachable', { drop: 'before' }],
      ['server', { reply: { status: 502, body: 'Bad Gateway' } }],
      ['gone', { reply: { status: 404, body: 'Not Found' } }],
      ['rate_limited', { reply: { status: 429, headers: { 'retry-after': '7' }, body: 'Slow' } }],
    ] as const)('makes one attempt: %s', async (kind, how) => {
      const attachment = await setup.send(sent);
      const before = setup.fetches();
      setup.breakFetches(how);
      expect(await faultOf(fetched(attachment))).toMatchObject({ kind });
      expect(setup.fetches() - before).toBe(1);
    });

    it('is cut short: then it is not taken for the whole', async () => {
      const attachment = await setup.send(sent);
      const half = pdf.subarray(0, 100);
      setup.breakFetches({
        reply: {
          status: 200,
          headers: { 'content-length': String(pdf.length) },
          stream: async (response) => void response.write(half, () => response.destroy()),
        },
      });
      expect(await faultOf(fetched(attachment))).toMatchObject({ kind: 'unreachable' });
    });

    it('ends with the signal where it stalls, before the answer and within it', async () => {
      const attachment = await setup.send(sent);
      const begun = { reply: { status: 200, stream: async (response) => void response.write('%PDF') } } satisfies Break;
      for (const how of [{ hang: true }, begun]) {
        setup.breakFetches(how);
        const before = setup.fetches();
        const stop = new AbortController();
        const call = fetched(attachment, mega, stop.signal);
        await expect.poll(() => setup.fetches() - before, { timeout: 5000, interval: 5 }).toBe(1);
        const reason = new Error('too late');
        stop.abort(reason);
        await expect(call).rejects.toBe(reason);
      }
    });

    it('does not read an address that is none of its own', async () => {
      expect(await faultOf(Promise.resolve(surface.download?.({}, { bytes: 9 }, signal)))).toMatchObject({
        kind: 'internal',
      });
    });

    let nonces = 0;
    function create(target: Target, text: string, ...files: OutgoingFile[]): Promise<string[]> {
      nonces += 1;
      return surface.create(target, { rendered: { text }, files }, { part: 0, nonce: `nonce-${nonces}` }, signal);
    }

    it('speaks: a voice message that shows its length', async () => {
      const target = setup.chat('all');
      const ids = await create(target, '', voice);
      expect(ids).toHaveLength(1);
      expect(setup.shown(target)).toEqual([{ form: 'voice', text: '', length: 3 }]);
      expect(surface.limits.voice).toBeDefined();
    });

    it('speaks with words under it where its limits say so', async () => {
      const target = setup.chat('all');
      const most = surface.limits.voice?.caption ?? 0;
      const caption = 'Hear!'.slice(0, most);
      await create(target, caption, voice);
      expect(setup.shown(target)).toEqual([{ form: 'voice', text: caption, length: 3 }]);
    });

    it('makes no bubble a voice message', async () => {
      const target = setup.chat('all');
      const [id = ''] = await surface.create(target, { rendered: { text: 'One' } }, { part: 0, nonce: 'n' }, signal);
      const call = surface.edit(target, id, { rendered: { text: '' }, files: [voice] }, signal);
      expect(await faultOf(call)).toMatchObject({ kind: 'rejected' });
    });

    it('plays or sends what may not be spoken, and says where neither is taken', async () => {
      const files = setup.chat('no voice');
      await create(files, '', voice);
      const spoken = { ...voice, bytes: new Uint8Array(mp3), mime: 'audio/mpeg', name: 'answer.mp3' };
      await create(files, '', spoken);
      const shown = setup.shown(files);
      expect(shown).toHaveLength(2);
      expect(shown.map(({ form }) => form)).not.toContain('voice');
      expect(await faultOf(create(setup.chat('words'), '', voice))).toMatchObject({
        kind: 'rejected',
        facts: { code: NO_VOICE },
      });
    });

    it('sends sound to be played, and files as they are', async () => {
      const target = setup.chat('all');
      await create(target, 'Hear', song);
      await create(target, 'The original', original);
      expect(setup.shown(target)).toMatchObject([
        { form: 'audio', text: 'Hear' },
        { form: 'document', text: 'The original', name: 'original.jpg' },
      ]);
    });

    it('sends several files at once', async () => {
      const target = setup.chat('all');
      const ids = await create(target, 'Both', original, { ...original, name: 'b.jpg' });
      expect(setup.shown(target).map(({ name: shown }) => shown)).toEqual(['original.jpg', 'b.jpg']);
      for (const id of ids) await surface.remove(target, id, signal);
      expect(setup.shown(target)).toEqual([]);
    });

    it('brings a file into a bubble that showed text', async () => {
      const target = setup.chat('all');
      const [id = ''] = await surface.create(target, { rendered: { text: 'Wait' } }, { part: 0, nonce: 'n' }, signal);
      await surface.edit(target, id, { rendered: { text: 'Here' }, files: [original] }, signal);
      expect(setup.shown(target)).toMatchObject([{ form: 'document', text: 'Here', name: 'original.jpg' }]);
    });
  });
}
