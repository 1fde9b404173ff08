import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchedAnswer, BatchedRequest, BatchService, HandedOver } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { saying } from '../../src/util/messages.ts';
import { Refusal } from '../simulator/openai/failures.ts';
import { failures, type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { collect, modelOf, question } from './support.ts';

const never = new AbortController().signal;

let openai: OpenAISimulator;
let batches: BatchService;
beforeEach(async () => {
  openai = await startOpenAI({ keys: ['sk-second'] });
  openai.script(({ messages }) => `heard ${messages.at(-1)?.text}`);
  batches = modelOf(openai).batches;
});
afterEach(() => openai.close());

const line = (id: string): BatchedRequest => ({ id, request: { ...question, messages: [saying('user', id)] } });
const handOver = (...ids: string[]) => batches.handOver('b1', ids.map(line), never);

/** Looks at a batch until it ends; gives how. */
async function ended(name: string, of = batches): Promise<HandedOver & { state: 'ended' }> {
  for (;;) {
    const batch = await of.look(name, never);
    if (batch.state === 'ended') return batch;
  }
}

async function answersOf(name: string, of = batches, signal = never): Promise<BatchedAnswer[]> {
  const answers: BatchedAnswer[] = [];
  for await (const answer of of.answers(name, signal)) answers.push(answer);
  return answers;
}

const empty = { status: 200, body: '{"object":"list","data":[],"has_more":false}' };

/** Fails the next creation of a batch; looks at the list go on. */
function failCreation(failure: { status: number; error: object; headers?: Record<string, string> }): void {
  const { status, headers = {}, error } = failure;
  const match = ({ method, path }: { method: string; path: string }) => method === 'POST' && path === '/v1/batches';
  openai.rule({ match, reply: { status, headers, body: { error } }, times: 1 });
}

const kindOf = (answer: BatchedAnswer) =>
  'failure' in answer && isFault(answer.failure) ? answer.failure.kind : undefined;

describe.each(['responses', 'chat'] as const)('a batch by %s', (api) => {
  it('asks with the bodies of live requests, and reads the answers with their tokens', async () => {
    const model = modelOf(openai, { api, official: true });
    const request = { ...question, maxOutputTokens: 200, effort: 'low', conversation: 'test:1' };
    await collect(model, request);
    const { stream: _, stream_options: __, ...live } = openai.requests.at(-1)?.body ?? {};
    const name = await model.batches.handOver('b1', [{ id: 'l1', request }, line('l2')], never);
    expect(await ended(name, model.batches)).toEqual({ state: 'ended', how: 'completed' });
    expect(openai.batches.batches[0]?.lines[0]?.body).toEqual(live);
    const answers = await answersOf(name, model.batches);
    expect(answers.map(({ id }) => id)).toEqual(['l2', 'l1']);
    expect(answers[0]).toMatchObject({ text: 'heard l2', reason: 'complete', usage: { outputTokens: 2 } });
  });

  it('tells lines that failed, were cut, or have no words, each by its meaning', async () => {
    const { batches: of } = modelOf(openai, { api });
    const scripted = new Map([
      ['filtered', { filtered: true }],
      ['empty', { text: '' }],
      ['cut', { text: Array(40).fill('word').join(' ') }],
    ]);
    openai.script(({ messages }) => scripted.get(messages[0]?.text ?? ''));
    const long = new Refusal(400, { message: 'Too long', type: 'invalid', code: 'context_length_exceeded' });
    openai.batches.plan({ refuses: ({ custom_id }) => (custom_id === 'long' ? long : undefined) });
    const cut = { ...line('cut'), request: { ...line('cut').request, maxOutputTokens: 16 } };
    const name = await of.handOver('b1', [line('filtered'), line('empty'), line('long'), cut], never);
    await ended(name, of);
    const answers = await answersOf(name, of);
    const kinds = answers.map((each) => [each.id, kindOf(each) ?? ('reason' in each && each.reason)]);
    expect(Object.fromEntries(kinds)).toEqual({
      ...{ filtered: 'model_filtered', empty: 'model_empty', long: 'model_too_long', cut: 'length' },
    });
  });
});

describe('the way of a batch', () => {
  it('is there once after its creation was not heard of, however often it is handed over', async () => {
    openai.rule({ match: ({ method, path }) => method === 'POST' && path === '/v1/batches', drop: 'after', times: 1 });
    await expect(handOver('l1')).rejects.toMatchObject({ kind: 'model_unreachable' });
    const [batch, ...others] = openai.batches.batches;
    expect(await batches.find('b1', never)).toBe(batch?.id);
    expect([await handOver('l1'), await handOver('l1')]).toEqual([batch?.id, batch?.id]);
    expect(others).toEqual([]);
    expect(await batches.find('b2', never)).toBeUndefined();
  });

  it('tells the service no id of ours', async () => {
    await batches.handOver('place:user-4711', [line('l1')], never);
    const [batch] = openai.batches.batches;
    const [file] = openai.batches.files;
    expect(batch?.metadata?.['parley_batch']).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(batch?.metadata) + file?.name).not.toContain('4711');
  });

  it('is found behind many others, and none is looked through from before it can be', async () => {
    const name = await handOver('l1');
    for (let index = 0; index < 60; index += 1) await batches.handOver(`other ${index}`, [line('l1')], never);
    expect(await batches.find('b1', never)).toBe(name);
    const before = openai.requests.length;
    for (const batch of openai.batches.batches) batch.createdAt -= 4 * 86_400;
    await batches.find('none', never);
    expect(openai.requests.length - before).toBe(1);
  });

  it('is the best of several under one id, and the others are cancelled', async () => {
    const names: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      // A list that does not show what was just made.
      openai.fail('/v1/batches', empty);
      names.push(await handOver('l1'));
    }
    await ended(names[1] ?? '');
    expect(await batches.find('b1', never)).toBe(names[1]);
    expect(openai.batches.batches.map(({ status }) => status)).toEqual(['cancelling', 'completed', 'cancelling']);
  });

  it('fails as a whole with the code of what is wrong', async () => {
    openai.batches.plan({ fails: { code: 'token_limit_exceeded', message: 'Enqueued token limit reached' } });
    const name = await handOver('l1');
    expect(await ended(name)).toEqual({ state: 'ended', how: 'failed', problem: 'token_limit_exceeded' });
    expect(await answersOf(name)).toEqual([]);
  });

  it('expires with what was answered, and tells the lines that were not', async () => {
    openai.batches.plan({ expires: true, answers: 1 });
    const name = await handOver('l1', 'l2');
    expect(await ended(name)).toMatchObject({ how: 'expired' });
    expect(await answersOf(name)).toMatchObject([
      { id: 'l1', text: 'heard l1' },
      { id: 'l2', late: true },
    ]);
  });

  it('is cancelled, once and twice, and what was answered stays', async () => {
    openai.batches.plan({ answers: 1 });
    const name = await handOver('l1', 'l2');
    expect(await batches.look(name, never)).toEqual({ state: 'working', done: 0, of: 2 });
    await batches.cancel(name, never);
    await batches.cancel(name, never);
    expect(await ended(name)).toMatchObject({ how: 'cancelled' });
    expect(await answersOf(name)).toMatchObject([{ id: 'l1' }]);
    await batches.cancel(name, never);
    await batches.cancel('batch_none', never);
  });

  it('leaves no file at the service: not its own, not its outputs, not an upload that began nothing', async () => {
    failCreation(failures.server(503));
    await expect(handOver('l1')).rejects.toMatchObject({ kind: 'model_server' });
    const refusal = new Refusal(500, { message: '', type: '' });
    openai.batches.plan({ refuses: ({ custom_id }) => (custom_id === 'l2' ? refusal : undefined) });
    const name = await handOver('l1', 'l2');
    await ended(name);
    await batches.handOver('b2', [line('l1')], never);
    expect(openai.batches.files).toHaveLength(5);
    await batches.discard('b1', name, never);
    expect(openai.batches.files.map(({ id }) => id)).toEqual([openai.batches.batches[1]?.inputFile]);
    await batches.discard('b1', name, never);
    await batches.discard('b2', undefined, never);
    expect(openai.batches.files).toEqual([]);
  });

  it('leaves no file where it was refused', async () => {
    failCreation(failures.quota());
    await expect(handOver('l1')).rejects.toMatchObject({ kind: 'model_quota' });
    expect(openai.batches.files).toEqual([]);
  });

  it('is gone where the service has forgotten it', async () => {
    expect(await batches.look('batch_none', never)).toEqual({ state: 'ended', how: 'gone' });
    expect(await answersOf('batch_none')).toEqual([]);
  });

  it('keeps its files at the service for days, should nobody delete them', async () => {
    await ended(await handOver('l1'));
    const lives = openai.batches.files.map(({ createdAt, expiresAt = 0 }) => (expiresAt - createdAt) / 86_400);
    expect(lives).toEqual([3, 7]);
  });

  it('takes no setting that its model is known to refuse', async () => {
    const request = { ...line('l1').request, model: 'o4-mini', temperature: 1.5 };
    await expect(batches.handOver('b1', [{ id: 'l1', request }], never)).rejects.toMatchObject({
      kind: 'model_rejected',
    });
    expect(openai.batches.files).toEqual([]);
  });
});

