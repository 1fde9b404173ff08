import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Stage } from '../../demo/stage.ts';
import { pieces } from '../../simulator/openai/words.ts';
import { ChatWindow } from '../chat-window.ts';

/** What README's picture tells, in three beats: each is a moment in both windows. */

export type Look = 'light' | 'dark';

/** One window at one moment, as a PNG for each look. */
export interface Moment {
  caption: string;
  shots: Readonly<Record<Look, Buffer>>;
}

export interface Beat {
  telegram: Moment;
  discord: Moment;
}

/** Pixels of the screen for a pixel of the page. */
export const SCALE = 1.5;

const lighthouse =
  'A lighthouse gathers the light of a small lamp with a **Fresnel lens**: rings of glass that bend it into one flat beam. ' +
  'The lens turns, so the beam sweeps the sea, and each tower has a rhythm of its own by which sailors know it.';

/** Pieces of it that are there when the picture is taken. */
const SOME = 26;

/** Longest wait for something to be seen, ms. */
const SEEN_MS = 60_000;

/** Times that would be others in each run are this one. */
const sameTime = `(() => {
  const own = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format').get;
  Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { get() { return () => own.call(this)(Date.UTC(2027, 5, 1, 9, 41)); } });
  localStorage.setItem('parley.engine', 'folded');
})()`;

/** Left out: the field, and signs that come and go. */
const quiet = '.line, .typing, .more, .back { display: none !important }';

/** The same page twice, by day and by night; what is done in the first is seen in both. */
class Pair {
  readonly telegram: ChatWindow;
  readonly discord: ChatWindow;
  private readonly pages: Readonly<Record<Look, Page>>;

  constructor(pages: Readonly<Record<Look, Page>>) {
    this.pages = pages;
    this.telegram = new ChatWindow(pages.light, 'telegram');
    this.discord = new ChatWindow(pages.light, 'discord');
  }

  /** In both pages, one is this person, alone with the bot. */
  async become(name: string): Promise<void> {
    for (const page of Object.values(this.pages))
      for (const platform of ['telegram', 'discord'] as const) {
        const window = new ChatWindow(page, platform);
        await window.become(name, true);
        await window.open('Parley');
      }
  }

  /** Takes the pictures once the words are there in both. */
  async moment(platform: 'telegram' | 'discord', caption: string, words: string): Promise<Moment> {
    const shot = async (page: Page) => {
      const window = new ChatWindow(page, platform);
      await window.answers(words).last().waitFor();
      await page.mouse.move(0, 0);
      await page.addStyleTag({ content: quiet });
      // The messages move down to where the field was, and are drawn there.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      const bytes = await window.root.locator('.chat').screenshot({ animations: 'disabled' });
      await page.evaluate("document.querySelector('head style').remove()");
      return bytes;
    };
    return { caption, shots: { light: await shot(this.pages.light), dark: await shot(this.pages.dark) } };
  }
}

async function openPair(browser: Browser, url: string): Promise<{ pair: Pair; contexts: readonly BrowserContext[] }> {
  const open = async (look: Look) => {
    const context = await browser.newContext({
      ...{ viewport: { width: 770, height: 398 }, deviceScaleFactor: SCALE, colorScheme: look, locale: 'en-US' },
      // Only so can the picture leave the field out.
      bypassCSP: true,
      timezoneId: 'UTC',
    });
    context.setDefaultTimeout(SEEN_MS);
    const page = await context.newPage();
    await page.addInitScript(sameTime);
    await page.goto(url);
    await page.locator('chat-window[data-ready]').first().waitFor();
    return page;
  };
  const pages = { light: await open('light'), dark: await open('dark') };
  return { pair: new Pair(pages), contexts: Object.values(pages).map((page) => page.context()) };
}

/** Plays the beats on a stage on which nothing was said yet. */
export async function playBeats(browser: Browser, stage: Stage, url: string): Promise<readonly Beat[]> {
  const { pair, contexts } = await openPair(browser, url);
  const beats = [await playVersions(pair, stage), await playEdit(pair, stage), await playKill(pair, stage)];
  for (const context of contexts) await context.close();
  return beats;
}

async function playVersions(pair: Pair, stage: Stage): Promise<Beat> {
  const { telegram, discord } = pair;
  await pair.become('Ada');
  const names = ['**Windward**: short, and it looks ahead.', '**Second Wind**: for whoever starts late.'];
  stage.openai.script((_, n) => names[n] ?? '');
  const answer = await discord.ask('A name for a sailing boat?', 'Windward');
  await discord.press(answer, 'Again');
  const second = await pair.moment('discord', 'A button gets another version', 'Second Wind: for whoever starts late.');
  stage.openai.script(() => ({ text: lighthouse, breaks: { how: 'stall', afterTokens: SOME } }));
  await telegram.say('How do lighthouses work?');
  const grows = await pair.moment('telegram', 'An answer grows while the model writes', someOf(lighthouse));
  await telegram.press(telegram.answers('A lighthouse').last(), 'Stop');
  return { telegram: grows, discord: second };
}

async function playEdit(pair: Pair, stage: Stage): Promise<Beat> {
  const { telegram, discord } = pair;
  await pair.become('Ben');
  stage.openai.script(() => '**Lima**, on the Pacific coast.');
  for (const window of [telegram, discord]) await window.ask('What is the capital of Peru?', 'Lima');
  stage.openai.script(() => '**Santiago**, at the foot of the Andes.');
  for (const window of [telegram, discord]) {
    await window.field.press('ArrowUp');
    await window.ask('What is the capital of Chile?', 'Santiago');
  }
  return {
    telegram: await pair.moment('telegram', 'A question is edited…', 'at the foot of the Andes.'),
    discord: await pair.moment('discord', '…and its answer changes in place', 'at the foot of the Andes.'),
  };
}

async function playKill(pair: Pair, stage: Stage): Promise<Beat> {
  const { telegram, discord } = pair;
  await pair.become('Cleo');
  stage.openai.script(() => ({ text: lighthouse, breaks: { how: 'stall', afterTokens: SOME } }));
  for (const window of [telegram, discord]) await window.ask('How do lighthouses work?', someOf(lighthouse));
  await stage.bot.kill();
  const killed = await pair.moment('telegram', 'kill -9 in the middle of an answer', someOf(lighthouse));
  stage.openai.script(() => lighthouse);
  await stage.bot.start();
  const finished = await pair.moment('discord', 'Started again, the same message finishes', 'sailors know it.');
  return { telegram: killed, discord: finished };
}

/** The last words that are there of an answer which stands still, without its signs. */
function someOf(text: string): string {
  return pieces(text).slice(0, SOME).join('').replaceAll('**', '').slice(-24).trim();
}
