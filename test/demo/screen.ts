import type { Paint } from './ansi.ts';
import type { Utterance } from './chat.ts';
import { columnsOf, type Line, type Run, run, wrap } from './text.ts';

export interface ScreenOptions {
  write(text: string): void;
  /** The cursor may move: messages are redrawn while they grow. */
  live: boolean;
  paint: Paint;
  /** Read anew for every drawing: terminals are resized. */
  size(): { columns: number; rows: number };
}

/** What is typed beneath the messages. */
export interface Prompt {
  /** Rows it takes above the cursor's row. */
  rowsAbove(): number;
  draw(): void;
}

/** Shows messages in the order they began. On a terminal those that still grow are redrawn at its end. */
export interface Screen {
  /** A message as it is now. `settled`: it will not change any more. */
  show(utterance: Utterance, settled: boolean): void;
  /** The message was taken away. */
  drop(id: string): void;
  /** A line of our own, after what is shown already. */
  say(...runs: Run[]): void;
  gap(): void;
  /** Messages that still grow. */
  growing(): string[];
  /** Draws what changed. */
  draw(): void;
  prompt(prompt: Prompt | undefined): void;
}

interface Entry {
  utterance: Utterance | undefined;
  lines(width: number): Line[];
  settled: boolean;
}

const LABEL = 18;
const NAME = 6;
const MARGIN = 2;
/** Wider lines are hard to read. */
const MOST_COLUMNS = 118;

export function createScreen(options: ScreenOptions): Screen {
  const { paint } = options;
  const entries: Entry[] = [];
  const finished = new Set<string>();
  let below: Prompt | undefined;
  let liveRows = 0;
  let last = '';

  const width = () => Math.max(40, Math.min(MOST_COLUMNS, options.size().columns - 1));

  function add(lines: Entry['lines']): void {
    entries.push({ utterance: undefined, lines, settled: true });
  }

  /** Entries are printed for good in their order, as soon as all before them are. */
  function takeSettled(): string[] {
    const lines: string[] = [];
    while (entries[0]?.settled) {
      const entry = entries.shift();
      if (entry?.utterance) finished.add(entry.utterance.id);
      lines.push(...(entry?.lines(width()) ?? []).map(paint));
    }
    return lines;
  }

  function draw(): void {
    const settled = takeSettled();
    if (!options.live) {
      if (settled.length > 0) options.write(`${settled.join('\n')}\n`);
      return;
    }
    // What does not fit above the prompt cannot be redrawn.
    const room = Math.max(1, options.size().rows - 3);
    const live = entries.flatMap((entry) => entry.lines(width())).map(paint);
    const shown = live.slice(-room);
    const picture = `${width()}\n${shown.join('\n')}`;
    if (settled.length === 0 && picture === last) return;
    last = picture;
    const up = liveRows + (below?.rowsAbove() ?? 0);
    const back = `\r${up > 0 ? `\u001b[${up}A` : ''}\u001b[J`;
    options.write(`${back}${[...settled, ...shown].map((line) => `${line}\n`).join('')}`);
    liveRows = shown.length;
    below?.draw();
  }

  return {
    show(utterance, settled) {
      if (finished.has(utterance.id)) return;
      const known = entries.find((entry) => entry.utterance?.id === utterance.id);
      const entry = known ?? { utterance, lines: () => [], settled };
      entry.utterance = utterance;
      entry.settled = settled;
      entry.lines = (columns) => messageLines(utterance, columns, !settled);
      if (!known) entries.push(entry);
    },
    drop(id) {
      const at = entries.findIndex((entry) => entry.utterance?.id === id);
      if (at >= 0) entries.splice(at, 1);
    },
    say: (...runs) => add((columns) => wrap(runs, columns - MARGIN).map((line) => [run(' '.repeat(MARGIN)), ...line])),
    gap: () => add(() => [[]]),
    growing: () => entries.flatMap(({ utterance, settled }) => (utterance && !settled ? [utterance.id] : [])),
    draw,
    prompt(prompt) {
      below = prompt;
    },
  };
}

/** Place, name and text, each in a column of its own. */
function messageLines({ label, name, mine, runs }: Utterance, columns: number, growing: boolean): Line[] {
  const left = MARGIN + LABEL + 2 + NAME + 2;
  const text = growing ? [...runs, run('▍', 'dim')] : runs;
  return wrap(text, columns - left).map((line, index) =>
    index === 0
      ? [
          run(' '.repeat(MARGIN)),
          pad(label, LABEL + 2),
          pad(run(name, mine ? 'bot' : 'person', 'bold'), NAME + 2),
          ...line,
        ]
      : line.length > 0
        ? [run(' '.repeat(left)), ...line]
        : [],
  );
}

function pad({ text, looks }: Run, columns: number): Run {
  return { text: text + ' '.repeat(Math.max(0, columns - columnsOf(text))), looks };
}