describe('several keys', () => {
  beforeEach(() => {
    batches = modelOf(openai, { keys: { keys: [openai.key, 'sk-second'] } }).batches;
  });
  const gone = { status: 404, error: { message: 'No such object', type: 'invalid_request_error' } };
  const keys = () => openai.requests.slice(-2).map(({ headers }) => headers.authorization?.slice('Bearer '.length));

  it('are tried in turn for a batch of another account', async () => {
    const name = await handOver('l1');
    openai.fail(`/batches/${name}`, gone);
    expect(await batches.look(name, never)).toMatchObject({ state: 'working' });
    expect(keys()).toEqual([openai.key, 'sk-second']);
  });

  it('are not mixed within one creation', async () => {
    failCreation(failures.quota());
    await handOver('l1');
    expect(keys()).toEqual(['sk-second', 'sk-second']);
    expect(openai.batches.files).toHaveLength(1);
  });

  it.each(['the first', 'the second'])('do not make a batch seem missing where %s is busy', async (which) => {
    await handOver('l1');
    const answers = [failures.rateLimited(600), empty];
    for (const each of which === 'the first' ? answers : answers.toReversed()) openai.fail('/v1/batches', each);
    await expect(batches.find('b1', never)).rejects.toMatchObject({ kind: 'model_busy' });
  });
});

