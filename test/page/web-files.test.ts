import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listWebFiles } from './web-files.ts';

describe("the page's scripts", async () => {
  const files = await listWebFiles();
  const scripts = [...files].filter(([, { type }]) => type.startsWith('text/javascript'));

  it('load in a browser: they are JavaScript, and all that they import is served', async () => {
    expect(scripts.length).toBeGreaterThan(1);
    const missing: string[] = [];
    for (const [path, { read }] of scripts) {
      const text = (await read()).toString('utf8');
      for (const [, name = ''] of text.matchAll(/(?:\bfrom|^import) '([^']+)';$/gm)) {
        const imported = posix.resolve(posix.dirname(path), name);
        if (!name.startsWith('.') || !files.has(imported)) missing.push(`${path}: ${name}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
