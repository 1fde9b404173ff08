import { playDemo } from './demo.ts';
import { createPictures } from './pictures.ts';
import { titles } from './scenes.ts';
import { createScreen } from './screen.ts';
import { drawTerminal } from './svg.ts';
import { type Line, textOf } from './text.ts';

export const picturePath = 'docs/tour.svg';

const columns = 96;

/** Plays the tour and draws what the pictured scenes showed; the same every time. Throws when the tour is not whole. */
export async function drawTour(): Promise<string> {
  const lines: Line[] = [];
  const screen = createScreen({
    write: () => undefined,
    live: false,
    paint: (line) => {
      lines.push(line);
      return '';
    },
    size: () => ({ columns: columns + 1, rows: 1000 }),
  });
  // A fixed name in place of the temporary folder's; nothing is written.
  const pictures = createPictures((name) => `/tmp/${name}`);
  const parts = { screen, model: {}, broken: false, skipTour: false, tokensPerSecond: 0, pictures };
  const { failure } = await playDemo(parts, new AbortController().signal);
  if (failure) throw new Error(failure);
  return drawTerminal(
    excerpt(lines.slice(1)),
    columns,
    'From the tour of npm run demo: Parley answers on Telegram and Discord',
  );
}

/** What is said before the scenes, those that are pictured, and the sum. */
function excerpt(all: readonly Line[]): Line[] {
  let shown = true;
  return all.filter((line) => {
    const heading = line.map(({ text }) => titles.get(text)).find((pictured) => pictured !== undefined);
    shown = heading ?? (shown || textOf(line).trimStart().startsWith('✓'));
    return shown;
  });
}
