import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Stage } from '../../demo/stage.ts';
import { playBeats } from './beats.ts';
import { differenceOf, drawSheet } from './sheet.ts';

const docs = join(import.meta.dirname, '..', '..', '..', 'docs');

/** So much may differ by how a machine draws letters. */
const SAME = 0.004;

/**
 * Plays what README's pictures show.
 *
 * @param write whether the pictures are kept; else they are compared with those that are
 * @returns what does not match
 */
export async function drawReadme(browser: Browser, stage: Stage, url: string, write: boolean): Promise<string[]> {
  const beats = await playBeats(browser, stage, url);
  const wrongs: string[] = [];
  for (const look of ['light', 'dark'] as const) {
    const file = join(docs, `windows-${look}.png`);
    const sheet = await drawSheet(browser, beats, look);
    if (write) await writeFile(file, sheet);
    const difference = await differenceOf(browser, await readFile(file), sheet);
    if (difference > SAME)
      wrongs.push(
        `docs/windows-${look}.png is not what the page shows: ${(difference * 100).toFixed(1)} % of it. ` +
          'npm run test:browser -- --readme draws it anew.',
      );
  }
  return wrongs;
}
