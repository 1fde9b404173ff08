import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { createChatReader } from '../../src/model/chat.ts';
import { type Circumstances, reportedFault, toModelFault } from '../../src/model/errors.ts';
import { readImageBody } from '../../src/model/image-body.ts';
import { readImages } from '../../src/model/images.ts';
import { createResponsesReader } from '../../src/model/responses-reader.ts';
import { retryAfterMs } from '../../src/model/retry-after.ts';
import { DONE } from '../../src/model/sse.ts';
import { createThinker } from '../../src/model/think.ts';
import type { ModelEvent } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import type { Spoken } from '../simulator/openai/answer.ts';
import { chatBlocks, wholeCompletion } from '../simulator/openai/chat.ts';
import type { Heard } from '../simulator/openai/heard.ts';
import { responseBlocks, wholeResponse } from '../simulator/openai/responses.ts';
import { type Api, arrival, holdEnded, hurried, isModelFault, listen } from './listen.ts';
import { type Fuzz, fuzz, hold, holdPlain } from './property.ts';
import { holdSame } from './shapes.ts';
import { json, mutated, text } from './values.ts';

/** The model's streams, as they should be and as they arrive: cut, split, stalled, or garbage. */

const api = fc.constantFrom<Api>('responses', 'chat');

const spoken: fc.Arbitrary<Spoken> = fc
  .record({
    pieces: fc.array(
      text.map((piece) => piece.slice(0, 80).toWellFormed()).filter((piece) => piece !== ''),
      { maxLength: 8 },
    ),
    refusal: fc.option(
      text.map((piece) => piece.toWellFormed()),
      { nil: undefined, freq: 8 },
    ),
    end: fc.constantFrom('complete', 'complete', 'complete', 'length', 'filtered', 'failed'),
    inputTokens: fc.nat({ max: 1000 }),
    outputTokens: fc.nat({ max: 1000 }),
    reasoningTokens: fc.constant(0),
    calls: fc.constant([]),
    failed: fc.constant(undefined),
  })
  .map((answer) => {
    const failed = { code: 'server_error', message: 'The model failed to answer.' };
    return answer.end === 'failed' ? { ...answer, failed } : answer;
  });

export function heardBy(which: Api, includeUsage: boolean): Heard {
  return {
    api: which,
    model: 'gpt-6-luna',
    system: '',
    messages: [],
    results: [],
    functions: [],
    maxTokens: undefined,
    stream: true,
    includeUsage,
    body: {},
  };
}

function blocksOf(which: Api, answer: Spoken, includeUsage: boolean): string[] {
  const heard = heardBy(which, includeUsage);
  const blocks = which === 'chat' ? chatBlocks(heard, answer, 1) : responseBlocks(heard, answer, 1);
  return [...blocks].map(({ bytes }) => bytes);
}

/** What is said by `blocks`, read by the same reader without a stream. */
function saidBy(
  which: Api,
  blocks: readonly string[],
): { said: string; end: ModelEvent | undefined; settled: boolean } {
  const at: Circumstances = { model: 'gpt-6-luna' };
  const reader = which === 'chat' ? createChatReader(at) : createResponsesReader(at);
  const thinker = createThinker();
  const split = { text: '', reasoning: '', reset: false };
  for (const block of blocks) {
    const data = /^data: ([^\n\r]*)/m.exec(block)?.[1];
    if (data === undefined) continue;
    try {
      for (const event of [reader.read(data === '[DONE]' ? DONE : JSON.parse(data)) ?? []].flat()) {
        if (event.type === 'text') thinker.push(event.delta, split);
        else if (event.type === 'end') {
          thinker.end(true, split);
          return { said: split.text, end: event, settled: reader.finished };
        }
      }
    } catch {
      break;
    }
  }
  // What is held back of an answer that is not there is no word of it.
  if (reader.finished) thinker.end(true, split);
  return { said: split.text, end: undefined, settled: reader.finished };
}

