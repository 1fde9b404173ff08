import { expect, it } from 'vitest';
import type { OwnedContent } from '../../src/ports/index.ts';
import { exportOf } from '../../src/privacy/export.ts';
import { openLife, WORDS } from './life.ts';
import { unzipped } from './unzipped.ts';

/** All that is kept of a person, as they are given it. */

function itemsOf(...items: Partial<OwnedContent>[]) {
  return {
    async *contents() {
      for (const item of items) yield { kind: 'document', key: 'turn|x:1|a', at: 1, bytes: 1, content: 'x', ...item };
    },
  };
}
const blobs = { get: async (name: string) => (name === 'gone' ? undefined : Buffer.from(`\x89PNG ${name}`, 'latin1')) };

it('is one JSON text by kind where there are no files; what no line matches is in it as it is stored', async () => {
  const kept = itemsOf({ content: { a: 1 } }, { key: 'novel|1', content: 2 }, { kind: 'job', key: 'j', content: 3 });
  const { file, missing } = await exportOf({ kept, blobs }, 'x:ann', 1000);
  expect([file?.name, missing]).toEqual(['parley.json', 0]);
  expect(JSON.parse(Buffer.from(file?.bytes ?? []).toString())).toMatchObject({
    person: 'x:ann',
    kept: { questions: [{ content: { a: 1 } }], other: [{ key: 'novel|1', content: 2 }], batches: [{ content: 3 }] },
  });
});

it('is an archive with the files where there are some, once each, and says how many are missing', async () => {
  const blob = (key: string) => ({ kind: 'blob', key, content: undefined });
  const kept = itemsOf({}, blob('one'), blob('one'), blob('gone'));
  const { file, missing } = await exportOf({ kept, blobs }, 'x:ann', 10_000);
  expect([file?.name, missing]).toEqual(['parley.zip', 1]);
  const files = unzipped(file?.bytes ?? Buffer.of());
  expect([...files.keys()]).toEqual(['parley.json', 'files/one.png']);
  expect(files.get('files/one.png')?.toString('latin1')).toBe('\x89PNG one');
});

it('leaves out what has no room, and is nothing where nothing has', async () => {
  const big = itemsOf({}, { kind: 'blob', key: 'large' });
  const large = { get: async () => Buffer.alloc(5000) };
  const { file, missing } = await exportOf({ kept: big, blobs: large }, 'x:ann', 4000);
  expect([[...unzipped(file?.bytes ?? Buffer.of()).keys()], missing]).toEqual([['parley.json'], 1]);
  expect((await exportOf({ kept: big, blobs: large }, 'x:ann', 50)).file).toBeUndefined();
});

it('comes by a button in private, with what was said and drawn, and nothing of others', async () => {
  const { telegram, chat, ann, press, texts, bot, mine } = await openLife();
  telegram.say(chat, ann, '/privacy');
  await telegram.waitFor(() => texts(chat).some((text) => text.includes('What I keep of you')));
  await press('⤓ Export', chat, ann);
  const message = await telegram.waitFor(() => mine(chat).find(({ file }) => file === 'parley.zip'));
  await bot.idle();
  const files = unzipped(telegram.document(message) ?? Buffer.of());
  const json = files.get('parley.json')?.toString() ?? '';
  expect(json.match(new RegExp(WORDS, 'gi'))?.length).toBeGreaterThan(6);
  expect(json).not.toMatch(/lemon|which fruit/);
  expect([...files.keys()].filter((name) => name.endsWith('.png'))).toHaveLength(1);
});
