import { playDemo } from './demo.ts';
import { createPictures } from './pictures.ts';
import { createScreen } from './screen.ts';
import { drawTerminal } from './svg.ts';
import type { Line } from './text.ts';

export const picturePath = 'docs/tour.svg';

const columns = 96;

/** Plays the tour and draws every line it showed; the same every time. Throws when the tour is not whole. */
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
  const parts = { screen, model: {}, broken: false, tokensPerSecond: 0, pictures };
  const { failure } = await playDemo(parts, new AbortController().signal);
  if (failure) throw new Error(failure);
  return drawTerminal(lines.slice(1), columns, 'The tour of npm run demo: Parley answers on Telegram and Discord');
}
