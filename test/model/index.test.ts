import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('neither the module nor an idle model loads the client or holds the process', async () => {
  const module = new URL('../../src/model/index.ts', import.meta.url).href;
  const script = `
    import { registerHooks } from 'node:module';
    let loaded = 0;
    registerHooks({ resolve: (name, context, next) => {
      if (/^openai(\\/|$)/.test(name)) loaded += 1;
      return next(name, context);
    } });
    const { createModel } = await import('${module}');
    const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
    const model = createModel({ keys: { keys: ['k'] }, baseUrl: 'http://127.0.0.1:9/v1', api: 'auto', secret: new Uint8Array(32), log });
    const before = loaded;
    await model.warm();
    process.stdout.write(before + ' ' + loaded);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 10_000,
  });
  expect(stdout).toBe('0 1');
});
