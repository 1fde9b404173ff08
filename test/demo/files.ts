import { drawPng } from '../simulator/openai/png.ts';
import { voiceOf } from '../simulator/openai/sounds.ts';

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

const sides = { width: 640, height: 480 };
const tides = `# Tides

Twice a day the sea comes and goes. The Moon pulls at the water.
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
} as const satisfies Record<string, DemoFile>;

export type FileName = keyof typeof files;
