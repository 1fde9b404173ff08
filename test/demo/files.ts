import { drawPng } from '../simulator/openai/png.ts';
import { voiceOf } from '../simulator/openai/sounds.ts';
import { lines, type Run, run } from './text.ts';

/** Files that people send in the demo, made here. */
export interface DemoFile {
  kind: 'picture' | 'voice' | 'file';
  name: string;
  mime: string;
  bytes: Buffer;
  /** Seconds. */
  duration?: number;
  /** Pixels. */
  width?: number;
  height?: number;
  /** What the chat shows of it. */
  shown: string;
}

/** Tells of a voice message as chats show it. */
export function voiceMessage(seconds: number): string {
  return `voice message, 0:${String(Math.round(seconds)).padStart(2, '0')}`;
}

/** Longest text of a file that is shown with it, in UTF-16 units. */
const SHORT = 600;

/** Tells of a file that is no picture; shows what stands in it where that is a short text. */
export function fileRuns(name: string, bytes: Buffer | undefined): Run[] {
  const text = /\.(?:csv|jsonl|md|txt)$/.test(name) ? bytes?.toString().replace(/^\ufeff/, '') : undefined;
  const words = text === undefined || text.length > SHORT ? '' : text.trim().replaceAll('\r\n', '\n');
  return lines([run(`file, ${name}`, 'dim')], words === '' ? [] : [run(words, 'code')]);
}

const sides = { width: 640, height: 480 };
const tides = `# Tides

Twice a day the sea comes and goes. The Moon pulls at the water.
`;

const handbook = `# Workshop

The workshop is open from nine to six, on Saturdays until two.

Keys hang behind the clock. Whoever leaves last closes the windows.
`;

const phrases = `phrase,language
good morning,French
thank you,Japanese
"a coffee, please",Italian
`;

export const files = {
  picture: {
    ...{ kind: 'picture', name: 'harbour.png', mime: 'image/png', bytes: drawPng(640, 480, 'a harbour') },
    ...{ ...sides, shown: 'sends a picture' },
  },
  // Silence, whose words the stand-in of the model knows.
  voice: {
    ...{ kind: 'voice', name: 'voice-message.ogg', mime: 'audio/ogg', bytes: voiceOf("What's my name?", 2) },
    ...{ duration: 2, shown: `sends a ${voiceMessage(2)}` },
  },
  file: {
    ...{ kind: 'file', name: 'tides.md', mime: 'text/markdown', bytes: Buffer.from(tides) },
    shown: 'sends tides.md',
  },
  handbook: {
    ...{ kind: 'file', name: 'handbook.md', mime: 'text/markdown', bytes: Buffer.from(handbook) },
    shown: 'sends handbook.md',
  },
  table: {
    ...{ kind: 'file', name: 'phrases.csv', mime: 'text/csv', bytes: Buffer.from(phrases) },
    shown: 'sends phrases.csv',
  },
} as const satisfies Record<string, DemoFile>;

export type FileName = keyof typeof files;
