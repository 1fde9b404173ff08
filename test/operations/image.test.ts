import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pruneModules, removeUnasked } from '../../src/operations/image.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'image-'));
  folders.push(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

describe('pruneModules', () => {
  it('leaves what a program loads, and every licence', () => {
    const root = folderOf({
      'a/package.json': '{"main": "./src/index.js"}',
      'a/src/index.js': '',
      'a/src/index.js.map': '',
      'a/LICENSE.md': '',
      'a/README.md': '',
      'a/lib/test/loaded.js': '',
      '@b/c/package.json': '{"exports": {".": "./dist/index.js"}}',
      '@b/c/dist/index.js': '',
      '@b/c/dist/index.d.ts': '',
      '@b/c/types/index.d.mts': '',
      '@b/c/src/index.js': '',
      '@b/c/test/a.js': '',
      '@b/c/node_modules/d/package.json': '{}',
      '@b/c/node_modules/d/index.js': '',
      '@b/c/node_modules/d/docs/a.js': '',
    });
    pruneModules(root);
    const left = ['a/src/index.js', 'a/LICENSE.md', 'a/lib/test/loaded.js', '@b/c/dist/index.js'];
    for (const name of [...left, '@b/c/node_modules/d/index.js'])
      expect([name, existsSync(join(root, name))]).toEqual([name, true]);
    const gone = ['a/src/index.js.map', 'a/README.md', '@b/c/dist/index.d.ts', '@b/c/types', '@b/c/src', '@b/c/test'];
    for (const name of [...gone, '@b/c/node_modules/d/docs'])
      expect([name, existsSync(join(root, name))]).toEqual([name, false]);
  });
});

describe('removeUnasked', () => {
  it('leaves what is asked for, also by the nearest copy of a package, and no mere wish of one', () => {
    const root = folderOf({
      'package.json': '{"dependencies": {"a": "1"}, "optionalDependencies": {"@o/b": "1", "absent": "1"}}',
      'node_modules/a/package.json':
        '{"dependencies": {"c": "1"}, "peerDependencies": {"p": "1", "w": "1"}, "peerDependenciesMeta": {"w": {"optional": true}}}',
      'node_modules/a/node_modules/c/package.json': '{"dependencies": {"a": "1"}}',
      'node_modules/@o/b/package.json': '{"optionalDependencies": {"d": "1"}}',
      'node_modules/c/package.json': '{}',
      'node_modules/d/package.json': '{}',
      'node_modules/p/package.json': '{}',
      'node_modules/w/package.json': '{"dependencies": {"x": "1"}}',
      'node_modules/w/node_modules/y/package.json': '{}',
      'node_modules/x/package.json': '{}',
    });
    removeUnasked(root);
    const is = (name: string) => existsSync(join(root, 'node_modules', name, 'package.json'));
    expect(['a', 'a/node_modules/c', '@o/b', 'd', 'p'].filter((name) => !is(name))).toEqual([]);
    expect(['c', 'w', 'w/node_modules/y', 'x'].filter(is)).toEqual([]);
  });
});

interface Locked {
  integrity?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

describe('package-lock.json', () => {
  const file = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  const packages: Record<string, Locked> = JSON.parse(file).packages;
  const names = Object.keys(packages).filter((name) => name !== '');

  it('holds every platform’s packages, whichever machine wrote it: npm ci refuses it otherwise', () => {
    const missing = names.flatMap((name) =>
      Object.keys(packages[name]?.optionalDependencies ?? {})
        .filter(
          (wish) => !names.some((each) => each === `node_modules/${wish}` || each === `${name}/node_modules/${wish}`),
        )
        .map((wish) => `${name} → ${wish}`),
    );
    expect(missing, 'mend: remove node_modules, then npm install --package-lock-only').toEqual([]);
  });

  it('proves every package by a hash, and names no registry', () => {
    expect(names.filter((name) => !packages[name]?.integrity)).toEqual([]);
    expect(names.filter((name) => packages[name]?.resolved)).toEqual([]);
  });
});