describe('whether a server takes batches', () => {
  const here = { model: question.model };

  it('is known of the service itself, and asked of others once in an hour', async () => {
    expect(await modelOf(openai, { official: true }).batches.offers(here, never)).toBe(true);
    expect(openai.requests).toEqual([]);
    expect([await batches.offers(here, never), await batches.offers(here, never)]).toEqual([true, true]);
    expect(openai.requests.map(({ path }) => path)).toEqual(['/v1/batches']);
    expect(await batches.offers({ ...here, link: 'http://elsewhere/v1' }, never)).toBe(false);
  });

  it.each([
    ['an address that is not there', { status: 404, error: { message: 'Not Found', type: 'invalid_request_error' } }],
    ['a page in its place', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
    ['another object', { status: 200, body: '{"object":"list"}' }],
    ['a failure', failures.server()],
  ])('is denied by %s', async (_, failure) => {
    openai.fail('/v1/batches', failure);
    expect(await batches.offers(here, never)).toBe(false);
  });
});

describe('a file of answers', () => {
  const answer = (id: string, text = 'fine') => ({
    ...{ custom_id: id, error: null },
    response: {
      status_code: 200,
      body: { status: 'completed', output: [{ type: 'message', content: [{ type: 'output_text', text }] }] },
    },
  });
  const batch = { object: 'batch', id: 'batch_1', status: 'completed', output_file_id: 'b' };
  const answering = (body: string) => {
    openai.fail('/batches/batch_1', { status: 200, body: JSON.stringify(batch) });
    openai.fail('/files/b/content', { status: 200, body });
  };
  const isContent = ({ path }: { path: string }) => path.endsWith('/content');

  it('is read line by line; what is no line is left out', async () => {
    const long = answer('long', 'x'.repeat(1_600_000));
    const lines = ['{', '[]', '"a"', '{"custom_id":1}', '', JSON.stringify(long), JSON.stringify(answer('é'))];
    answering(lines.join('\r\n'));
    expect(await answersOf('batch_1')).toEqual([{ id: 'é', text: 'fine', reason: 'complete' }]);
  });

  it('makes a failure of a line of what cannot be read in it', async () => {
    const odd = [
      { ...answer('a'), response: null },
      { ...answer('b'), response: { status_code: 200, body: {} } },
    ];
    answering(odd.map((each) => JSON.stringify(each)).join('\n'));
    expect((await answersOf('batch_1')).map(kindOf)).toEqual(['model_server', 'model_server']);
  });

  it('is asked for again where it did not begin, and is told as lost where it broke off', async () => {
    openai.fail('/files/b/content', failures.server());
    answering(JSON.stringify(answer('a')));
    expect(await answersOf('batch_1')).toHaveLength(1);
    const name = await handOver('l1');
    await ended(name);
    openai.rule({ match: isContent, choke: { afterPieces: 0, how: 'cut' } });
    const failed = await answersOf(name).catch((error: unknown) => error);
    expect(isFault(failed, 'model_cut', 'model_unreachable')).toBe(true);
  });

  it('is let go of when its reader gives up', async () => {
    const name = await handOver('l1');
    await ended(name);
    openai.rule({ match: isContent, hang: true });
    const giving = new AbortController();
    const reading = answersOf(name, batches, giving.signal);
    await openai.waitFor(isContent);
    giving.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});
