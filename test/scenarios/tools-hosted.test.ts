import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { portOf } from '../support/web.ts';
import { openTelegram } from './telegram/open.ts';

/** Who searches the web: the model's service, or the operator's endpoint. */

/** A search engine of the operator's, which finds one page. */
async function engine(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const results = [{ url: 'https://tides.example/1', title: 'Tides', content: 'High at 9:40.' }];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${portOf(server)}`, asked };
}

/** Kinds and names of the tools of the newest request. */
const toolsIn = (requests: readonly { body: Record<string, unknown> }[]) =>
  ((requests.at(-1)?.body['tools'] ?? []) as { type: string; name?: string }[])
    .map(({ type, name = type }) => name)
    .filter((name) => name !== 'read_page');

it('is the service where it can, from the zone of who asks, and code runs there only if the operator says so', async () => {
  const { url } = await engine();
  const settings = { TOOLS: 'web', SEARCH_URL: url, DRAWING: 'off' };
  const { bot, telegram, openai, ann, chat, texts } = await openTelegram({ settings });
  const said = async (words: string, answer: string) => {
    telegram.say(chat, ann, words);
    await telegram.waitFor(() => texts().some((text) => text.startsWith(answer)), 10_000);
    await bot.idle();
  };
  openai.script(['First.', 'Second.', 'Third.']);
  await said('Hello', 'First.');
  expect(openai.requests.at(-1)?.body['tools']).toContainEqual({ type: 'web_search' });
  expect(toolsIn(openai.requests)).toEqual(['web_search']);
  telegram.say(chat, ann, '/zone Europe/Madrid');
  await telegram.waitFor(() => texts().some((text) => text.includes('Madrid')), 10_000);
  await bot.idle();
  await said('And now?', 'Second.');
  const from = { type: 'approximate', timezone: 'Europe/Madrid' };
  expect(openai.requests.at(-1)?.body['tools']).toContainEqual({ type: 'web_search', user_location: from });
  await bot.restart({ TOOLS: 'web,code', WEB_SEARCH: 'off' });
  await said('And then?', 'Third.');
  expect(toolsIn(openai.requests)).toEqual(['code_interpreter']);
});

it('is the endpoint where the service cannot, and the answer shows its pages', async () => {
  const { url, asked } = await engine();
  const settings = { TOOLS: 'web', SEARCH_URL: url, OPENAI_API: 'chat' };
  const { bot, telegram, openai, ann, chat, texts } = await openTelegram({ settings });
  openai.script([{ calls: [{ name: 'web_search', arguments: { query: 'tide times' } }] }, 'At 9:40.']);
  telegram.say(chat, ann, 'When is high tide?');
  await telegram.waitFor(() => texts().some((text) => text.startsWith('At 9:40.')), 10_000);
  await bot.idle();
  expect(asked).toEqual(['/search?q=tide+times&format=json&language=en']);
  // What was searched for has left the house: people are told where to.
  telegram.say(chat, ann, '/privacy');
  await telegram.waitFor(() => texts().some((text) => text.includes(new URL(url).host)), 10_000);
  expect(texts()[0]).toMatch(/Used: web search: tide times\nPages: Tides/);
});
