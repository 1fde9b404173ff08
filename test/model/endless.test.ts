import { expect, onTestFinished, test } from 'vitest';
import { createModel } from '../../src/model/index.ts';
import { LONGEST_TURN_MS, longestTurn } from '../attacks/longest-turn.ts';
import { type Speech, speeches, startHostileModel } from '../support/hostile-model.ts';
import { isWhole } from '../support/whole.ts';
import { collect, keepClock, keepLog } from './support.ts';

const MOST_BYTES = (isWhole ? 12 : 6) * 1024 * 1024;
// An answer of one sign each comes to its end beyond that, so it is left to the whole suite.
const tried = speeches.filter((what) => isWhole || what !== 'signs');

async function modelThatSays(what: Speech) {
  const { baseUrl, close } = await startHostileModel(what);
  onTestFinished(async () => void (await close()));
  const model = createModel({
    keys: { keys: ['x'] },
    baseUrl,
    api: 'chat',
    secret: new Uint8Array(32),
    clock: keepClock(),
    log: keepLog(),
    streamBytes: MOST_BYTES,
  });
  // Loading the client is no part of it.
  await model.warm();
  return model;
}

const expected: Readonly<Record<Speech, object>> = {
  words: { end: { reason: 'length' }, length: 200_000 },
  signs: { end: { reason: 'length' } },
  'no words': { error: { kind: 'model_stalled' } },
  reasoning: { error: { kind: 'model_stalled' } },
  comments: { error: { kind: 'model_stalled' } },
  nothing: { error: { kind: 'model_stalled' } },
  'lines of no kind': { error: { kind: 'model_stalled' } },
  'blank lines': { error: { kind: 'model_stalled' } },
  'an event without an end': { error: { kind: 'model_server' } },
  'words after the end': { length: 200_000 },
};

test.each(tried)('a model server that never ends (%s) is ended, and others go on meanwhile', async (what) => {
  const model = await modelThatSays(what);
  let heard: Awaited<ReturnType<typeof collect>> | undefined;
  const longest = await longestTurn(async () => {
    heard = await collect(model);
  });
  expect({ ...heard, length: heard?.text.length }).toMatchObject(expected[what]);
  expect(longest).toBeLessThan(LONGEST_TURN_MS);
});
