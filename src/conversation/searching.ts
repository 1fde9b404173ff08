import { pauseWhenLong } from '../util/pause.ts';
import { countsOf, type Term, termsOf } from '../util/terms.ts';
import { headline, headOf } from '../util/text.ts';
import type { Conversations, Thread } from './conversations.ts';
import { type BranchExchange, messageIdsOf, shownAnswer } from './exchange.ts';
import { readable } from './prompt-record.ts';
import { chatOf, memberOf } from './scope.ts';

/** Search in what was said, without an index: questions and answers that have all of the words. */

/** Most exchanges that are looked through, and most of one text, in UTF-16 units. */
const MOST = 2000;
const MOST_TEXT = 20_000;
/** Most finds. */
const SHOWN = 10;

export interface Find {
  thread: Thread;
  conversation: string;
  /** Message that shows it, or that asked for it; absent where there is none. `group`: its chat may be one of several people. */
  at?: { chat: string; message: string; group: boolean };
  /** Words around the first one that was looked for, in one line. */
  line: string;
}

/** Place that is searched. */
export interface SearchedPlace {
  conversation: string;
  /** Person whose other conversations, those that are theirs alone, are searched as well. */
  person?: string;
}

/** Way to what was said before. All methods reject with Fault('storage'). */
export interface Past extends Pick<Conversations, 'threads'> {
  /** Finds words. `length`: that of a line, in UTF-16 units. */
  find(place: SearchedPlace, words: string, length?: number): Promise<Find[]>;
}

export interface SearchParts {
  conversations: Pick<Conversations, 'threads' | 'history'>;
  /** Lists the conversations that are a person's alone. */
  alone(person: string): Promise<readonly string[]>;
}

/** Length of a line, in UTF-16 units. */
const LINE = 300;

export function createPast(parts: SearchParts): Past {
  const { conversations } = parts;
  return {
    threads: conversations.threads,
    find: (place, words, length = LINE) => findsOf(parts, place, words, length),
  };
}

async function findsOf(
  { conversations, alone }: SearchParts,
  { conversation: here, person }: SearchedPlace,
  words: string,
  length: number,
): Promise<Find[]> {
  const terms = termsOf(words);
  const found: Find[] = [];
  const seen = new Set<string>();
  const pause = pauseWhenLong();
  if (terms.length === 0) return found;
  for (const conversation of new Set([here, ...(person === undefined ? [] : await alone(person))])) {
    for (const thread of await conversations.threads(conversation)) {
      if (thread.head === undefined) continue;
      for await (const turn of conversations.history(conversation, MOST - seen.size, thread.head)) {
        if (seen.has(turn.id) || seen.size >= MOST) break;
        seen.add(turn.id);
        const line = lineWith(turn, terms, length);
        if (line !== undefined) found.push({ thread, conversation, line, ...messageOf(conversation, turn) });
        if (found.length >= SHOWN) return found;
        await pause();
      }
    }
  }
  return found;
}

/** Finds a message of a turn. */
function messageOf(conversation: string, { bubbles, prompt, chat }: BranchExchange): Pick<Find, 'at'> {
  const message = bubbles[0] ?? messageIdsOf(prompt)[0];
  if (message === undefined) return {};
  const own = chatOf(memberOf(conversation)?.group ?? conversation);
  return { at: { chat: chat ?? own, message, group: own !== conversation } };
}

/** Line around the first term, where all terms are in the question or all in its answer. */
function lineWith(turn: BranchExchange, terms: readonly Term[], length: number): string | undefined {
  for (const text of [readable(turn.prompt), shownAnswer(turn)?.text ?? '']) {
    const read = headOf(text, MOST_TEXT);
    const lower = read.toLowerCase();
    if (!countsOf(terms, lower).every((count) => count > 0)) continue;
    const at = lower.indexOf(terms[0]?.text ?? '');
    return headline(read.slice(Math.max(0, at - length / 3)).toWellFormed(), length);
  }
  return undefined;
}
