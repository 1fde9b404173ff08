import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeOfficial } from '../../support/official.ts';
import { askEach, openai, post } from './asking.ts';
import type { BatchPlan } from './batches.ts';
import { Refusal } from './failures.ts';
import { findings, resolve } from './schema.ts';

// Official description, kept beside the checkout and not in it.
const specFile = new URL('../../../../shared/specs/openai-openapi.json', import.meta.url);

askEach();

type Fields = Record<string, unknown>;

const headers = () => ({ authorization: `Bearer ${openai.key}` });
const get = (path: string, method = 'GET') => fetch(`${openai.baseUrl}${path}`, { method, headers: headers() });
const json = async (path: string, method?: string) => (await (await get(path, method)).json()) as Fields;

async function upload(text: string, { name = 'a.jsonl', purpose = 'batch', fields = {} } = {}) {
  const body = new FormData();
  for (const [field, value] of Object.entries({ purpose, ...fields })) body.append(field, String(value));
  body.append('file', new Blob([text]), name);
  const response = await fetch(`${openai.baseUrl}/files`, { method: 'POST', headers: headers(), body });
  return { status: response.status, body: (await response.json()) as Fields };
}

const line = (custom_id: string, more: Fields = {}) => ({
  ...{ custom_id, method: 'POST', url: '/v1/responses' },
  body: { model: 'gpt-6-luna', input: `say ${custom_id}` },
  ...more,
});
const linesOf = (lines: readonly object[]) => lines.map((each) => `${JSON.stringify(each)}\n`).join('');

async function begin(lines: readonly object[] | string, fields: Fields = {}) {
  const { body } = await upload(typeof lines === 'string' ? lines : linesOf(lines));
  const asked = { input_file_id: body['id'], endpoint: '/v1/responses', completion_window: '24h', ...fields };
  return (await (await post('/batches', asked)).json()) as Fields;
}

/** Looks at a batch until it goes on no more; gives the states it came through. */
async function follow(id: unknown): Promise<{ states: string[]; batch: Fields }> {
  const states: string[] = [];
  for (;;) {
    const batch = await json(`/batches/${id}`);
    if (states.at(-1) === batch['status']) return { states, batch };
    states.push(String(batch['status']));
  }
}

async function content(id: unknown): Promise<Fields[]> {
  const text = await (await get(`/files/${id}/content`)).text();
  return text
    .trim()
    .split('\n')
    .map((each) => JSON.parse(each));
}

const idsOf = (lines: readonly Fields[]) => lines.map(({ custom_id }) => custom_id);

test('a batch comes through its states, and its output is in no order', async () => {
  const made = await begin([line('one'), line('two'), line('bad', { body: { model: 'gpt-6-luna' } })], {
    metadata: { mine: 'yes' },
  });
  expect(made).toMatchObject({ status: 'validating', metadata: { mine: 'yes' } });
  const { states, batch } = await follow(made['id']);
  expect(states).toEqual(['in_progress', 'finalizing', 'completed']);
  expect(batch['request_counts']).toEqual({ total: 3, completed: 2, failed: 1 });
  const output = await content(batch['output_file_id']);
  expect(idsOf(output)).toEqual(['two', 'one']);
  expect(output[0]).toMatchObject({ error: null, response: { status_code: 200, body: { status: 'completed' } } });
  expect(await content(batch['error_file_id'])).toMatchObject([
    { custom_id: 'bad', error: null, response: { status_code: 400, body: { error: { param: 'input' } } } },
  ]);
});

test.each<[string, BatchPlan, string[], (string | undefined)[]]>([
  ['stays where it is told to', { stays: 'in_progress' }, ['in_progress'], []],
  [
    'expires with a part of the answers',
    { expires: true, answers: 1 },
    ['in_progress', 'finalizing', 'expired'],
    ['b'],
  ],
  ['fails as a whole', { fails: { code: 'token_limit_exceeded', message: 'Too much' } }, ['failed'], []],
])('a batch %s', async (_, plan, states, late) => {
  openai.batches.plan(plan);
  const { states: seen, batch } = await follow((await begin([line('a'), line('b')]))['id']);
  expect(seen).toEqual(states);
  if (late.length === 0) return;
  expect(idsOf(await content(batch['output_file_id']))).toEqual(['a']);
  const errors = await content(batch['error_file_id']);
  expect(errors).toMatchObject(late.map((id) => ({ custom_id: id, response: null, error: { code: 'batch_expired' } })));
});

test('a batch is cancelled in two steps, and keeps what was answered', async () => {
  openai.batches.plan({ stays: 'validating', answers: 1 });
  const { id } = await begin([line('a'), line('b')]);
  openai.batches.plan({ answers: 1 });
  await json(`/batches/${id}`);
  expect(await json(`/batches/${id}/cancel`, 'POST')).toMatchObject({ status: 'cancelling' });
  const { batch } = await follow(id);
  expect(batch).toMatchObject({ status: 'cancelled', error_file_id: null });
  expect(idsOf(await content(batch['output_file_id']))).toEqual(['a']);
  expect((await get(`/batches/${id}/cancel`, 'POST')).status).toBe(409);
});

test('single lines are refused as a test wants it', async () => {
  const refusal = new Refusal(500, { message: 'Sorry', type: 'server_error' });
  openai.batches.plan({ refuses: ({ custom_id }) => (custom_id === 'a' ? refusal : undefined) });
  const { batch } = await follow((await begin([line('a'), line('b')]))['id']);
  expect(await content(batch['error_file_id'])).toMatchObject([{ custom_id: 'a', response: { status_code: 500 } }]);
});

