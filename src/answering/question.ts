import type { Context } from '../conversation/conversations.ts';
import type { BranchExchange } from '../conversation/exchange.ts';
import type { Decision, Exchange, Pending, Progress, PromptRecord } from '../ports/index.ts';
import type { Library } from './told/documents.ts';

/** Question to the model, on behalf of a command or of a plain message. */
export interface Question {
  prompt: PromptRecord;
  /** Turns before the prompt. When absent: the branch that the message replies to, else the current one. */
  before?: Branch;
  /** Given, the new answer replaces one that is there. */
  replaces?: Replacement;
}

/** Asks the model. The stream ends in events that keep the answer; every failure ends in a sentence. */
export type Answer = (question: Question) => AsyncIterable<Progress>;

/** Branch that a question goes on with. */
export interface Branch extends Context {
  /** True where the branch is in another thread than the current one: that thread becomes the current one. */
  enters?: boolean;
}

/** Answer to replace, and in which way. */
export interface Replacement {
  turn: Exchange;
  /** The prompt has another wording: all answers to the old one are forgotten. */
  edited?: boolean;
  /** The new answer goes on after this text and takes the place of the answer shown. */
  prefix?: string;
  /** The new answer goes on where the one shown asks for leave, and takes its place. */
  resumes?: Resumed;
  /** The new answer is shown at the bottom, where the conversation goes on; the old bubbles go. */
  below?: boolean;
}

/** Answer that waits for leave, and what was said to that. */
export interface Resumed {
  pending: Pending;
  how: Decision;
  /** Keeps the decision, durably, before anything follows from it. False where another turn goes on with the answer already. */
  decide(): Promise<boolean>;
}

/** Content of a request, were it made now. */
export interface Preview {
  system: string;
  /** Documents that go along; absent where there are none. */
  documents?: Pick<Library, 'documents' | 'tokens'>;
  /** Words that stand for the oldest turns, and how many those are; no words where they were let go. */
  summary?: { thread: string; count: number; text: string };
  /** Turns of the branch that no summary stands for, oldest first. */
  branch: readonly BranchExchange[];
  /** Turns of the branch that would be sent: the model hears them, and they fit. */
  turns: readonly BranchExchange[];
  /** Most tokens of a request; 0: no limit. */
  limit: number;
  damaged: boolean;
}
