import { createInterface, type Interface } from 'node:readline';
import type { Screen } from './screen.ts';

/** A line that was typed. */
export interface Typed {
  text: string;
  /** It came together with the one before, as pasted lines do and those of a file. */
  joined: boolean;
}

/** Where people type. */
export interface Keyboard {
  /** Somebody sits there; otherwise the lines come from a file or a pipe. */
  live: boolean;
  /** Resolves when somebody presses a key, which is taken; never where nobody sits there, or once the signal fires. */
  anyKey(signal: AbortSignal): Promise<void>;
  /** The lines typed, until the end of input or the signal. */
  lines(signal: AbortSignal): AsyncIterable<Typed>;
  /** The letter of the chat that is picked now, for the prompt. */
  picked(letter: string): void;
}

const CTRL_C = 3;
/** Nobody types a line within this time, ms. */
const PASTED_MS = 20;

interface Streams {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

/** Lines from a terminal, drawn beneath the messages; or from a pipe, as they are. */
export function openKeyboard({ input, output }: Streams, screen: Screen, interrupt: () => void): Keyboard {
  const live = Boolean(input.isTTY && output.isTTY);
  let letter = 't';
  let lines: Interface | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;

  function place(reading: Interface): void {
    screen.prompt({
      rowsAbove: () => reading.getCursorPos().rows,
      draw() {
        // Drawing its line anew, readline goes up as many rows as it took.
        output.write('\n'.repeat(reading.getCursorPos().rows));
        reading.prompt(true);
      },
    });
    reading.setPrompt(`  ${letter}: `);
    reading.prompt();
  }

  /** The line just typed comes up again as a message: it is taken off the screen. */
  function wipe(line: string): void {
    const rows = Math.floor((line.length + 5) / (output.columns || 80)) + 1;
    output.write(`\u001b[${rows}A\r\u001b[J`);
  }

  return {
    live,
    anyKey: (signal) =>
      new Promise((resolve) => {
        if (!live || signal.aborted) return;
        const end = () => {
          input.off('data', take);
          input.setRawMode(false);
          input.pause();
        };
        const take = (keys: Buffer) => {
          // Without it the terminal itself would have told of Ctrl-C.
          if (keys.includes(CTRL_C)) return interrupt();
          signal.removeEventListener('abort', end);
          end();
          resolve();
        };
        signal.addEventListener('abort', end, { once: true });
        input.setRawMode(true);
        input.on('data', take);
      }),
    async *lines(signal) {
      if (signal.aborted) return;
      const reading = createInterface(live ? { input, output, terminal: true } : { input, terminal: false });
      lines = reading;
      const stop = () => reading.close();
      signal.addEventListener('abort', stop);
      reading.on('SIGINT', interrupt);
      if (live) place(reading);
      try {
        for await (const text of reading) {
          if (live) wipe(text);
          yield { text, joined: !live || performance.now() - lastAt < PASTED_MS };
          lastAt = performance.now();
          if (live) reading.prompt();
        }
      } catch (error) {
        // An input that cannot be read, as nohup gives it, is at its end.
        if (live || !(error instanceof Error && 'code' in error && error.code === 'EBADF')) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
        screen.prompt(undefined);
        // What comes next stands on a line of its own.
        if (live) output.write('\r\u001b[J');
        reading.close();
      }
    },
    picked(now) {
      letter = now;
      lines?.setPrompt(`  ${letter}: `);
    },
  };
}