test.each<[string, string | object[], string, number | null]>([
  ['nothing in it', '', 'empty_file', null],
  ['no JSON', `${JSON.stringify(line('a'))}\n{`, 'invalid_json_line', 2],
  ['no id', [line('a', { custom_id: undefined })], 'missing_required_parameter', 1],
  ['an id twice', [line('a'), line('a')], 'duplicate_custom_id', 2],
  ['another endpoint', [line('a', { url: '/v1/chat/completions' })], 'invalid_url', 1],
  ['another method', [line('a', { method: 'GET' })], 'invalid_method', 1],
  ['two models', [line('a'), line('b', { body: { model: 'gpt-6-sol', input: 'b' } })], 'mismatched_model', 2],
  ['a model that there is not', [line('a', { body: { model: 'none', input: 'b' } })], 'model_not_found', 1],
  ['too many lines', [line('a'), line('b'), line('c')], 'max_requests_exceeded', null],
])('a file with %s fails as a whole', async (_, lines, code, at) => {
  openai.batches.limits.lines = 2;
  const { batch } = await follow((await begin(lines))['id']);
  expect(batch).toMatchObject({ status: 'failed', output_file_id: null, errors: { data: [{ code, line: at }] } });
});

test.each<[string, Fields, string]>([
  ['an unknown file', { input_file_id: 'file-none' }, 'input_file_id'],
  ['another window', { completion_window: '12h' }, 'completion_window'],
  ['no window', { completion_window: undefined }, 'completion_window'],
  ['an endpoint that there is not', { endpoint: '/v1/audio/speech' }, 'endpoint'],
  ['a word too many', { priority: 1 }, 'priority'],
  ['too long metadata', { metadata: { a: 'b'.repeat(513) } }, 'metadata'],
  [
    'outputs that go too soon',
    { output_expires_after: { anchor: 'created_at', seconds: 60 } },
    'output_expires_after.seconds',
  ],
])('%s is refused at once', async (_, fields, param) => {
  expect(await begin([line('a')], fields)).toMatchObject({ error: { type: 'invalid_request_error', param } });
  expect(openai.batches.batches).toEqual([]);
});

test('files are checked, listed and deleted', async () => {
  openai.batches.limits.batchBytes = 10;
  expect((await upload('more than ten')).status).toBe(413);
  expect((await upload('few', { name: 'a.txt' })).status).toBe(400);
  expect((await upload('few', { purpose: 'none' })).body).toMatchObject({ error: { param: 'purpose' } });
  const soon = { 'expires_after[anchor]': 'created_at', 'expires_after[seconds]': 5 };
  expect((await upload('few', { fields: soon })).body).toMatchObject({ error: { param: 'expires_after.seconds' } });
  const { body: kept } = await upload('few', { fields: { ...soon, 'expires_after[seconds]': 3600 } });
  expect(kept).toMatchObject({ filename: 'a.jsonl', purpose: 'batch', bytes: 3 });
  expect(Number(kept['expires_at']) - Number(kept['created_at'])).toBe(3600);
  expect(await json('/files?purpose=batch')).toMatchObject({ data: [{ id: kept['id'] }], has_more: false });
  expect(await json(`/files/${kept['id']}`, 'DELETE')).toMatchObject({ deleted: true });
  expect((await get(`/files/${kept['id']}/content`)).status).toBe(404);
});

test('batches are listed by pages, the newest first', async () => {
  const made: unknown[] = [];
  for (const id of ['a', 'b', 'c']) made.unshift((await begin([line(id)]))['id']);
  const first = await json('/batches?limit=2');
  expect(first).toMatchObject({ data: [{ id: made[0] }, { id: made[1] }], has_more: true, last_id: made[1] });
  expect(await json(`/batches?limit=2&after=${made[1]}`)).toMatchObject({ data: [{ id: made[2] }], has_more: false });
  expect((await get('/batches?limit=101')).status).toBe(400);
});

describeOfficial(specFile, 'against the official description', () => {
  const root = existsSync(specFile) ? JSON.parse(readFileSync(specFile, 'utf8')) : {};
  // The live API sends null where the description knows only absence; its own example does.
  const tidy = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, item) => item ?? undefined));
  const check = (value: unknown, name: string) =>
    expect(findings(tidy(value), resolve(`#/components/schemas/${name}`, root), root, ['first_id', 'last_id'])).toEqual(
      [],
    );

  test('files and batches in all of their states', async () => {
    check((await upload(linesOf([line('a')]))).body, 'OpenAIFile');
    check(await json('/files'), 'ListFilesResponse');
    for (const plan of [{}, { expires: true }, { fails: { code: 'x', message: 'y' } }]) {
      openai.batches.plan(plan);
      check((await follow((await begin([line('a')]))['id'])).batch, 'Batch');
    }
    openai.batches.plan({});
    const { id } = await begin([line('a')]);
    check(await json(`/batches/${id}/cancel`, 'POST'), 'Batch');
    check((await follow(id)).batch, 'Batch');
    check(await json('/batches'), 'ListBatchesResponse');
    const [file] = openai.batches.files;
    check(await json(`/files/${file?.id}`, 'DELETE'), 'DeleteFileResponse');
  });
});
