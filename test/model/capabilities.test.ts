import { describe, expect, test } from 'vitest';
import { acceptedParameters, acceptedValues, refusedParameters } from '../../src/model/capabilities.ts';
import { imageProblem } from '../../src/model/image-models.ts';

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
