import { texts as en } from '../../src/locales/en/index.ts';
import { stretchesOf } from '../support/marked.ts';

/**
 * What the suite writes into prompts and answers so that every bubble can be attributed and every loss be seen. A prompt
 * holds `Q<number>c<conversation>`; an answer is a row of sections `A<id>:<index>/<count> … E<id>:<index>`. An answer to several
 * messages names them behind its first mark, `P<id>` each. What people say to each other holds `O<id>`. Line n of a
 * batch holds `L<id>n<n>` and its answer `R<id>n<n>`; a summary holds `S<id>` for each prompt that it was made of. What is
 * to be booked is `B<id>n<n>`, and `K<id>n<n>` in an answer that says it was; a reminder holds `M<id>`.
 */

/** `<number>c<conversation>`, unique within a round. */
export type TurnId = string;

export function idOf(number: number, conversation: number): TurnId {
  return `${number}c${conversation}`;
}

/** Every prompt named in a text, in order. */
export function promptsIn(text: string): TurnId[] {
  return [...text.matchAll(/Q(\d+c\d+)\b/g)].map((match) => match[1] ?? '');
}

/** Every message named in what is overheard, in order. */
export function talkIn(text: string): TurnId[] {
  return [...text.matchAll(/O(\d+c\d+)\b/g)].map((match) => match[1] ?? '');
}

/** Line of a batch. */
export interface LineMark {
  /** Of the batch. */
  id: TurnId;
  /** From 0. */
  n: number;
}

/** The lines of batches named in a text, in order; `L` marks prompts, `R` answers. */
export function linesIn(text: string, mark: 'L' | 'R'): LineMark[] {
  const pattern = mark === 'L' ? /L(\d+c\d+)n(\d+)\b/g : /R(\d+c\d+)n(\d+)\b/g;
  return [...text.matchAll(pattern)].map(([, id = '', n]) => ({ id, n: Number(n) }));
}

/** Everything that is to be booked, in order: `<id>n<n>`. */
export function roomsIn(text: string): string[] {
  return [...text.matchAll(/B(\d+c\d+n\d+)\b/g)].map((match) => match[1] ?? '');
}

/** Every reminder named in a text, in order. */
export function remindersIn(text: string): TurnId[] {
  return [...text.matchAll(/M(\d+c\d+)\b/g)].map((match) => match[1] ?? '');
}

/** Every prompt that a summary was made of, in order. */
export function summedIn(text: string): TurnId[] {
  return [...text.matchAll(/S(\d+c\d+)\b/g)].map((match) => match[1] ?? '');
}

/** The messages that an answer says it answers, in order; none for one of a single message. */
export function piecesIn(text: string): TurnId[] {
  return [...text.matchAll(/P(\d+c\d+)\b/g)].map((match) => match[1] ?? '');
}

/** What the model was asked, apart from what it was told of others' talk. */
export function apart(message: string): { question: string; talk: string } {
  const stretches = stretchesOf(message);
  const text = (talk: boolean) =>
    stretches.flatMap(({ mark, text }) => ((mark?.['kind'] === 'overheard') === talk ? text : [])).join('\n');
  return { question: text(false), talk: text(true) };
}

/** Whose answer a text is a part of. */
export function answerIn(text: string): TurnId | undefined {
  return /[AE](\d+c\d+):/.exec(text)?.[1];
}

const words = 'so the quick wit of a night ferry went over grey water and left some words behind for you'.split(' ');

/** The answer to a prompt, the last of `pieces`: `count` sections of about `size` characters. */
export function answerText(id: TurnId, count: number, size: number, pieces: readonly TurnId[] = []): string {
  const several = pieces.length > 1 ? pieces.map((piece) => ` P${piece}`).join('') : '';
  return Array.from({ length: count }, (_, index) =>
    sectionText(id, index, count, size, index === 0 ? several : ''),
  ).join('\n\n');
}

/** One section of an answer. `said`: what it says first. */
export function sectionText(id: TurnId, index: number, count: number, size: number, said = ''): string {
  let text = `A${id}:${index}/${count}${said === '' || said.startsWith(' ') ? said : ` ${said}`}`;
  for (let at = index; text.length < size; at += 1) text += ` ${words[at % words.length]}`;
  return `${text} E${id}:${index}`;
}

/** Sentences with which an answer may end or that stand in its place. */
const sentences = Object.entries(en)
  .filter(([key]) =>
    /^(error|end|mend)\.|^stop\.mark$|^approve\.(question|decided|expired|changed|no_access)$/.test(key),
  )
  // Marks of Markdown are seen on one platform alone.
  .map(([key, text]) => ({ key, start: text.replace(/^\*+/, '').split('{{')[0]?.slice(0, 40) ?? '' }))
  .filter(({ start }) => start.length > 5);

/** The key of the sentence that a text holds, if it holds one. */
function sentenceIn(text: string): string | undefined {
  return sentences.find(({ start }) => text.includes(start))?.key;
}

/** How an answer reads as a whole. */
export type Reading =
  | { whole: true; ended: 'complete' | 'error' | 'partial'; sentence: string | undefined }
  | { whole: false; why: string };

/** Reads what /new was answered with. */
export function readFresh(bubbles: readonly string[]): Reading {
  const [text, ...more] = bubbles;
  if (text === undefined || more.length > 0) return { whole: false, why: `${bubbles.length} messages` };
  // Below the note that it is late, perhaps.
  if (text.endsWith(en['new.done'])) return { whole: true, ended: 'complete', sentence: undefined };
  const sentence = sentenceIn(text);
  return sentence ? { whole: true, ended: 'error', sentence } : { whole: false, why: 'neither done nor an error' };
}

/** Reads an answer's bubbles in order. `partial`: it broke off and says so. */
export function readAnswer(id: TurnId, bubbles: readonly string[]): Reading {
  const text = bubbles.join('\n');
  const marks = [...text.matchAll(/([AE])(\d+c\d+):(\d+)(?:\/(\d+))?/g)];
  const sentence = sentenceIn(text);
  if (marks.length === 0) {
    return sentence
      ? { whole: true, ended: 'error', sentence }
      : { whole: false, why: 'neither an answer nor an error' };
  }
  const count = Number(marks[0]?.[4] ?? 0);
  for (const [at, [, kind, owner, index]] of marks.entries()) {
    if (owner !== id) return { whole: false, why: `holds a part of the answer to Q${owner}` };
    const expected = at % 2 === 0 ? 'A' : 'E';
    if (kind !== expected || Number(index) !== Math.floor(at / 2)) {
      return { whole: false, why: `${kind}${index} stands where ${expected}${Math.floor(at / 2)} was expected` };
    }
  }
  if (marks.length === count * 2) return { whole: true, ended: 'complete', sentence };
  if (sentence) return { whole: true, ended: 'partial', sentence };
  return { whole: false, why: `breaks off after ${marks.length} of ${count * 2} marks without a word about it` };
}
