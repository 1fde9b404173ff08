/** Questions to whoever sets up the bot. */
export interface Ask {
  /** Tells what goes on, or how something went. */
  tell(text: string, how?: 'good' | 'bad'): void;
  /** Tells that an answer cannot be taken; the question is asked again. */
  refuse(why: string): void;
  /** Shows that something is being waited for, until it settles. */
  during<T>(text: string, work: Promise<T>): Promise<T>;
  choose(question: Question, choices: readonly Choice[]): Promise<string>;
  /** Asks for one choice or more, or for none where `least` is 0. */
  several(question: Question, choices: readonly Choice[], least: number): Promise<readonly string[]>;
  write(question: Question, input: Input): Promise<string>;
  agree(question: Question): Promise<boolean>;
}

export interface Question {
  text: string;
  /** Command line option that answers it. */
  option: string;
  /** Answer where nobody can be asked: a value of a choice, or `yes`; none when absent. */
  usual?: string;
}

export interface Choice {
  value: string;
  label: string;
  hint?: string;
}

export interface Input {
  /** Shows no sign of it. */
  secret?: true;
  example?: string;
  /** Tells what is wrong with it. */
  problem(text: string): string | undefined;
}

/** Rejection of a question by somebody who does not go on. */
export class Cancelled extends Error {}
