import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messagesIn } from '../simulator/openai/heard.ts';
import { type StandIns, startStandIns } from '../support/stand-ins.ts';
import { itEach } from '../support/whole.ts';
import { call, emptyFolder, start } from './program.ts';

/** Batches that an operator runs, by the real program and the stand-in of the model's service. */

let standIns: StandIns;
beforeAll(async () => {
  standIns = await startStandIns({ platforms: ['telegram'] });
});
afterAll(() => standIns.close());

/** A folder with a file of prompts, and what is asked from here on. */
function open(content: string, script: Parameters<StandIns['openai']['script']>[0]) {
  const cwd = emptyFolder();
  const begun = standIns.openai.requests.length;
  standIns.openai.script(script);
  writeFileSync(join(cwd, 'words.csv'), content);
  const line = (...options: string[]) => ['batch', 'words.csv', ...options];
  const env = { ...standIns.settings, OPENAI_API: 'responses', SYSTEM_PROMPT: 'Be brief.' };
  const asked = () => standIns.openai.requests.slice(begun);
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
  const there = (name: string) => existsSync(join(cwd, name));
  return { line, at: { cwd, env }, asked, read, there };
}

it('gives the answers in a file beside the prompts, and writes over none', async () => {
  const { line, at, asked, read, there } = open('word\ntea\nmilk\n', ({ messages }) => `re ${messages.at(-1)?.text}`);
  const options = ['--template', 'Say {word}', '--model', 'advanced', '--max-tokens', '50'];
  expect(await call(line(...options), at)).toMatchObject({
    out: expect.stringMatching(/Your batch is done: 2 answered, 0 failed\.\nwords-answers\.csv\n$/),
    error: '',
    code: 0,
  });
  expect(read('words-answers.csv')).toBe('\ufeffword,answer,error\r\ntea,re Say tea,\r\nmilk,re Say milk,\r\n');
  expect(there('words-answers.csv.part')).toBe(false);
  expect(asked().map(({ body }) => [body['instructions'], body['max_output_tokens']])).toEqual([
    ['Be brief.', 50],
    ['Be brief.', 50],
  ]);
  expect(await call(line(...options), at)).toMatchObject({
    error: expect.stringContaining('is there already'),
    code: 1,
  });
  expect(asked()).toHaveLength(2);
});

it('says in one sentence what is wrong with the file', async () => {
  const { line, at } = open('a,b\n1,2,3\n', () => 'never');
  const { error, code } = await call(line('--template', '{a}'), at);
  expect([error, code]).toEqual([
    expect.stringMatching(/^The row that ends on line 2 has more cells than the 2 columns/),
    1,
  ]);
});

itEach(1, [['SIGKILL'], ['SIGINT']] as ['SIGKILL' | 'SIGINT'][])(
  'goes on after %s, and asks no line twice that was answered',
  async (signal) => {
    const words = Array.from({ length: 8 }, (_, at) => `w${at}`);
    const { line, at, asked, read } = open(`word\n${words.join('\n')}\n`, ({ messages }) => ({
      text: `re ${messages.at(-1)?.text}`,
      firstTokenMs: 100,
    }));
    const child = start(line(), at);
    await expect.poll(() => asked().length, { timeout: 20_000, interval: 5 }).toBeGreaterThanOrEqual(5);
    child.kill(signal);
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (signal === 'SIGINT') expect(code).toBe(130);
    expect((await call(line('--model', 'advanced'), at)).error).toMatch(/another model/);
    expect((await call(line(), at)).code).toBe(0);
    expect(read('words-answers.csv').trim().split('\r\n').slice(1)).toEqual(words.map((word) => `${word},re ${word},`));
    const times = Map.groupBy(asked(), (request) => messagesIn(request).at(-1)?.text);
    expect(asked().length).toBeLessThanOrEqual(words.length + 2);
    expect([...times.keys()].toSorted()).toEqual(words);
  },
);
