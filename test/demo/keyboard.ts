import { createInterface, type Interface } from 'node:readline';
import type { Screen } from './screen.ts';

/** Where people type. */
export interface Keyboard {
  /** Somebody sits there; otherwise the lines come from a file or a pipe. */
  live: boolean;
  /** The lines typed, until the end of input or the signal. */
  lines(signal: AbortSignal): AsyncIterable<string>;
  /** The letter of the chat that is picked now, for the prompt. */
  picked(letter: string): void;
}

interface Streams {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

/** Lines from a terminal, drawn beneath the messages; or from a pipe, as they are. */
export function openKeyboard({ input, output }: Streams, screen: Screen, interrupt: () => void): Keyboard {
  const live = Boolean(input.isTTY && output.isTTY);
  let letter = 't';
  let lines: Interface | undefined;

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
    async *lines(signal) {
      const reading = createInterface(live ? { input, output, terminal: true } : { input, terminal: false });
      lines = reading;
      const stop = () => reading.close();
      signal.addEventListener('abort', stop);
      reading.on('SIGINT', interrupt);
      if (live) place(reading);
      try {
        for await (const line of reading) {
          if (live) wipe(line);
          yield line;
          if (live) reading.prompt();
        }
      } finally {
        signal.removeEventListener('abort', stop);
        screen.prompt(undefined);
        reading.close();
      }
    },
    picked(now) {
      letter = now;
      lines?.setPrompt(`  ${letter}: `);
    },
  };
}
