import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Folder, MOST_FILES, openFolder } from '../../src/personas/folder.ts';
import { createFakeClock } from '../fake-clock.ts';
import { listeningLog, temporaryFolder } from '../storage/sqlite/fixtures.ts';

function open(files: Record<string, string>, path = temporaryFolder()) {
  const write = (name: string, text: string) => writeFileSync(join(path, name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  const clock = createFakeClock();
  const { log, lines } = listeningLog();
  const folder = openFolder({ path, log, clock });
  onTestFinished(folder.close);
  return { folder, path, write, log: lines, clock };
}

const persona = (slug: string, more = '') => `slug: ${slug}\nname: Name of ${slug}\n${more}`;
const slugsOf = async (folder: Folder) => (await folder.all()).map(({ slug }) => slug);

it('reads YAML and JSON by name, and nothing else', async () => {
  const { folder, path, write } = open({
    'b.yaml': persona('b'),
    'a.json': '{"slug": "a", "name": "A"}',
    'c.YML': persona('c'),
  });
  write('readme.md', '# Hello');
  write('.hidden.yaml', persona('hidden'));
  mkdirSync(join(path, 'folder.yaml'));
  symlinkSync('/dev/zero', join(path, 'endless.yaml'));
  expect(await slugsOf(folder)).toEqual(['a', 'b', 'c']);
  expect(folder.problems()).toEqual([]);
});

it('takes a changed file for the next question, and forgets one that is gone', async () => {
  const { folder, path, write } = open({ 'a.yaml': persona('a', 'greeting: Hello\n') });
  expect(await folder.all()).toMatchObject([{ greeting: 'Hello' }]);
  write('a.yaml', persona('a', 'greeting: Hi\n'));
  write('b.yaml', persona('b'));
  await vi.waitFor(async () => expect(await folder.all()).toMatchObject([{ greeting: 'Hi' }, { slug: 'b' }]));
  rmSync(join(path, 'a.yaml'));
  renameSync(join(path, 'b.yaml'), join(path, 'c.yaml'));
  await vi.waitFor(async () => expect(await slugsOf(folder)).toEqual(['b']));
});

it('looks again where nothing tells of changes', async () => {
  const path = join(temporaryFolder(), 'later');
  const { folder, log } = open({}, path);
  expect(await folder.all()).toEqual([]);
  expect(folder.problems()).toEqual(['The folder cannot be read (ENOENT).']);
  mkdirSync(path);
  writeFileSync(join(path, 'a.yaml'), persona('a'));
  expect(await slugsOf(folder)).toEqual(['a']);
  expect(folder.problems()).toEqual([]);
  expect(log.join('').match(/cannot be read/g)).toHaveLength(1);
});

it('keeps the former version of a broken file, and says where it is broken', async () => {
  const { folder, write, log } = open({
    'a.yaml': persona('a', 'greeting: Hello\n'),
    'b.yaml': 'slug: b\nparameters:\n  a: 1\n b: 2\n',
  });
  expect(await folder.all()).toMatchObject([{ greeting: 'Hello' }]);
  expect(folder.problems()).toEqual([expect.stringMatching(/^b\.yaml: Line 4, column 1: The indentation/)]);
  write('a.yaml', persona('a', 'greeting: "Hello\n'));
  await vi.waitFor(async () => {
    expect(await folder.all()).toMatchObject([{ greeting: 'Hello' }]);
    expect(folder.problems()[0]).toMatch(/^a\.yaml: Line 4, column 1: Something is not closed/);
  });
  expect(log.join('')).toContain('a.yaml: Line 4, column 1');
  write('a.yaml', persona('a'));
  await vi.waitFor(async () => expect((await folder.all())[0]?.greeting).toBeUndefined());
  expect(folder.problems()).toHaveLength(1);
});

it('names two files of one slug; the first by name holds', async () => {
  const { folder } = open({
    'a.yaml': persona('same', 'greeting: First\n'),
    'b.yaml': persona('same', 'greeting: Second\n'),
    'c.yaml': persona('same', 'language: zh-CN\n'),
  });
  expect(await folder.all()).toMatchObject([{ greeting: 'First' }, { language: 'zh-CN' }]);
  expect(folder.problems()).toEqual(['b.yaml: a.yaml has the slug "same" already, and holds.']);
});

it('bounds files in number and size', async () => {
  const many = Object.fromEntries(
    Array.from({ length: MOST_FILES + 1 }, (_, at) => [`p${1000 + at}.yaml`, persona(`p${at}`)]),
  );
  const { folder } = open({ ...many, 'p0.yaml': `# ${'x'.repeat(300_000)}\n${persona('large')}` });
  expect(await folder.all()).toHaveLength(MOST_FILES - 1);
  expect(folder.problems()).toEqual([
    'There are 202 files; the first 200 are read.',
    'p0.yaml: It is too large: at most 80 kB.',
  ]);
});
