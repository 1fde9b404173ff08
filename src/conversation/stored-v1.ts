import * as v from 'valibot';
import {
  answerSchema,
  type Exchange,
  exchangeSchema,
  originSchema,
  pieceSchema,
  promptSchema,
} from '../ports/index.ts';
import { FIRST } from './exchange.ts';

/**
 * Documents of the first version, read as exchanges. Turns had a document each; what was answered off every branch was kept
 * in the links of its message and bubbles alone.
 */

const text = v.string();
const texts = v.array(text);
const mark = v.exactOptional(v.literal(true));
const { asker, shown, pinned, omitted, removed } = exchangeSchema.entries;

const turnSchema = v.object({
  v: v.literal(1),
  id: text,
  parent: v.nullable(text),
  from: v.exactOptional(text),
  thread: v.exactOptional(text),
  prompt: v.object({ ...promptSchema.entries, alone: mark }),
  answers: v.array(v.object({ ...answerSchema.entries, parts: v.exactOptional(texts) })),
  parts: v.exactOptional(texts),
  ...{ asker, shown, pinned, omitted, removed },
});

export const linkV1Schema = v.object({
  v: v.literal(1),
  conversation: text,
  /** The turn it shows or asks for; absent for what was off every branch. */
  turn: v.exactOptional(text),
  asker: v.exactOptional(text),
  /** True for the prompt's message, absent for the answer's. */
  prompt: v.exactOptional(v.boolean()),
  /** The chat whose settings the menu is about. */
  chat: v.exactOptional(text),
  home: v.exactOptional(originSchema),
  /** A reply to it completes this command. */
  line: v.exactOptional(text),
  /** The message was no plain question. */
  noted: v.exactOptional(
    v.object({
      said: text,
      parts: texts,
      elsewhere: mark,
      pictures: mark,
      skipped: mark,
      pieces: v.exactOptional(v.array(pieceSchema)),
      joint: v.exactOptional(text),
    }),
  ),
});

export type LinkV1 = v.InferOutput<typeof linkV1Schema>;

/** Reads a turn as the exchange it is; undefined where it is none. */
export function exchangeOfV1(value: unknown): Exchange | undefined {
  if (!v.is(turnSchema, value)) return undefined;
  const { v: _, parent, from, thread = FIRST, prompt, answers, parts, ...rest } = value;
  const { alone, ...words } = prompt;
  return {
    ...rest,
    v: 2,
    place: { parent, thread, ...(from === undefined ? {} : { from }) },
    prompt: { ...words, ...(alone ? { standalone: true } : {}) },
    answers: answers.map(({ parts: _parts, ...answer }) => answer),
    // Bubbles were kept with their answer at first.
    bubbles: parts ?? (answers[rest.shown ?? -1] ?? answers.at(-1))?.parts ?? [],
  };
}

/** Adds to an exchange what only the link of its message knows. */
export function withLinkV1(exchange: Exchange, { asker, noted }: LinkV1): Exchange {
  return {
    ...(asker === undefined ? {} : { asker }),
    ...exchange,
    ...(noted ? { prompt: { ...exchange.prompt, fingerprint: noted.said } } : {}),
  };
}

/** Makes the exchange that a link tells of, where it has no document. Its id is empty. */
export function exchangeOfLinkV1(
  { asker, chat, home, line, noted }: LinkV1,
  at: { chat: string; message: string },
): Exchange {
  const exchange = { v: 2 as const, id: '', ...(asker === undefined ? {} : { asker }), answers: [] };
  if (!noted) {
    const menu = {
      settingsChat: chat ?? at.chat,
      ...(home ? { origin: home } : {}),
      ...(line === undefined ? {} : { completes: line }),
    };
    return { ...exchange, prompt: { text: '' }, bubbles: [at.message], menu };
  }
  const { said: fingerprint, pieces, joint, parts, pictures, elsewhere, skipped } = noted;
  const of = { ...(pieces ? { pieces } : {}), ...(joint === undefined ? {} : { joint }) };
  return {
    ...exchange,
    prompt: { text: '', id: pieces?.[0]?.id ?? at.message, fingerprint, ...of },
    bubbles: parts,
    ...(pictures ? { pictures } : {}),
    ...(elsewhere || skipped ? { lasting: true } : {}),
  };
}
