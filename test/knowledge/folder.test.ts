import { mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolder } from '../../src/knowledge/folder.ts';
import { readFile } from '../../src/media/reading.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { pdfOf } from '../media/made-files.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const never = new AbortController().signal;
let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'folder-'));
});
afterEach(() => rm(base, { recursive: true }));

function open() {
  const store = createMemoryDocuments();
  const log = createTestLog();
  let reads = 0;
  const read: typeof readFile = (...asked) => {
    reads += 1;
    return readFile(...asked);
  };
  const folder = createFolder({ path: base, documents: store.documents, read, clock: createFakeClock(), log });
  const text = async (name: string) => {
    const [source] = await folder.open([name], never);
    return source && (await folder.pages(source))?.map((page) => page.text).join('\n');
  };
  return { ...store, folder, log, text, reads: () => reads };
}

describe('the operator’s folder', () => {
  it('gives the text of a file, which is read once, and anew when it has changed', async () => {
    const { text, reads, ttls } = open();
    await writeFile(join(base, 'returns.md'), 'Two weeks.');
    expect(await Promise.all([text('returns.md'), text('returns.md')])).toEqual(['Two weeks.', 'Two weeks.']);
    expect(reads()).toBe(1);
    await writeFile(join(base, 'returns.md'), 'Six weeks.');
    await utimes(join(base, 'returns.md'), 1, 1);
    expect(await text('returns.md')).toBe('Six weeks.');
    expect(reads()).toBe(2);
    for (const ttl of ttls.values()) expect(ttl).toBeGreaterThan(0);
  });

  it('gives nothing that lies elsewhere, and says so once', async () => {
    const { text, log } = open();
    await writeFile(join(base, '..', 'outside.txt'), 'secret');
    await symlink('/etc/hostname', join(base, 'link.txt'));
    for (const name of ['../outside.txt', 'link.txt', '.env', 'none.txt', '', 'a\0b', '/etc/hostname']) {
      expect(await text(name), name).toBeUndefined();
      expect(await text(name), name).toBeUndefined();
    }
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(7);
    await rm(join(base, '..', 'outside.txt'));
  });

  it('leaves out what cannot be read, and tries it no second time', async () => {
    const { folder, reads, log } = open();
    await writeFile(join(base, 'empty.txt'), '');
    await writeFile(join(base, 'broken.pdf'), '%PDF-1.7 nothing');
    await writeFile(join(base, 'good.pdf'), pdfOf(['Two weeks.']));
    for (let again = 0; again < 2; again += 1) {
      const found = await folder.open(['empty.txt', 'broken.pdf', 'good.pdf'], never);
      expect(found.map(({ name }) => name)).toEqual(['good.pdf']);
    }
    expect(reads()).toBe(3);
    expect(log.lines.map(({ fields }) => (fields as { reason?: string }).reason)).toEqual(['empty', 'broken']);
  });

  it('is none where the operator has none', async () => {
    const { log, documents } = open();
    const parts = { documents, read: readFile, clock: createFakeClock(), log };
    expect(await createFolder({ ...parts, path: undefined }).open(['returns.md'], never)).toEqual([]);
  });
});
