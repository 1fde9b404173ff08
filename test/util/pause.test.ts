import { expect, test } from 'vitest';
import { pause, pauseWhenLong } from '../../src/util/pause.ts';
import { LONGEST_TURN_MS, longestTurn } from '../attacks/longest-turn.ts';
import { cpuMs } from '../support/cpu.ts';

/** Works for about so long, in small steps. */
async function work(ms: number): Promise<void> {
  for (let done = 0; done < ms; ) {
    done += cpuMs(() => {
      for (let sum = 0; sum < 100_000; sum += 1) Math.sqrt(sum);
    });
    await pause();
  }
}

test('others have their turn while much is done', async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    timer = setTimeout(count);
  };
  let timer = setTimeout(count);
  await work(200);
  clearTimeout(timer);
  expect(turns).toBeGreaterThan(3);
});

test('much work side by side shares one turn of the loop', async () => {
  expect(await longestTurn(() => Promise.all(Array.from({ length: 20 }, () => work(30))))).toBeLessThan(
    LONGEST_TURN_MS,
  );
});

test('little work is not held up', async () => {
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await pause();
  expect(turned).toBe(false);
});

test('little work waits for nobody beside much', async () => {
  const others = Promise.all(Array.from({ length: 5 }, () => work(30)));
  const little = pauseWhenLong();
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await little();
  expect(turned).toBe(false);
  await others;
});
