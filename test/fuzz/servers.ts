import * as fc from 'fast-check';
import { adapted } from '../../src/model/adapt.ts';
import { meaningOf } from '../../src/model/dialects.ts';
import { MOST_WORDS, readFailure } from '../../src/model/failure-body.ts';
import { accepted, createTaught } from '../../src/model/taught.ts';
import { createTaughtStore } from '../../src/storage/taught-store.ts';
import type { Spoken } from '../simulator/openai/answer.ts';
import { chatBlocks } from '../simulator/openai/chat.ts';
import { foreign } from '../simulator/openai/dialects.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { arrival, holdEnded, listen } from './listen.ts';
import { heardBy } from './model.ts';
import { type Fuzz, fuzz, hold, holdPlain } from './property.ts';
import { holdSame } from './shapes.ts';
import { type Json, json, mutated, text } from './values.ts';

/** Servers that are not OpenAI: how they fail, how they reason, and what they taught. */

const plain = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '<', '/', '>', '[', 'é', '◁'), maxLength: 60 });

/** An answer after reasoning between marks, or after a closing mark alone. */
const thoughts = fc.record({
  marks: fc.constantFrom(
    ['<think>', '</think>'],
    ['<thinking>', '</thinking>'],
    ['◁think▷', '◁/think▷'],
    ['[THINK]', '[/THINK]'],
  ),
  reasoning: plain,
  answer: plain.map((each) => `It is ${each}.`),
  unmarked: fc.boolean(),
  arrival,
});

const counts = { inputTokens: 1, outputTokens: 1, reasoningTokens: 0 };

/** Bodies of failures, as they are and bent. */
const told = [...foreign.overflow, ...foreign.refusedField, ...foreign.refusedValue, ...foreign.tooMuch];
const bodies = fc.oneof(
  json,
  mutated(
    fc.constantFrom(...told).map(({ body }): Json => JSON.parse(JSON.stringify(body))),
    3,
  ),
);

const lesson = {
  v: 1,
  unsupported: ['temperature'],
  adaptations: ['system_as_user', 'no_store', 'other_limit'],
  tooHigh: 4000,
  window: { tokens: 8192, shared: true, until: 9e15 },
  unmarked: true,
};

export const serverProperties: readonly Fuzz[] = [
  fuzz('model-thinking', thoughts, async ({ marks: [open, close], reasoning, answer, arrival: how, unmarked }) => {
    const said: Spoken = {
      pieces: [answer],
      refusal: undefined,
      end: 'complete',
      ...counts,
      calls: [],
      failed: undefined,
    };
    const as = [unmarked ? '' : open, `${close}\n\n`] as const;
    const blocks = [...chatBlocks(heardBy('chat', true), { ...said, reasoning: { text: reasoning, as } }, 1)];
    const bytes = Buffer.from(blocks.map(({ bytes: each }) => each).join(''));
    const heeded = await listen('chat', bytes, { ...how, end: 'close' });
    holdEnded(heeded);
    hold(
      heeded.said.trim() === answer.trim(),
      () => `said ${JSON.stringify(heeded.said)}, not ${JSON.stringify(answer)}`,
    );
    hold(heeded.end !== undefined, 'no end');
  }),

  fuzz('model-failure-bodies', bodies, async (body) => {
    const { code, ...failure } = readFailure(body);
    hold(failure.message.length <= MOST_WORDS, 'more words than are looked at');
    holdSame(
      readFailure({ error: { ...failure, ...(code === undefined ? {} : { code }) } }).message,
      failure.message,
      'it',
    );
    const meant = meaningOf({ ...failure, code: String(code) }, 400);
    for (const name of ['limit', 'asked', 'input', 'output'] as const) {
      hold(meant?.[name] === undefined || !Number.isNaN(meant[name]), () => `${name} is ${meant?.[name]}`);
    }
  }),

  fuzz('model-taught', fc.array(fc.tuple(text, mutated(fc.constant(lesson), 3)), { maxLength: 4 }), async (rows) => {
    const { documents } = createMemoryDocuments(rows.map(([model, value]) => [`taught|here|${model}`, value] as const));
    const taught = createTaught({ known: await createTaughtStore(documents).all(), serverOf: () => 'here' });
    const messages = [
      { role: 'system', content: 'a' },
      { role: 'user', content: 'b' },
    ];
    for (const [model] of rows) {
      const known = taught.of(model);
      holdPlain(accepted(known, { temperature: 1, maxOutputTokens: 100 }), 'parameters');
      const body = adapted({ messages, max_tokens: 9 }, known.adaptations);
      hold(JSON.stringify(body).includes('b"'), 'the question was left out');
    }
  }),
];
