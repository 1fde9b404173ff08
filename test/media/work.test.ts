import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { missingFor } from '../../src/media/libraries.ts';
import { preparePicture } from '../../src/media/pictures.ts';
import { createMessageReader, pack, type Received } from '../../src/media/work/messages.ts';
import { startWork, type WorkProcess } from '../../src/media/work/process.ts';
import { photo } from './made-pictures.ts';

const never = new AbortController().signal;
const MB = 1024 * 1024;
const generous = { memory: 400 * MB, ms: 20_000, output: 16 * MB };
const open: WorkProcess[] = [];
afterEach(() => {
  for (const work of open.splice(0)) work.end();
});

function start(limits: Partial<typeof generous> = {}): WorkProcess {
  const work = startWork('pictures', { ...generous, ...limits });
  open.push(work);
  return work;
}

const request = (body: Uint8Array) => ({ head: { detail: 'high' }, body });
const small = () => photo({ width: 64, height: 64 });
/** One that is unpacked as a whole, and takes its time. */
const heavy = () =>
  sharp({ create: { width: 4500, height: 4500, channels: 4, background: '#11223344' } })
    .png({ progressive: true })
    .toBuffer();

/** Ids of the living processes that a process has started, on systems that tell. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      try {
        const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
        const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return Number(ppid) === parent && state !== 'Z';
      } catch {
        return false;
      }
    });
}

describe('a process for foreign bytes', () => {
  it('answers one request after the other', async () => {
    const work = start();
    for (const side of [64, 32]) {
      expect(await work.ask(request(await photo({ width: side, height: side })), never)).toMatchObject({
        head: { width: side, mime: 'image/jpeg' },
      });
    }
    expect(await work.ask(request(Buffer.from('no picture')), never)).toEqual({ reason: 'broken' });
    expect(work.isOpen()).toBe(true);
  });

  it('is ended by its memory', async () => {
    const work = start({ memory: 150 * MB });
    expect(await work.ask(request(await heavy()), never)).toEqual({ reason: 'bomb' });
    expect(work.isOpen()).toBe(false);
  });

  it('is ended by its time', async () => {
    expect(await start({ ms: 30 }).ask(request(await small()), never)).toEqual({ reason: 'too_slow' });
  });

  it('is ended by its output', async () => {
    expect(await start({ output: 1000 }).ask(request(await photo({ width: 400, height: 400 })), never)).toEqual({
      reason: 'bomb',
    });
  });

  it('is ended when nobody waits any more', async () => {
    const work = start();
    const over = new AbortController();
    const asked = work.ask(request(await heavy()), over.signal);
    over.abort(new Error('over'));
    await expect(asked).rejects.toThrow('over');
    expect(work.isOpen()).toBe(false);
    await expect(start().ask(request(await small()), over.signal)).rejects.toThrow('over');
  });

  it('tells one that was killed from one that did not start', async () => {
    const work = start();
    await work.ask(request(await small()), never);
    const asked = work.ask(request(await heavy()), never);
    for (const child of childrenOf(process.pid)) process.kill(child, 'SIGSEGV');
    expect(await asked).toEqual({ reason: 'broken' });
    const unborn = startWork('no such work' as 'pictures', generous);
    await expect(unborn.ask(request(await small()), never)).rejects.toMatchObject({ kind: 'internal' });
  });
});

describe.skipIf(process.platform !== 'linux')('what such a process has', () => {
  it('is nothing of the bot: no environment, no files, no programs', async () => {
    const work = start();
    await work.ask(request(await small()), never);
    const [child = 0] = childrenOf(process.pid);
    const environment = readFileSync(`/proc/${child}/environ`, 'utf8').split('\0').filter(Boolean);
    expect(environment.filter((line) => !/^(MALLOC_|UV_THREADPOOL_SIZE=|NODE_COMPILE_CACHE=)/.test(line))).toEqual([]);
    const flags = readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0');
    expect(flags).toContain('--permission');
    const readable = flags.filter((flag) => flag.startsWith('--allow-fs-read='));
    expect(readable.filter((flag) => !/\/(src|node_modules)$/.test(flag))).toEqual([]);
    expect(flags.filter((flag) => /write|child-process/.test(flag))).toEqual([]);
  });

  it('is no life longer than the bot’s', async () => {
    const script = join(import.meta.dirname, 'working.ts');
    const bot = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(bot.stdout, 'data');
    const [child = 0] = childrenOf(bot.pid ?? 0);
    expect(child).toBeGreaterThan(0);
    bot.kill('SIGKILL');
    await expect.poll(() => childrenOf(1).includes(child) || isAlive(child), { timeout: 5000 }).toBe(false);
  });
});

function isAlive(id: number): boolean {
  try {
    return readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z';
  } catch {
    return false;
  }
}

describe.skipIf(process.platform !== 'linux')('a process for pictures', () => {
  const prepare = async (conversation?: string) => {
    const picture = await preparePicture(await small(), 'low', never, conversation);
    expect(picture).toMatchObject({ width: 64 });
    return childrenOf(process.pid)[0];
  };

  it('waits a moment for more of the same conversation, and is never another’s', async () => {
    const first = await prepare('test:1');
    expect(first).toBeGreaterThan(0);
    expect(await prepare('test:1')).toBe(first);
    const other = await prepare('test:2');
    expect(other).not.toBe(first);
    await expect.poll(() => childrenOf(process.pid), { timeout: 5000 }).toEqual([]);
    await prepare();
    await expect.poll(() => childrenOf(process.pid), { timeout: 1000 }).toEqual([]);
  });
});

describe('optional packages', () => {
  it('are named where they are missing', () => {
    expect([missingFor('seeing'), missingFor('reading')]).toEqual([[], []]);
  });

  it('are not needed by the bot: without them a picture is not seen, and it is said why', async () => {
    const root = mkdtempSync(join(tmpdir(), 'bare-'));
    try {
      cpSync(join(import.meta.dirname, '../../src'), join(root, 'src'), { recursive: true });
      writeFileSync(join(root, 'package.json'), '{"type": "module"}');
      const script = `
        import { missingFor } from './src/media/libraries.ts';
        import { preparePicture } from './src/media/pictures.ts';
        const bytes = Buffer.from(process.argv[1], 'base64');
        const outcome = await preparePicture(bytes, 'high', new AbortController().signal);
        console.log(JSON.stringify({ missing: missingFor('seeing'), outcome }));`;
      const bytes = (await small()).toString('base64');
      const bare = spawn(process.execPath, ['--input-type=module', '-e', script, bytes], { cwd: root });
      expect(JSON.parse(await text(bare.stdout))).toEqual({
        missing: ['sharp'],
        outcome: { reason: 'missing_library' },
      });
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe('messages between processes', () => {
  it('arrive whole, however their bytes are cut', () => {
    const sent = [
      { head: { a: 1 } },
      { head: { b: 'é' }, body: Buffer.from('body') },
      { head: {}, body: Buffer.alloc(0) },
    ];
    const bytes = Buffer.concat(sent.flatMap(pack));
    for (const size of [1, 2, 7, 9, bytes.length]) {
      const received: Received[] = [];
      const read = createMessageReader(1000, (message) => received.push(message));
      for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
      expect(received.map(({ head, body }) => [head, String(body)])).toEqual([
        [{ a: 1 }, ''],
        [{ b: 'é' }, 'body'],
        [{}, ''],
      ]);
    }
  });

  it('are refused by their announced length', () => {
    const read = createMessageReader(100, () => undefined);
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32LE(2 ** 31, 4);
    expect(() => read(lengths)).toThrow('too long');
  });
});