const streams = fc.record({
  which: api,
  answer: spoken,
  usage: fc.boolean(),
  /** Where it is cut, as a share of the whole; above 1 it is not. */
  cut: fc.oneof(fc.constant(2), fc.double({ min: 0, max: 1, noNaN: true })),
  arrival,
  /** Line ends and lines that servers in between add. */
  form: fc.constantFrom('lf', 'crlf', 'comments', 'heartbeats'),
});

function formed(blocks: readonly string[], form: 'lf' | 'crlf' | 'comments' | 'heartbeats'): string[] {
  if (form === 'heartbeats') return blocks.map((block) => `: x\r\n\r\ndata:\r\n\r\n${block.replaceAll('\n', '\r\n')}`);
  if (form === 'crlf') return blocks.map((block) => block.replaceAll('\n', '\r\n'));
  return form === 'comments' ? blocks.map((block) => `: ping\n\nid: 7\nretry: 1\n${block}`) : [...blocks];
}

/** How many of `blocks` are whole within the first `length` bytes: to the blank line, or to the end of the data. */
function wholeBlocks(blocks: readonly string[], length: number, closed: boolean): number {
  let end = 0;
  return blocks.findIndex((block) => {
    end += Buffer.byteLength(block);
    // A body that is closed gives up its last event without the blank line.
    const needed = closed ? end - Buffer.byteLength(/[\r\n]*$/.exec(block)?.[0] ?? '') : end;
    return needed > length;
  });
}

const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .array(
      fc.tuple(
        fc.constantFrom('data: ', 'data:', 'event: x\ndata: ', 'data: {"choices":', ''),
        json,
        fc.constantFrom('\n\n', '\n', '\r\n\r\n', ''),
      ),
      { maxLength: 8 },
    )
    .map((all) => Buffer.from(all.map(([lead, value, end]) => lead + JSON.stringify(value) + end).join(''))),
);

