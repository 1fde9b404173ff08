import { describe, expect, onTestFinished, test } from 'vitest';
import { failures, startOpenAI } from '../simulator/openai/index.ts';
import { keepLog, modelOf } from './support.ts';

const never = new AbortController().signal;

async function checked(
  models: string[],
  options: { apiKey?: string; official?: boolean; prepare?: (openai: Stand) => void } = {},
) {
  const openai = await startOpenAI();
  onTestFinished(() => openai.close());
  options.prepare?.(openai);
  const log = keepLog();
  const { prepare: _, ...others } = options;
  await modelOf(openai, { log, ...others }).check(
    models.map((model) => ({ model })),
    never,
  );
  return { lines: log.lines, openai };
}

type Stand = Awaited<ReturnType<typeof startOpenAI>>;

const notFound = { status: 404, body: '{"detail":"Not Found"}', headers: { 'content-type': 'application/json' } };
const list = (...ids: string[]) => ({
  status: 200,
  body: JSON.stringify({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) }),
  headers: { 'content-type': 'application/json' },
});

describe('a look at the service, when the bot starts', () => {
  test('says nothing where all is well, and costs OpenAI a call for each model', async () => {
    const { lines, openai } = await checked(['gpt-6-luna', 'gpt-6.1-sol'], { official: true });
    expect(lines).toEqual([]);
    expect(openai.looks.map(({ path }) => path)).toEqual(['/v1/models/gpt-6-luna', '/v1/models/gpt-6.1-sol']);
    expect(openai.requests).toEqual([]);
  });

  test('of another service costs one call, for its list', async () => {
    const { lines, openai } = await checked(['gpt-6-luna', 'gpt-6.1-sol']);
    expect(lines).toEqual([]);
    expect(openai.looks.map(({ path }) => path)).toEqual(['/v1/models']);
  });

  test('tells of a wrong key, once, with the setting to mend, and without the key', async () => {
    const { lines } = await checked(['gpt-6-luna', 'gpt-6.1-sol'], { apiKey: 'sk-wrong-and-long-enough' });
    expect(lines).toEqual([expect.stringMatching(/refuses the key.*"status":401.*OPENAI_API_KEY/)]);
    expect(lines.join()).not.toContain('wrong-and');
  });

  test('names each model that is not there', async () => {
    const { lines } = await checked(['gpt-6-lunar', 'gpt-6-luna', 'gpt-6.1-soul']);
    expect(lines).toEqual([
      expect.stringMatching(/no such model.*gpt-6-lunar.*OPENAI_MODEL/),
      expect.stringMatching(/no such model.*gpt-6\.1-soul/),
    ]);
  });

  test.each([
    ['a service that only lists its models', ['llama3.3'], list('llama3.3:latest', 'other'), 0],
    ['one whose list lacks the model', ['llama3.4'], list('llama3.3'), 1],
    ['one that tells nothing of its models', ['llama3.3'], notFound, 0],
    ['a list that is none', ['llama3.3'], { ...list(), body: '<html>' }, 0],
  ])('knows %s', async (_, models, answer, warned) => {
    const { lines } = await checked(models, {
      prepare: (openai) => {
        openai.fail('/models/', notFound);
        openai.fail('/models', answer);
      },
    });
    expect(lines).toHaveLength(warned);
  });

  test('tells of a service that is not there, or not well', async () => {
    const { openai } = await checked([]);
    const log = keepLog();
    await modelOf(openai, { log, baseUrl: 'http://127.0.0.1:9/v1' }).check([{ model: 'gpt-6-luna' }], never);
    expect(log.lines).toEqual([expect.stringMatching(/cannot be reached.*OPENAI_BASE_URL/)]);
    const { lines } = await checked(['gpt-6-luna'], {
      prepare: (stand) => stand.fail('/models', { status: 500, error: failures.server().error }, 9),
    });
    expect(lines).toEqual([expect.stringMatching(/does not answer as it should.*500/)]);
  });
});
