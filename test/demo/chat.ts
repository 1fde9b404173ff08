import type { Run } from './text.ts';

/** A message as it stands in a chat now. */
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
}

/** A chat with somebody sitting in it. */
export interface Chat {
  /** The pacing key of its targets: `telegram:<chat>`, `discord:<channel>`. */
  id: string;
  /** The person there says something. Throws an Error whose message says why they cannot. */
  say(text: string): void;
  /** Presses the newest button whose label holds this; of a message's own menu, where the platform has such. Throws like say. */
  press(label: string): void;
  /** Changes the words of what the person said last. Throws like say. */
  edit(text: string): void;
  /** Deletes what the person said last. Throws like say. */
  erase(): void;
  /** What is to be seen there now, oldest first. */
  utterances(): Utterance[];
}
