import { once } from 'node:events';
import type { Page } from '../page/server.ts';
import { accessSettings, openCast } from '../support/cast.ts';
import { openDiscordChats } from './discord-chats.ts';
import type { Keyboard } from './keyboard.ts';
import type { Pictures } from './pictures.ts';
import { takeLines } from './queue.ts';
import type { Chats } from './scenes.ts';
import type { Screen } from './screen.ts';
import { startShow } from './show.ts';
import { type ModelSettings, openStage, type Stage } from './stage.ts';
import { createTalk, explainTalk, type Take } from './talk.ts';
import { openTelegramChats } from './telegram-chats.ts';
import { run } from './text.ts';
import { playTour, type Tour, type TourParts } from './tour.ts';

/** A message is taken within this time, and its answer begins, ms. */
const QUIET_MS = 700;

export interface DemoParts {
  screen: Screen;
  model: ModelSettings;
  broken: boolean;
  /** Left out is the tour: people begin at once. */
  skipTour: boolean;
  /** How fast the stand-in speaks; 0: at once. */
  tokensPerSecond: number;
  pictures: Pictures;
  /** Where people type, once the tour is over; none: it ends then. */
  keyboard?: Keyboard;
  /** Serves the page; nobody wants it when absent. */
  page?: PageParts;
}

export interface PageParts {
  /** Any free one when absent. */
  port?: number;
  /** Shows it. */
  show(url: string): void;
}

/** Opens the stage, plays the tour, listens. Resolves with how the tour went; rejects when the signal fires. */
export async function playDemo(parts: DemoParts, signal: AbortSignal): Promise<Tour> {
  const { screen, keyboard } = parts;
  const log = (line: string) => {
    screen.say(run('log  ', 'bad'), run(line.trimEnd(), 'dim'));
  };
  const stage = await openStage({ ...parts, log, settings: accessSettings() }, signal);
  const cast = openCast(stage.telegram, stage.discord);
  const { pictures } = parts;
  const { direct: priv, group, cleo } = openTelegramChats(stage.telegram, cast.telegram, pictures);
  const discord = openDiscordChats(stage.discord, cast.discord, pictures);
  const chats: Chats = { private: priv, group, cleo, ...discord };
  const show = startShow([priv, group, ...Object.values(discord)], screen, stage.busy);
  const all = { stage, chats, screen, show };
  let page: Page | undefined;
  try {
    introduce(screen, stage, parts.model);
    page = await openPage(stage, parts, log);
    const tour = parts.skipTour ? { answers: 0 } : await playSkippable(all, keyboard, signal);
    if (tour && !parts.skipTour) sumUp(screen, stage, tour, pictures.count);
    show.look();
    if (keyboard) await listen(keyboard, all, page, signal);
    return tour ?? { answers: 0 };
  } finally {
    show.stop();
    await page?.close();
    await stage.close();
  }
}

/** Serves the page where it is wanted, and says where. */
async function openPage(
  stage: Stage,
  { page: wanted, screen }: DemoParts,
  log: (line: string) => void,
): Promise<Page | undefined> {
  if (!wanted) return undefined;
  // Whoever wants none loads none of it.
  const { servePage } = await import('../page/server.ts');
  const page = await servePage(stage, { ...wanted, log });
  sayWhere(screen, page);
  wanted.show(page.url);
  return page;
}

function sayWhere(screen: Screen, { url }: Page): void {
  screen.say(run('In your browser: ', 'bold'), run(url, 'underline'), run('  the same bot, in both apps.', 'dim'));
}

/** Plays the tour; undefined when somebody at the keyboard skips it. */
async function playSkippable(
  parts: TourParts,
  keyboard: Keyboard | undefined,
  signal: AbortSignal,
): Promise<Tour | undefined> {
  const { screen, stage, chats } = parts;
  if (!keyboard?.live) return playTour(parts, signal);
  screen.say(run('Any key skips the tour.', 'dim'));
  const skip = new AbortController();
  const over = new AbortController();
  void keyboard.anyKey(AbortSignal.any([signal, over.signal])).then(() => skip.abort());
  try {
    return await playTour(parts, AbortSignal.any([signal, skip.signal]));
  } catch (error) {
    if (!skip.signal.aborted || signal.aborted) throw error;
    // It may have been skipped where the bot was killed, or where an answer waits to be stopped.
    await stage.bot.start();
    for (const chat of [chats.private, chats.channel]) if (stage.busy(chat.id)) chat.say('/stop');
    return undefined;
  } finally {
    over.abort();
  }
}

function introduce(screen: Screen, { real }: Stage, model: ModelSettings): void {
  screen.gap();
  screen.say(run('Parley', 'bot', 'bold'), run(': the real bot, between local stand-ins of Telegram and Discord.'));
  if (!real) {
    screen.say(
      run('A stand-in speaks in place of the model: ', 'person'),
      run('no AI, no account, no cost. Set OPENAI_API_KEY for a real one.', 'dim'),
    );
    return;
  }
  const { OPENAI_API_KEY: key, OPENAI_BASE_URL: where = 'OpenAI' } = model;
  const named = key ? 'OPENAI_API_KEY' : 'OPENAI_BASE_URL';
  screen.say(
    run(`The real model answers (${named} is set), at ${where}. `, 'bad'),
    run(key ? 'This costs money.' : 'It is asked without a key.', 'bad'),
  );
}

function sumUp(screen: Screen, stage: Stage, { answers, failure }: Tour, pictures: number): void {
  screen.gap();
  if (failure) {
    screen.say(run('✗ The tour is not whole. ', 'bad', 'bold'), run(failure, 'bad'));
    return;
  }
  const asked = stage.real ? '' : `, ${stage.openai.requests.length} requests to the model`;
  const drawn = `${pictures} ${pictures === 1 ? 'picture' : 'pictures'}`;
  screen.say(run('✓ ', 'good', 'bold'), run(`${answers} answers, each seen once and whole${asked}, ${drawn}.`));
}

/** People write until they have had enough. Lines from a file are answered one by one, the last one too. */
async function listen(
  keyboard: Keyboard,
  parts: TourParts,
  page: Page | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { screen, show, stage } = parts;
  screen.gap();
  explainTalk(screen);
  if (page) sayWhere(screen, page);
  explainNext(screen);
  show.showButtons();
  screen.gap();
  show.look();
  const take = createTalk({ ...parts, bot: stage.bot, picked: keyboard.picked });
  let isTyped = false;
  const shown: Take = async (line) => {
    isTyped = true;
    const said = await take(line);
    show.look();
    return said;
  };
  const answered = async () => {
    if (stage.bot.running) await show.quiet(signal, QUIET_MS);
  };
  const listening = takeLines(keyboard.lines, shown, answered, signal);
  // Somebody who sits there can start it again.
  await (keyboard.live ? listening : Promise.race([listening, stage.ended]));
  if (keyboard.live || isTyped || !page || signal.aborted) return;
  screen.say(run('Nothing can be typed here. The page stays until Ctrl-C.', 'dim'));
  show.look();
  await Promise.race([once(signal, 'abort'), stage.ended]);
}

/** How to get from here to a bot of one's own. */
function explainNext(screen: Screen): void {
  screen.say(
    run('Next: ', 'bold'),
    run('npm run init'),
    run(' sets up a bot of your own, on Telegram or Discord.', 'dim'),
  );
}