/** A real stream whose events are replaced, left out, repeated, put elsewhere or bent. */
const bent = fc
  .tuple(api, spoken)
  .map(([which, answer]) => ({
    which,
    events: blocksOf(which, answer, true).flatMap((block) => /^data: (\{[^\n\r]*)/m.exec(block)?.[1] ?? []),
  }))
  .chain(({ which, events }) =>
    fc.record({
      which: fc.oneof({ weight: 5, arbitrary: fc.constant(which) }, { weight: 1, arbitrary: api }),
      events: mutated(fc.constant(events.map((event) => JSON.parse(event))), 5),
    }),
  );

function bytesOf(events: unknown): Uint8Array {
  const list = Array.isArray(events) ? events : [events];
  return Buffer.from(list.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
}

const headers = fc.dictionary(
  fc.constantFrom('retry-after', 'retry-after-ms', 'x-request-id'),
  fc.oneof(
    fc.constantFrom(
      '1',
      '0.5',
      '-1',
      '1e999',
      'Infinity',
      'NaN',
      'soon',
      'Wed, 21 Oct 2026 07:28:00 GMT',
      '99999999999999999999',
    ),
    fc.string({ unit: 'grapheme-ascii', maxLength: 9 }),
  ),
);

export const modelProperties: readonly Fuzz[] = [
  fuzz('model-cut', streams, async ({ which, answer, usage, cut, arrival: how, form }) => {
    const blocks = formed(blocksOf(which, answer, usage), form);
    const all = Buffer.from(blocks.join(''));
    const bytes = all.subarray(0, Math.ceil(all.length * Math.min(1, cut)));
    const found = wholeBlocks(blocks, bytes.length, how.end === 'close');
    const whole = found < 0 ? blocks : blocks.slice(0, found);
    const expected = saidBy(which, whole);
    const heeded = await listen(which, bytes, expected.settled ? hurried(how) : how);
    holdEnded(heeded);
    hold(
      heeded.said === expected.said,
      () => `said ${JSON.stringify(heeded.said)}, not ${JSON.stringify(expected.said)}`,
    );
    if (expected.end) holdSame(heeded.end, expected.end, 'the end');
    // A finish without its accounts is an end too; anything else that is cut is no end.
    else hold(heeded.end === undefined || expected.settled, 'an end nobody sent');
    if (heeded.end === undefined && how.end === 'stall' && isFault(heeded.error) && found >= 0) {
      hold(heeded.error.kind === 'model_stalled', () => `a stall is ${String(heeded.error)}`);
    }
  }),

  fuzz('model-whole', streams, async ({ which, answer, arrival: how }) => {
    const heard = heardBy(which, true);
    const whole = which === 'chat' ? wholeCompletion(heard, answer, 1) : wholeResponse(heard, answer, 1);
    const heeded = await listen(which, Buffer.from(JSON.stringify(whole)), { ...how, end: 'close' });
    holdEnded(heeded);
    // A failure has no form of its own in a whole completion.
    if (answer.end === 'failed' && which === 'chat') return;
    const expected = saidBy(which, blocksOf(which, answer, true));
    hold(
      heeded.said === expected.said,
      () => `said ${JSON.stringify(heeded.said)}, not ${JSON.stringify(expected.said)}`,
    );
    if (expected.end) holdSame(heeded.end, expected.end, 'the end');
    else hold(heeded.end === undefined, 'an end nobody sent');
  }),

  fuzz('model-garbage', fc.tuple(api, garbage, arrival), async ([which, bytes, how]) => {
    holdEnded(await listen(which, bytes, which === 'chat' ? hurried(how) : how));
  }),

  fuzz('model-bent', fc.tuple(bent, arrival), async ([{ which, events }, how]) => {
    holdEnded(await listen(which, bytesOf(events), which === 'chat' ? hurried(how) : how));
  }),

  fuzz(
    'model-aborted',
    fc.tuple(streams, fc.nat({ max: 12 })),
    async ([{ which, answer, usage, arrival: how }, after]) => {
      const caller = new AbortController();
      const reason = new Error('enough');
      let left = after;
      const tick = () => {
        left -= 1;
        if (left < 0) caller.abort(reason);
        else setImmediate(tick);
      };
      tick();
      const blocks = blocksOf(which, answer, usage);
      const heeded = await listen(which, Buffer.from(blocks.join('')), { ...hurried(how), slow: true }, caller.signal);
      hold(saidBy(which, blocks).said.startsWith(heeded.said), 'words nobody sent');
      if (heeded.error !== reason) holdEnded(heeded);
    },
  ),

  fuzz(
    'model-failures',
    fc.tuple(json, headers, fc.constantFrom(200, 400, 401, 404, 413, 429, 500, 599)),
    async ([value, head, status]) => {
      const at: Circumstances = { model: 'gpt-6-luna' };
      const error = Object.assign(new Error('x'), {
        status,
        requestID: 'r',
        headers: headersOf(head),
        code: value,
        type: value,
        param: value,
      });
      for (const fault of [reportedFault(value, at), toModelFault(value, at), toModelFault(error, at)]) {
        hold(isModelFault(fault), 'not a Fault of the model');
        const { retryAfterMs: wait, ...facts } = fault.facts;
        holdPlain(facts, 'facts');
        hold(wait === undefined || wait >= 0, () => `wait ${wait} ms`);
      }
      const wait = retryAfterMs(headersOf(head));
      // Longer than anybody waits: endless is fine.
      hold(wait === undefined || wait >= 0, () => `wait ${wait} ms`);
      try {
        const { pictures } = readImages(await readImageBody(Readable.from([Buffer.from(JSON.stringify(value))]), 10));
        hold(pictures.length > 0, 'no pictures');
      } catch (fault) {
        if (!isModelFault(fault)) throw fault;
      }
    },
  ),
];

function headersOf(values: Readonly<Record<string, string>>): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(values)) sent.set(name, value);
  return sent;
}
