import type { DemoFile } from './files.ts';
import { type Run, run } from './text.ts';

/** A message as it stands in a chat now; or what a person does or sees there besides. */
export interface Utterance {
  /** Unique over all chats. */
  id: string;
  /** Id of its Chat. */
  chat: string;
  /** Platform and place. */
  label: Run;
  name: string;
  /** The bot says it. */
  mine: boolean;
  runs: readonly Run[];
  /** Labels of the buttons under it. */
  buttons: readonly string[];
  /** The one person who sees it; absent: everybody there. */
  alone?: string;
}

/** A chat with somebody sitting in it. What the person cannot do throws an Error whose message says why. */
export interface Chat {
  /** The pacing key of its targets: `telegram:<chat>`, `discord:<channel>`. */
  id: string;
  /** The person there says something. */
  say(text: string): void;
  /** Says something to the room, without mentioning the bot. */
  speak(text: string): void;
  /** Says something about what somebody else said elsewhere, and passes that on. */
  passOn?(text: string, passed: string): void;
  /** Sends a file, with words where it can have some. */
  send(file: DemoFile, text: string): void;
  /** Says something as a reply to what the bot said, 1 being its newest message, 2 the one before. */
  reply(back: number, text: string): void;
  /** Presses a button; see `findButton`. */
  press(button: string): void;
  /** Picks a command from the menu of the newest message a person wrote. */
  pick(command: string): void;
  /** Fills in the form that opened, and sends it. */
  fill(text: string): void;
  /** Writes a command without sending it; what is suggested meanwhile is to be seen. */
  type(text: string): void;
  /** Changes the words of what the person said last. */
  edit(text: string): void;
  /** Deletes what the person said last. */
  erase(): void;
  /** What is to be seen there now, oldest first. */
  utterances(): Utterance[];
}

/**
 * The button people mean: by its label; by its place under the newest message that has any, from 1; or by a part of its
 * label. Newer messages come first. Throws an Error that says which there are.
 *
 * @param messages the rows of buttons of each message, newest first
 */
export function findButton<T extends { label: string }>(messages: readonly (readonly T[])[], wanted: string): T {
  const words = wanted.trim().toLowerCase();
  const newest = messages.find((buttons) => buttons.length > 0) ?? [];
  const all = messages.flat();
  const found =
    all.find(({ label }) => label.toLowerCase() === words) ??
    (/^\d+$/.test(words) ? newest[Number(words) - 1] : undefined) ??
    (words === '' ? undefined : all.find(({ label }) => label.toLowerCase().includes(words)));
  if (found) return found;
  const known = newest.map(({ label }) => `[${label}]`).join(' ');
  throw new Error(`There is no button “${wanted}” here${known ? `, but ${known}` : ''}.`);
}

/** The message that is so many back, 1 being the newest. Throws an Error where there is none. */
export function messageBack<T>(messages: readonly T[], back: number): T {
  const found = back >= 1 ? messages.at(-back) : undefined;
  if (found) return found;
  throw new Error(`There are ${messages.length} answers here to reply to: 1 is the newest.`);
}

/** The beginning of a message that is replied to. */
export function quoted(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return `↪ ${line.length > 44 ? `${line.slice(0, 44).trimEnd()}…` : line}`;
}

/** A press of a button, as it is shown. */
export function pressRuns(label: string): Run[] {
  return [run('presses ', 'dim'), run(`[${label}]`)];
}
