import { describe, expect, test } from 'vitest';
import { toModelFault } from '../../src/model/errors.ts';

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
    expect(toModelFault(apiError(fields), { model: 'm' }).kind).toBe(kind);
  });

  test.each([
    ['unsupported_parameter', 'no', true],
    ['unsupported_value', 'no', true],
    ['unsupported_value', "'low' is not supported with the 'm' model. Supported values are: 'high'.", undefined],
    [null, "Unsupported parameter: 'temperature' is not supported with this model.", true],
    ['decimal_above_max_value', "Invalid 'temperature': decimal above maximum value.", undefined],
    ['invalid_value', "Invalid value: '9'. Supported values are: '1'.", undefined],
  ])('what is refused is a parameter or only its value: %s, %s', (code, message, unsupported) => {
    const fault = toModelFault(apiError({ code, message, param: 'temperature' }), { model: 'm' });
    expect(fault.facts.unsupported).toBe(unsupported);
  });

  test('nothing the service wrote in free text is kept', () => {
    const fault = toModelFault(apiError({ code: 'secret words', param: 'secret words', error: 'secret words' }), {
      model: 'm',
    });
    expect(`${fault.message}${JSON.stringify(fault.facts)}${String(fault.cause)}`).not.toContain('secret words');
  });

  test('a cut connection has its code', () => {
    const error = new TypeError('terminated', { cause: Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' }) });
    expect(toModelFault(error, { model: 'm' })).toMatchObject({
      kind: 'model_unreachable',
      facts: { code: 'UND_ERR_SOCKET' },
    });
    expect(toModelFault(error, { model: 'm', begun: true })).toMatchObject({ kind: 'model_cut' });
  });
});
