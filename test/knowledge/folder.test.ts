import { mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolder } from '../../src/knowledge/folder.ts';
import { readFile } from '../../src/media/reading.ts';
import { DoorRefusal } from '../../src/net/door.ts';
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
  const clock = createFakeClock();
  const asked: string[] = [];
  /** What each address says, or why it says nothing. */
  const says = new Map<string, string | DoorRefusal>();
  const page = async (url: string) => {
    asked.push(url);
    const said = says.get(url) ?? new DoorRefusal('host');
    if (said instanceof DoorRefusal) throw said;
    return { url, title: '', text: said, pages: [{ name: '1', text: said }], read: { bytes: 1, more: false } };
  };
  const folder = createFolder({ path: base, documents: store.documents, read, page, clock, log });
  const text = async (name: string) => {
    const [source] = await folder.open([name], never);
    return source && (await folder.pages(source))?.map((page) => page.text).join('\n');
  };
  return { ...store, clock, folder, log, text, asked, says, reads: () => reads };
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

  it('gives the page that a shortcut names, and tries one that cannot be had again after an hour', async () => {
    const { text, asked, says, clock, folder, log } = open();
    const url = 'https://shop.example/terms';
    await writeFile(join(base, 'terms.url'), `[InternetShortcut]\r\nURL=${url}\r\n`);
    await writeFile(join(base, 'bare.URL'), `${url}\n`);
    await writeFile(join(base, 'none.url'), 'file:///etc/passwd');
    expect([await text('terms.url'), await text('terms.url'), await text('none.url')]).toEqual(
      Array(3).fill(undefined),
    );
    expect(asked).toEqual([url]);
    const reasons = log.lines.map(({ fields }) => (fields as { reason?: string }).reason);
    expect(reasons).toEqual(['host', 'no address']);
    says.set(url, 'Six weeks.');
    await clock.advance(3_600_000);
    expect([await text('terms.url'), await text('terms.url'), await text('bare.URL')]).toEqual(
      Array(3).fill('Six weeks.'),
    );
    expect(asked).toEqual([url, url, url]);
    const [source] = await folder.open(['terms.url'], never);
    expect(source).toMatchObject({ kind: 'page', from: { url, at: clock.now() } });
  });

  it('is none where the operator has none', async () => {
    const { log, documents } = open();
    const page = () => Promise.reject(new DoorRefusal('host'));
    const parts = { documents, read: readFile, page, clock: createFakeClock(), log };
    expect(await createFolder({ ...parts, path: undefined }).open(['returns.md'], never)).toEqual([]);
  });
});
