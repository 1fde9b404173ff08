import { expect, test } from 'vitest';
import { createCatalog } from '../../src/model/catalog.ts';
import { accepted, createTaught, learnRefusal } from '../../src/model/taught.ts';
import type { ModelParameters, Refusal } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { collect, modelOf } from './support.ts';

function createRefusals() {
  const taught = createTaught();
  return {
    record: (model: string, refusal: Refusal) => learnRefusal(taught, model, refusal),
    strip: (model: string, parameters: ModelParameters) => accepted(taught.of(model), parameters),
  };
}

const unsupported = (param: string) => ({ param, unsupported: true });
const names = { basic: 'plain', advanced: 'gpt-6-sol', image: 'gpt-image-2' };

test.each([
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['max_output_tokens', 'maxOutputTokens'],
  ['max_completion_tokens', 'maxOutputTokens'],
  ['max_tokens', 'maxOutputTokens'],
  ['reasoning.effort', 'effort'],
  ['reasoning_effort', 'effort'],
  ['text.verbosity', 'verbosity'],
  ['verbosity', 'verbosity'],
])('%s is the setting %s', (param, setting) => {
  expect(createRefusals().record('m', unsupported(param))).toBe(setting);
});

test('what is none of ours is not remembered', () => {
  const refusals = createRefusals();
  for (const param of ['messages[0].role', 'constructor', '__proto__', '']) {
    expect(refusals.record('m', unsupported(param))).toBeUndefined();
  }
  expect(refusals.strip('m', { temperature: 1 })).toEqual({ temperature: 1 });
});

test('a value that was refused is not remembered: the setting stays', () => {
  const refusals = createRefusals();
  expect(refusals.record('m', { param: 'max_output_tokens' })).toBe('maxOutputTokens');
  expect(refusals.strip('m', { maxOutputTokens: 700 })).toEqual({ maxOutputTokens: 700 });
});

test('each model has its own refusals, and the oldest are forgotten', () => {
  const refusals = createRefusals();
  refusals.record('first', unsupported('temperature'));
  refusals.record('first', unsupported('top_p'));
  const parameters = { temperature: 1, topP: 1, effort: 'low' };
  expect(refusals.strip('first', parameters)).toEqual({ effort: 'low' });
  expect(refusals.strip('second', parameters)).toEqual(parameters);
  for (let index = 0; index < 200; index += 1) refusals.record(`model ${index}`, unsupported('verbosity'));
  expect(refusals.strip('first', parameters)).toEqual(parameters);
  expect(refusals.strip('model 199', { verbosity: 'low' })).toEqual({});
});

test('a refusal of the service is learned: the next request leaves it out, and it is no longer offered', async () => {
  const openai = await startOpenAI({ models: { plain: { kind: 'text', window: 40_000 } } });
  try {
    const models = createCatalog(names);
    const parameters = { temperature: 0.5, effort: 'high' };
    const ask = () => collect(modelOf(openai), { model: 'plain', ...models.acceptedParameters('plain', parameters) });
    expect(models.acceptedValues('plain', 'effort')).toEqual(['low', 'medium', 'high']);
    expect(models.acceptedParameters('plain', parameters)).toEqual(parameters);

    const { error } = await ask();
    const refusal = isFault(error, 'model_rejected') ? error.facts : {};
    expect(models.noteRefusal('plain', refusal)).toBe('effort');

    expect(await ask()).toMatchObject({ error: undefined, end: { reason: 'complete' } });
    expect(openai.requests[1]?.body).toMatchObject({ temperature: 0.5 });
    expect(openai.requests[1]?.body).not.toHaveProperty('reasoning');
    expect(models.acceptedParameters('plain', parameters)).toEqual({ temperature: 0.5 });
    expect(models.acceptedValues('plain', 'effort')).toEqual([]);
    expect(models.acceptedValues('gpt-6-sol', 'effort')).toContain('max');
  } finally {
    await openai.close();
  }
});

test('what is known of a model and what was learned are both left out', () => {
  const models = createCatalog(names);
  models.noteRefusal('o4-mini', unsupported('temperature'));
  models.noteRefusal('o4-mini', unsupported('max_output_tokens'));
  const parameters = { temperature: 1, topP: 1, maxOutputTokens: 100 };
  expect(models.acceptedParameters('o4-mini', parameters)).toEqual({});
});
