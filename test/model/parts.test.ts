import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { acceptedParameters, acceptedValues, imageProblem, refusedParameters } from '../../src/model/capabilities.ts';
import { toFault } from '../../src/model/errors.ts';
import { waitBeforeRetry } from '../../src/model/retry.ts';
import { retryAfterMs } from '../../src/model/retry-after.ts';
import { createWatchdog } from '../../src/model/watchdog.ts';
import { Fault } from '../../src/util/errors.ts';

describe('capabilities', () => {
  const parameters = { temperature: 0.5, topP: 0.5, maxOutputTokens: 100 };

  test.each([
    ...['o4-mini', 'o3', 'gpt-5', 'gpt-5-mini', 'gpt-5.1-codex', 'gpt-5.2-pro', 'gpt-5.5', 'gpt-5.6-luna'],
    ...['gpt-6-luna', 'gpt-6-sol', 'gpt-6-astra', 'gpt-6.1-sol', 'gpt-6.1-terra', 'gpt-6.2-sol', 'gpt-6.2-astra'],
  ])('%s takes no temperature', (model) => {
    expect(refusedParameters(model, parameters)).toEqual(['temperature', 'topP']);
    expect(acceptedParameters(model, parameters)).toEqual({ maxOutputTokens: 100 });
    expect(refusedParameters(model, { maxOutputTokens: 100 })).toEqual([]);
  });

  test.each(['gpt-5-chat-latest', 'gpt-5.4-mini', 'gpt-4.1', 'llama3', 'o10'])('%s takes all', (model) => {
    expect(acceptedParameters(model, parameters)).toEqual(parameters);
  });

  test.each([
    ['o4-mini', 'low medium high', ''],
    ['gpt-5-mini', 'minimal low medium high', 'low medium high'],
    ['gpt-5-pro', 'high', 'low medium high'],
    ['gpt-5.1', 'none low medium high', 'low medium high'],
    ['gpt-5.1-codex-max', 'low medium high xhigh', ''],
    ['gpt-5.4-mini', 'none low medium high xhigh', 'low medium high'],
    ['gpt-5.6-luna', 'none low medium high xhigh max', 'low medium high'],
    ['gpt-6-astra', 'low medium high xhigh max', 'low medium high'],
    ['gpt-6.1-sol', 'low medium high xhigh max', 'low medium high'],
    ['gpt-6.1-terra', 'none low medium high xhigh max', 'low medium high'],
    ['gpt-6.2-sol', 'low medium high xhigh max', 'low medium high'],
    ['gpt-4.1-mini', '', ''],
    ['llama3', 'low medium high', 'low medium high'],
  ])('%s thinks as one of [%s] and talks as one of [%s]', (model, efforts, verbosities) => {
    expect(acceptedValues(model, 'effort').join(' ')).toBe(efforts);
    expect(acceptedValues(model, 'verbosity').join(' ')).toBe(verbosities);
  });

  test('an effort or verbosity it does not have is refused; of a model nobody knows, none', () => {
    expect(refusedParameters('gpt-5.4', { effort: 'max', verbosity: 'high' })).toEqual(['effort']);
    expect(refusedParameters('gpt-4.1', { effort: 'none', verbosity: 'low' })).toEqual(['effort', 'verbosity']);
    expect(refusedParameters('llama3', { effort: 'ultra', verbosity: 'chatty', temperature: 1 })).toEqual([]);
  });

  test.each(['gpt-6-astra', 'gpt-6.1-sol', 'gpt-6.2-sol'])(
    '%s always reasons: `none` and what needs it are left out',
    (model) => {
      const asked = { ...parameters, effort: 'none' };
      expect(refusedParameters(model, asked)).toEqual(['effort']);
      expect(acceptedParameters(model, asked)).toEqual({ maxOutputTokens: 100 });
    },
  );

  test('a model that reasons takes no temperature', () => {
    const asked = { ...parameters, effort: 'high' };
    expect(refusedParameters('gpt-6-luna', asked)).toEqual(['temperature', 'topP']);
    expect(acceptedParameters('gpt-6-luna', asked)).toEqual({ maxOutputTokens: 100, effort: 'high' });
    expect(refusedParameters('gpt-6-luna', { ...parameters, effort: 'none' })).toEqual([]);
    // It is not asked to by an effort that it never hears of.
    expect(acceptedParameters('gpt-5.4', { ...parameters, effort: 'max' })).toEqual(parameters);
  });

  test('an unknown image model is allowed what some service might take', () => {
    const request = { model: 'sdxl', prompt: 'x', size: '640x480', quality: 'hd', count: 1 };
    expect(imageProblem(request)).toBeUndefined();
    expect(imageProblem({ ...request, size: 'banana' })).toMatchObject({ key: 'image.size' });
    expect(imageProblem({ ...request, quality: 'ultra' })).toMatchObject({ key: 'image.quality' });
    expect(imageProblem({ ...request, count: 99 })).toMatchObject({ key: 'image.count', values: { value: 99 } });
  });

  test('says what would be right', () => {
    const problem = imageProblem({ model: 'gpt-image-1.5', prompt: 'x', size: '7x7', count: 1 });
    expect(problem).toMatchObject({
      key: 'image.size',
      values: { value: '7x7', choices: expect.stringContaining('1024x1024') },
    });
  });
});

