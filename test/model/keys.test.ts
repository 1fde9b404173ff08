import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keysIn } from '../../src/config/index.ts';
import { createMovableClock } from '../fake-clock.ts';
import { failures, type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { collect, keepLog, modelOf, question } from './support.ts';

const [first, second, third] = ['sk-the-first-key', 'sk-the-second-key', 'sk-the-third-key'] as const;

async function rig(keys: readonly string[], accepted: readonly string[] = keys, file?: string) {
  const openai = await startOpenAI({ keys: accepted });
  onTestFinished(() => openai.close());
  const waits: number[] = [];
  const time = createMovableClock();
  const clock = { ...time, sleep: async (ms: number) => void waits.push(ms) };
  const log = keepLog();
  const hidden: string[] = [];
  const source = file === undefined ? { keys } : { keys, file: { path: file, keysIn } };
  const hide = (more: readonly string[]) => void hidden.push(...more);
  const model = modelOf(openai, { keys: source, clock, log, hide });
  return { openai, model, pass: time.pass, waits, log, hidden };
}

const used = (openai: OpenAISimulator) =>
  openai.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));

const refuse = (openai: OpenAISimulator, key: string, failure: { status: number; error: object; headers?: object }) =>
  openai.rule({
    match: ({ headers }) => headers.authorization === `Bearer ${key}`,
    reply: { status: failure.status, headers: { ...failure.headers }, body: { error: failure.error } },
  });

describe('several keys', () => {
  test('one that is refused gives way to the next at once, and rests', async () => {
    const { openai, model, pass, waits, log } = await rig([first, second], [second]);
    expect((await collect(model)).text).toBe('one two three');
    expect((await collect(model)).text).toBe('one two three');
    expect(used(openai)).toEqual([first, second, second]);
    pass(16 * 60_000);
    await collect(model);
    // It failed; the other never did.
    expect(used(openai).slice(3)).toEqual([second]);
    expect(waits).toEqual([]);
    expect(log.lines).toEqual([expect.stringMatching(/^A key was refused.*model_auth/)]);
    expect(log.lines.join()).not.toContain('sk-');
  });

  test.each([
    ['has no budget', failures.quota(), 14 * 60_000],
    ['is asked too often', failures.rateLimited(30), 29_000],
  ])('one that %s rests for its time, and comes back when the other fails', async (_, failure, restMs) => {
    const { openai, model, pass, waits } = await rig([first, second]);
    const mend = refuse(openai, first, failure);
    expect((await collect(model)).error).toBeUndefined();
    mend();
    refuse(openai, second, failure);
    pass(restMs);
    await collect(model);
    const { length } = openai.requests;
    pass(2_000_000);
    expect((await collect(model)).error).toBeUndefined();
    expect(used(openai).slice(0, 3)).toEqual([first, second, second]);
    expect(used(openai).slice(length)).toEqual([first]);
    expect(waits).toEqual(failure.status === 429 && restMs < 60_000 ? [expect.any(Number)] : []);
  });

  test('where all are refused, each is asked once, and the failure is told', async () => {
    const { openai, model } = await rig([first, second, third], []);
    expect((await collect(model)).error).toMatchObject({ kind: 'model_auth' });
    expect(used(openai)).toEqual([first, second, third]);
  });

  test('are for pictures, too', async () => {
    const { openai, model } = await rig([first, second], [second]);
    const asked = { model: 'gpt-image-2', prompt: 'A cat', count: 1, onBehalf: question.onBehalf };
    expect((await model.generateImages(asked, new AbortController().signal)).pictures).toHaveLength(1);
    expect(used(openai)).toEqual([first, second]);
  });

  test('a service that wants none is sent none of ours', async () => {
    const { openai, model } = await rig([], ['none']);
    expect((await collect(model)).text).toBe('one two three');
    expect(used(openai)).toEqual(['none']);
  });
});

describe('a file of keys', () => {
  function fileWith(text: string) {
    const folder = mkdtempSync(join(tmpdir(), 'parley-keys-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'key');
    let minute = 0;
    const write = (next: string) => {
      writeFileSync(path, next);
      minute += 1;
      utimesSync(path, new Date(minute * 60_000), new Date(minute * 60_000));
    };
    write(text);
    return { path, write, remove: () => rmSync(path) };
  }

  test('that changes is read again, at the latest when its key is refused', async () => {
    const file = fileWith(first);
    const { openai, model, pass, hidden } = await rig([first], [first, second, third], file.path);
    await collect(model);
    file.write(`${second}\n`);
    pass(6_000);
    await collect(model);
    file.write(`${third}\n${first}\n`);
    refuse(openai, second, { status: 401, error: { message: 'no', code: 'invalid_api_key' } });
    expect((await collect(model)).text).toBe('one two three');
    expect(used(openai)).toEqual([first, second, second, third]);
    expect(hidden).toEqual([second, third, first]);
  });

  test.each([
    ['empty', ''],
    ['of another form', 'two words'],
    ['endless', 'x'.repeat(70_000)],
  ])('that is %s changes nothing, and is told once', async (_, text) => {
    const file = fileWith(first);
    const { openai, model, pass, log } = await rig([first], [first], file.path);
    for (const _ of [1, 2, 3]) {
      file.write(text);
      pass(6_000);
      expect((await collect(model)).text).toBe('one two three');
    }
    expect(used(openai)).toEqual([first, first, first]);
    expect(log.lines).toEqual([expect.stringMatching(/keys from before stay/)]);
    file.remove();
    pass(6_000);
    expect((await collect(model)).text).toBe('one two three');
  });
});
