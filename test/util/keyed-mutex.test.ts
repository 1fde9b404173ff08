import { expect, it } from 'vitest';
import { createKeyedMutex } from '../../src/util/keyed-mutex.ts';

/** Work that is done when told. */
function work(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const run = () => {
    log.push(`${name} begins`);
    return promise.finally(() => log.push(`${name} ends`));
  };
  return { run, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

it('runs one key in order, and other keys beside it', async () => {
  const serial = createKeyedMutex();
  const log: string[] = [];
  const [a, b, c] = [work(log, 'a'), work(log, 'b'), work(log, 'c')];
  const first = serial('x', a.run);
  const second = serial('x', b.run);
  const third = serial('y', c.run);
  c.end();
  expect(await third).toBe('c');
  expect(log).toEqual(['a begins', 'c begins', 'c ends']);
  b.end();
  a.end();
  expect(await Promise.all([first, second])).toEqual(['a', 'b']);
  expect(log.slice(3)).toEqual(['a ends', 'b begins', 'b ends']);
});

it('goes on behind a failure, which is told to who asked only', async () => {
  const serial = createKeyedMutex();
  const log: string[] = [];
  const [a, b] = [work(log, 'a'), work(log, 'b')];
  const first = serial('x', a.run);
  const second = serial('x', b.run);
  const failed = expect(first).rejects.toThrow('a');
  a.fail();
  b.end();
  await failed;
  expect(await second).toBe('b');
});

it('begins at once where nothing of its key is left', async () => {
  const serial = createKeyedMutex();
  const log: string[] = [];
  const [a, b] = [work(log, 'a'), work(log, 'b')];
  a.end();
  await serial('x', a.run);
  void serial('x', b.run);
  expect(log.at(-1)).toBe('b begins');
  b.end();
});