describe('waits', () => {
  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after-ms': '150', 'retry-after': '1' }, 150],
    [{ 'retry-after': 'Sat, 21 Nov 2026 00:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%o', (headers, expected) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>), Date.UTC(2026, 10, 21))).toBe(expected);
  });

  test('backoff grows, is jittered and bounded', () => {
    const fault = new Fault('model_server', 'x');
    expect([1, 2, 3].map((tried) => waitBeforeRetry(fault, tried, () => 0.5))).toEqual([500, 1000, 2000]);
    expect(waitBeforeRetry(fault, 1, () => 0)).toBe(250);
    expect(waitBeforeRetry(fault, 30, () => 0.999)).toBeLessThan(12_000);
  });

  test.each(['model_quota', 'model_auth', 'model_rejected', 'model_stalled', 'model_empty'] as const)(
    'none for %s',
    (kind) => {
      expect(waitBeforeRetry(new Fault(kind, 'x'), 1, () => 0)).toBeUndefined();
    },
  );
});

describe('faults', () => {
  const apiError = (fields: object) =>
    Object.assign(new Error('400 secret words'), { requestID: null, status: 400, ...fields });

  test.each([
    [{ status: 400, code: 'unsupported_parameter', param: 'temperature' }, 'model_rejected'],
    [{ status: 402 }, 'model_quota'],
    [{ status: 403 }, 'model_auth'],
    [{ status: 404 }, 'model_unknown'],
    [{ status: 413 }, 'model_too_long'],
    [{ status: 422 }, 'model_rejected'],
    [{ status: 429, code: 'slow_down' }, 'model_busy'],
    [{ status: 529 }, 'model_server'],
    [{ status: 400, type: 'exceed_context_size_error' }, 'model_too_long'],
    [{ status: 400, code: 'content_policy_violation' }, 'model_filtered'],
  ])('%o is %s', (fields, kind) => {
    expect(toFault(apiError(fields), { model: 'm' }).kind).toBe(kind);
  });

  test.each([
    ['unsupported_parameter', 'no', true],
    ['unsupported_value', 'no', true],
    ['unsupported_value', "'low' is not supported with the 'm' model. Supported values are: 'high'.", undefined],
    [null, "Unsupported parameter: 'temperature' is not supported with this model.", true],
    ['decimal_above_max_value', "Invalid 'temperature': decimal above maximum value.", undefined],
    ['invalid_value', "Invalid value: '9'. Supported values are: '1'.", undefined],
  ])('what is refused is a parameter or only its value: %s, %s', (code, message, unsupported) => {
    const fault = toFault(apiError({ code, message, param: 'temperature' }), { model: 'm' });
    expect(fault.facts.unsupported).toBe(unsupported);
  });

  test('nothing the service wrote in free text is kept', () => {
    const fault = toFault(apiError({ code: 'secret words', param: 'secret words', error: 'secret words' }), {
      model: 'm',
    });
    expect(`${fault.message}${JSON.stringify(fault.facts)}${String(fault.cause)}`).not.toContain('secret words');
  });

  test('a cut connection has its code', () => {
    const error = new TypeError('terminated', { cause: Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' }) });
    expect(toFault(error, { model: 'm' })).toMatchObject({
      kind: 'model_unreachable',
      facts: { code: 'UND_ERR_SOCKET' },
    });
    expect(toFault(error, { model: 'm', begun: true })).toMatchObject({ kind: 'model_cut' });
  });
});

describe('the watchdog', () => {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test('is patient while things come, and rests while it is our turn', async () => {
    const watchdog = createWatchdog(0, new AbortController().signal);
    for (let round = 0; round < 5; round += 1) {
      watchdog.expect(40);
      await pause(15);
    }
    watchdog.rest();
    await pause(60);
    expect(watchdog.signal.aborted).toBe(false);
    watchdog.expect(10);
    await pause(30);
    expect(watchdog.signal.reason).toMatchObject({ kind: 'model_stalled' });
  });

  test('a shorter limit takes hold at once', async () => {
    const watchdog = createWatchdog(0, new AbortController().signal);
    watchdog.expect(60_000);
    watchdog.expect(10);
    await pause(30);
    expect(watchdog.signal.aborted).toBe(true);
  });

  test('0 means no limit', async () => {
    const watchdog = createWatchdog(0, new AbortController().signal);
    watchdog.expect(0);
    await pause(20);
    expect(watchdog.signal.aborted).toBe(false);
  });

  test('lets go of the caller', () => {
    const caller = new AbortController();
    const watchdog = createWatchdog(0, caller.signal);
    watchdog.stop();
    caller.abort('stop');
    expect(watchdog.signal.aborted).toBe(false);
  });
});

test('neither the module nor an idle model loads the client or holds the process', async () => {
  const module = new URL('../../src/model/index.ts', import.meta.url).href;
  const script = `
    import { registerHooks } from 'node:module';
    let loaded = 0;
    registerHooks({ resolve: (name, context, next) => {
      if (/^openai(\\/|$)/.test(name)) loaded += 1;
      return next(name, context);
    } });
    const { createModel } = await import('${module}');
    const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
    const model = createModel({ apiKey: 'k', baseUrl: 'http://127.0.0.1:9/v1', api: 'auto', secret: new Uint8Array(32), log });
    const before = loaded;
    await model.warm();
    process.stdout.write(before + ' ' + loaded);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 10_000,
  });
  expect(stdout).toBe('0 1');
});
