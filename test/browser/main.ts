import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommandLine } from '../command-line.ts';
import { accessSettings, openCast } from '../demo/cast.ts';
import { openStage } from '../demo/stage.ts';
import { servePage } from '../page/server.ts';
import { judge } from './barriers.ts';
import type { Check } from './check.ts';
import { attacks } from './checks/attacks.ts';
import { discord } from './checks/discord.ts';
import { looks } from './checks/looks.ts';
import { promise } from './checks/promise.ts';
import { telegram } from './checks/telegram.ts';
import { startChromium } from './chromium.ts';
import { openDesk, type Place } from './desk.ts';

/** Plays the demo's page in a real browser, and takes a picture of each state. */

const usage = `npm run test:browser -- [options]: the demo's page in Chromium.

  --only TEXT      only the checks with this in their name
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

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = readCommandLine(usage, { only: text, pictures: text });
  const pictures = values.pictures ?? mkdtempSync(join(tmpdir(), 'parley-browser-'));
  mkdirSync(pictures, { recursive: true });
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const browser = await startChromium();
  const stage = await openStage({ model: {}, broken: false, tokensPerSecond: 80, settings: accessSettings(), log });
  openCast(stage.telegram, stage.discord);
  const page = await servePage(stage, { log });
  const place: Place = { stage, browser, url: page.url, pictures, judge };
  let failed = 0;
  for (const check of all.filter(({ name }) => name.includes(values.only ?? ''))) {
    const began = performance.now();
    const wrongs = await play(check, place);
    failed += wrongs.length > 0 ? 1 : 0;
    console.log(
      `${wrongs.length > 0 ? '✗' : '✓'} ${check.name} (${((performance.now() - began) / 1000).toFixed(1)} s)`,
    );
    for (const wrong of wrongs) console.log(`    ${wrong.replaceAll('\n', '\n    ')}`);
  }
  await browser.close();
  await page.close();
  await stage.close();
  console.log(failed > 0 ? `${failed} failed. Pictures: ${pictures}` : `All is well. Pictures: ${pictures}`);
  if (failed > 0) for (const line of logged) console.log(`log  ${line.trimEnd()}`);
  return failed > 0 ? 1 : 0;
}

process.exit(await main());
