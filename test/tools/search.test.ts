import { createServer, type IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDoor } from '../../src/net/door.ts';
import type { ToolContext } from '../../src/ports/index.ts';
import type { SearchEndpoint } from '../../src/tools/search/endpoint.ts';
import { createSearch } from '../../src/tools/search/search.ts';
import { portOf } from '../support/web.ts';

/** Search engines that the operator names, which answer as their papers say. */

interface Engine {
  url: string;
  asked: { path: string; headers: IncomingMessage['headers']; body: string }[];
}

async function engine(answer: unknown, status = 200): Promise<Engine> {
  const asked: Engine['asked'] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString();
    asked.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${portOf(server)}`, asked };
}

function search(endpoint: SearchEndpoint, query = 'tide times') {
  const door = createDoor({ userAgent: 'Parley/test', log: { info() {} } });
  const context = { language: 'en', signal: new AbortController().signal } as ToolContext;
  return createSearch({ door, endpoint }).run({ query }, context);
}

describe('like SearXNG', () => {
  const page = (at: number) => ({
    url: `https://tides.example/${at}`,
    title: `Tides\n${at}`,
    content: 'High at 9:40.',
    publishedDate: '2026-11-30T10:00:00',
    engine: 'x',
  });

  it('tells what was found, and shows the first pages', async () => {
    const { url, asked } = await engine({
      query: 'tide times',
      results: Array.from({ length: 30 }, (_, at) => page(at)),
    });
    const { text, sources, foreign } = await search({ url, key: 'k1' });
    expect(asked[0]?.path).toBe('/search?q=tide+times&format=json&language=en');
    expect(asked[0]?.headers.authorization).toBe('Bearer k1');
    expect(text).toContain('1. Tides 0 (2026-11-30)\nhttps://tides.example/0\nHigh at 9:40.');
    expect(text.match(/^\d+\. /gm)).toHaveLength(8);
    expect(sources).toHaveLength(5);
    expect(foreign).toBe(true);
  });

  it('leaves out what is no page, and bears what is missing', async () => {
    const { url } = await engine({
      results: [{ url: 'javascript:alert(1)' }, { url: null }, { url: 'https://a.example' }],
    });
    expect(await search({ url: `${url}/search` })).toMatchObject({
      text: '1. https://a.example\nhttps://a.example',
      sources: [{ url: 'https://a.example', title: 'https://a.example' }],
    });
  });

  it.each([
    ['its JSON is switched off', 'Forbidden', 403],
    ['it answers with something else', '<html>', 200],
    ['it says too much', `{"results": [], "x": "${'x'.repeat(2_000_000)}"}`, 200],
  ])('that cannot be used is told to the model: %s', async (_, answer, status) => {
    const { url } = await engine(answer, status);
    expect(await search({ url })).toEqual({ text: 'The search engine cannot be reached just now.', isError: true });
  });

  it('finds nothing', async () => {
    const { url } = await engine({ results: [] });
    expect(await search({ url })).toMatchObject({ text: 'Nothing was found.', sources: [] });
  });
});

describe('a model that searches by itself', () => {
  const said = (message: object, more: object = {}) => ({
    choices: [{ message: { role: 'assistant', ...message } }],
    ...more,
  });

  it.each([
    [
      'annotations',
      said({
        content: 'At 9:40.',
        annotations: [{ type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A' } }],
      }),
    ],
    [
      'search_results',
      said(
        { content: 'At 9:40.' },
        { search_results: [{ url: 'https://a.example', title: 'A' }], citations: ['https://a.example'] },
      ),
    ],
  ])('gives its words and its pages: %s', async (_, answer) => {
    const { url, asked } = await engine(answer);
    expect(await search({ url: `${url}/v1`, key: 'k', model: 'sonar' })).toEqual({
      text: 'At 9:40.\n\n[1] A https://a.example',
      foreign: true,
      sources: [{ url: 'https://a.example', title: 'A' }],
    });
    expect(asked[0]?.path).toBe('/v1/chat/completions');
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      model: 'sonar',
      messages: [{ role: 'user', content: 'tide times\n\n(en)' }],
    });
  });

  it('that refuses is told to the model', async () => {
    const { url } = await engine({ error: { message: 'no such model' } }, 400);
    expect(await search({ url, model: 'x' })).toMatchObject({ isError: true });
  });
});
