import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Memory that the program gives back, each in a process of its own: what others did would hide it. */

const room = (file: string) => JSON.stringify(import.meta.resolve(`../../src/util/${file}.ts`));

async function figureOf(program: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  return Number(stdout);
}

test('large memory that is let go goes back to the system, whatever lies behind it and went before', async () => {
  const program = `
    const { takeMemory, letGo } = await import(${room('let-go')});
    const kept = [];
    const round = () => {
      const all = [1, 2, 3].map(() => takeMemory(20_000_000).fill(1));
      for (let at = 0; at < 200; at += 1) kept.push(Buffer.allocUnsafeSlow(10_000).fill(1));
      for (const bytes of all) letGo(bytes);
    };
    const before = process.memoryUsage.rss();
    for (let at = 0; at < 3; at += 1) round();
    console.log((process.memoryUsage.rss() - before) / 1e6);`;
  expect(await figureOf(program)).toBeLessThan(30);
});

test('what is loaded does not make the place for young objects larger; later work may', async () => {
  const program = (within: string) => `
    import { getHeapSpaceStatistics } from 'node:v8';
    const { whileLoading } = await import(${room('while-loading')});
    const kept = [];
    const load = async () => {
      for (let at = 0; at < 300_000; at += 1) kept.push({ at, text: 'a' + at });
    };
    await ${within};
    console.log(getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space').space_size / 2 ** 20);`;
  expect(await figureOf(program('whileLoading(load)'))).toBeLessThanOrEqual(4);
  expect(await figureOf(program('whileLoading(async () => undefined).then(load)'))).toBeGreaterThan(4);
});
