import { accessSettings, openCast } from './cast.ts';
import { openDiscordChats } from './discord-chats.ts';
import type { Keyboard } from './keyboard.ts';
import type { Pictures } from './pictures.ts';
import type { Chats } from './scenes.ts';
import type { Screen } from './screen.ts';
import { startShow } from './show.ts';
import { type ModelSettings, openStage, type Stage } from './stage.ts';
import { createTalk, explainTalk } from './talk.ts';
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
}

/** Opens the stage, plays the tour, listens. Resolves with how the tour went; rejects when the signal fires. */
export async function playDemo(parts: DemoParts, signal: AbortSignal): Promise<Tour> {
  const { screen } = parts;
  const log = (line: string) => {
    screen.say(run('log  ', 'bad'), run(line.trimEnd(), 'dim'));
  };
  const stage = await openStage({ ...parts, log, settings: accessSettings() });
  const cast = openCast(stage.telegram, stage.discord);
  const { pictures } = parts;
  const { direct: priv, group, cleo } = openTelegramChats(stage.telegram, cast.telegram, pictures);
  const discord = openDiscordChats(stage.discord, cast.discord, pictures);
  const chats: Chats = { private: priv, group, cleo, ...discord };
  introduce(screen, stage, parts.model);
  const show = startShow([priv, group, ...Object.values(discord)], screen, stage.busy);
  try {
    const tour = parts.skipTour ? { answers: 0 } : await playTour({ stage, chats, screen, show }, signal);
    if (!parts.skipTour) sumUp(screen, stage, tour, pictures.count);
    show.look();
    if (parts.keyboard)
      await Promise.race([listen(parts.keyboard, { stage, chats, screen, show }, signal), stage.ended]);
    return tour;
  } finally {
    show.stop();
    await stage.close();
  }
}

function introduce(screen: Screen, { real }: Stage, model: ModelSettings): void {
  screen.gap();
  screen.say(run('Parley', 'bot', 'bold'), run(': the real bot, between local stand-ins of Telegram and Discord.'));
  if (real) {
    const where = model.OPENAI_BASE_URL ?? 'OpenAI';
    screen.say(
      run(`The real model answers (OPENAI_API_KEY is set), at ${where}. `, 'bad'),
      run('This costs money.', 'bad'),
    );
  } else {
    screen.say(
      run('A stand-in speaks in place of the model: ', 'person'),
      run('no AI, no account, no cost. Set OPENAI_API_KEY for a real one.', 'dim'),
    );
  }
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
async function listen(keyboard: Keyboard, parts: TourParts, signal: AbortSignal): Promise<void> {
  const { screen, show } = parts;
  screen.gap();
  explainTalk(screen);
  show.showButtons();
  screen.gap();
  show.look();
  const take = createTalk({ ...parts, picked: keyboard.picked });
  for await (const line of keyboard.lines(signal)) {
    if (take(line) === 'end') break;
    show.look();
    if (!keyboard.live) await show.quiet(signal, QUIET_MS);
  }
}
