import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandLine } from '../command-line.ts';
import { openStage, type Stage } from '../demo/stage.ts';
import { servePage } from '../page/server.ts';
import { accessSettings, openCast } from '../support/cast.ts';
import { judge } from './barriers.ts';
import type { Check } from './check.ts';
import { attacks } from './checks/attacks.ts';
import { discord } from './checks/discord.ts';
import { looks } from './checks/looks.ts';
import { promise } from './checks/promise.ts';
import { telegram } from './checks/telegram.ts';
import { startChromium } from './chromium.ts';
import { openDesk, type Place } from './desk.ts';
import { drawReadme } from './readme/readme.ts';

/** Plays the demo's page in a real browser, and takes a picture of each state. */

const usage = `npm run test:browser -- [options]: the demo's page in Chromium.

  --only TEXT      only the checks with this in their name
  --readme         draws README's pictures anew, and nothing else
  --pictures DIR   where the pictures go; a new folder in the system's temporary one when absent
  --help           this text
`;

const all: readonly Check[] = [...telegram, ...discord, ...promise, ...attacks, ...looks];

/** Plays one check. @returns what went wrong */
async function play(check: Check, place: Place): Promise<string[]> {
  const wrongs: string[] = [];
  const desk = await openDesk(place, wrongs);
  try {
    await check.run(desk);
  } catch (error) {
    wrongs.unshift(error instanceof Error ? error.message : String(error));
    const file = join(place.pictures, `failed-${check.name.replace(/\W+/g, '-')}.png`);
    await desk.page.screenshot({ path: file }).catch(() => undefined);
  }
  place.stage.openai.script(() => undefined);
  for (const context of place.browser.contexts()) await context.close();
  return wrongs;
}

/** Opens a stage of its own, on which nothing was said, with its page. */
async function onStage<T>(log: (line: string) => void, run: (stage: Stage, url: string) => Promise<T>): Promise<T> {
  const stage = await openStage({ model: {}, broken: false, tokensPerSecond: 80, settings: accessSettings(), log });
  openCast(stage.telegram, stage.discord);
  const page = await servePage(stage, { log });
  try {
    return await run(stage, page.url);
  } finally {
    await page.close();
    await stage.close();
  }
}

/** Runs something and says how it went. @returns whether it went well */
async function report(name: string, run: () => Promise<readonly string[]>): Promise<boolean> {
  const began = performance.now();
  const wrongs = await run().catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${wrongs.length > 0 ? '✗' : '✓'} ${name} (${seconds} s)`);
  for (const wrong of wrongs) console.log(`    ${wrong.replaceAll('\n', '\n    ')}`);
  return wrongs.length === 0;
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = readCommandLine(usage, { only: text, pictures: text, readme: { type: 'boolean' } });
  const { only = '', pictures = mkdtempSync(join(tmpdir(), 'parley-browser-')), readme = false } = values;
  mkdirSync(pictures, { recursive: true });
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const browser = await startChromium();
  const went: boolean[] = [];
  const wanted = readme ? [] : all.filter(({ name }) => name.includes(only));
  if (wanted.length > 0)
    await onStage(log, async (stage, url) => {
      const place: Place = { stage, browser, url, pictures, judge };
      for (const check of wanted) went.push(await report(check.name, () => play(check, place)));
    });
  const shown = 'readme: its pictures show what the page shows';
  if (shown.includes(only))
    went.push(await report(shown, () => onStage(log, (stage, url) => drawReadme(browser, stage, url, readme))));
  await browser.close();
  const failed = went.filter((well) => !well).length;
  console.log(failed > 0 ? `${failed} failed. Pictures: ${pictures}` : `All is well. Pictures: ${pictures}`);
  if (failed > 0) for (const line of logged) console.log(`log  ${line.trimEnd()}`);
  return failed > 0 ? 1 : 0;
}

process.exit(await main());
