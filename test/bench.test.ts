import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { measureBeside } from './bench/beside.ts';
import { median, newChat } from './bench/measures.ts';
import { canWatchMemory, watchMemory } from './bench/memory.ts';
import { measureOldChat } from './bench/old-chat.ts';
import { judge, table } from './bench/report.ts';
import { type Kind, startSubject } from './bench/subject.ts';
import type { Thing } from './bench/things.ts';
import { startWorld } from './bench/world.ts';
import { pdfOf } from './media/made-files.ts';
import { photo } from './media/made-pictures.ts';
import { itEach, itWhole } from './support/whole.ts';

/** The bench measures what it says: all who are measured do the same job, and a figure past its target is a miss. */

/** Program that starts another one with 200 MB when it is told to, and then kills it. */
const STARTER = `
  const { spawn } = require('node:child_process');
  const large = 'const b = Buffer.alloc(200 << 20, 1); process.stdin.resume()';
  let started;
  process.stdin.on('data', (said) => {
    if (String(said) === 'start') started = spawn(process.execPath, ['-e', large]);
    else started.kill('SIGKILL');
  });
`;

let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'bench-test-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

describe('who is measured', () => {
  itEach<[Kind]>(1, [['ours'], ['once'], ['stream']])(
    '%s answers each message once',
    async (kind) => {
      const world = await startWorld();
      const subject = await startSubject({ kind, url: world.url, cache, preload: 'probe' });
      try {
        const chats = [newChat(), newChat(), newChat()];
        const instant = { words: 40, wordsPerSecond: 0 };
        const all = await Promise.all(chats.map((chat) => world.ask(chat, instant)));
        all.push(await world.ask(newChat(), { words: 30, wordsPerSecond: 100 }));
        expect([...world.shown].sort()).toEqual(all.map(({ id }) => id).sort());
        for (const { putAt, askedAt, spokenAt, shownAt } of all) {
          expect(askedAt).toBeGreaterThan(putAt);
          expect(spokenAt).toBeGreaterThan(askedAt);
          expect(shownAt).toBeGreaterThan(spokenAt);
        }
        expect((await subject.used()).cpuMs).toBeGreaterThan(10);
      } finally {
        await subject.stop();
        await world.close();
      }
    },
    30_000,
  );
});

itWhole(
  'people are answered beside attackers',
  async () => {
    const { aloneMs, besideMs } = await measureBeside(cache, 1);
    expect(aloneMs).toBeGreaterThan(0);
    expect(besideMs).toBeGreaterThan(0);
  },
  90_000,
);

itWhole(
  'an old chat is asked with a summary, beside a young one',
  async () => {
    const metrics = await measureOldChat(cache, { turns: 200, questions: 2 }, () => undefined);
    expect(metrics.map(({ ours, floor }) => [ours.length, floor.length])).toEqual([
      [2, 2],
      [2, 2],
    ]);
    expect(metrics.map(judge)[1]).toMatchObject({ unit: 'B', ok: true });
  },
  90_000,
);

describe('what pictures and files take', () => {
  it('is measured on questions whose pictures and words come to the model', async () => {
    const world = await startWorld();
    const subject = await startSubject({ kind: 'ours', url: world.url, cache });
    try {
      const size = { width: 64, height: 48 };
      const picture: Thing = { kind: 'photo', bytes: await photo(size), ...size };
      const plan = { words: 40, wordsPerSecond: 0 };
      expect(await world.ask(newChat(), plan, [picture, picture])).toMatchObject({ pictures: 2 });
      await world.ask(newChat(), plan, [{ kind: 'document', bytes: pdfOf(['Words on a page']) }]);
      expect(world.heard()).toContain('Words on a page');
    } finally {
      await subject.stop();
      await world.close();
    }
  }, 30_000);

  it.runIf(canWatchMemory)(
    'counts the memory of processes that were started, while they live',
    async () => {
      // A process that does nothing else: a worker of the tests may give memory back meanwhile.
      const parent = spawn(process.execPath, ['-e', STARTER]);
      const watch = watchMemory(parent.pid ?? 0);
      try {
        await vi.waitFor(async () => expect(await watch.peakMb()).toBeGreaterThan(10), { timeout: 10_000 });
        const before = await watch.peakMb();
        parent.stdin.write('start');
        await vi.waitFor(async () => expect(await watch.peakMb()).toBeGreaterThan(before + 200), { timeout: 10_000 });
        parent.stdin.write('kill');
        await vi.waitFor(async () => expect(await watch.peakMb()).toBeLessThan(before + 100), { timeout: 10_000 });
      } finally {
        parent.kill('SIGKILL');
        await watch.end();
      }
    },
    30_000,
  );
});

describe('the verdict', () => {
  const metric = { name: 'cost', unit: 'ms', ours: [2, 6, 4], floor: [1, 2, 4] };

  it('goes by the median of the pairs', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1])).toBe(2.5);
    expect(judge({ ...metric, target: { of: 'ratio', most: 2 } })).toMatchObject({ ours: 4, ratio: 2, ok: true });
    expect(judge({ ...metric, target: { of: 'ratio', most: 1.9 } })).toMatchObject({ ok: false, target: '≤ 1.9 ×' });
    expect(judge({ ...metric, target: { of: 'ratio', least: 2.1 } }).ok).toBe(false);
    expect(judge({ ...metric, target: { of: 'value', most: 4 } })).toMatchObject({ ok: true, target: '≤ 4 ms' });
  });

  it('is a miss where nothing was measured', () => {
    expect(judge({ ...metric, ours: [], target: { of: 'value', most: 4 } }).ok).toBe(false);
    expect(judge({ ...metric, floor: [], target: { of: 'ratio', most: 4 } }).ok).toBe(false);
  });

  it('is shown in a table', () => {
    const text = table([judge({ ...metric, target: { of: 'ratio', most: 1 } })]);
    expect(text).toContain('4.00 ms  2.00 ms  2.00 ×  1.00–3.00   ≤ 1 ×  MISS');
  });
});
