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
}

/** A chat with somebody sitting in it. */
export interface Chat {
  /** The pacing key of its targets: `telegram:<chat>`, `discord:<channel>`. */
  id: string;
  /** The person there says something. Throws an Error whose message says why they cannot. */
  say(text: string): void;
  /** What is to be seen there now, oldest first. */
  utterances(): Utterance[];
}
