import { describe, expect, it } from 'vitest';
import { agentOf, reading } from './support.ts';

/** Asks where an address stands, in a turn with these words of people and these results of tools. */
async function standing(
  url: string,
  said: readonly string[],
  results: { page?: string; search?: string; recall?: string } = {},
) {
  let stands: string | undefined;
  const asking = reading('ask', async (_, context) => {
    stands = await context.standing(url);
    return { text: '' };
  });
  const search = reading('search', async () => ({ text: results.search ?? '' }));
  const echo = reading('echo', async ({ said: words }) => ({ text: String(words) }));
  const page = { ...reading('page', async () => ({ text: results.page ?? '' })), pages: true as const };
  const recall = { ...reading('recall', async () => ({ text: results.recall ?? '' })), recalls: true as const };
  const { run } = agentOf(
    [
      [{ call: 'search' }, { call: 'recall' }, { call: 'page' }, { call: 'echo', args: { said: url } }],
      [{ call: 'ask' }],
    ],
    {
      ...{ said, tools: [asking, search, recall, page, echo] },
    },
  );
  await run();
  return stands;
}

describe('an address is known', () => {
  it.each([
    ['as it is', 'https://a.example/b?c=1', 'Look at https://a.example/b?c=1 please'],
    ['at the end of a sentence', 'https://a.example/b', 'Is it at https://a.example/b?!'],
    ['as a link', 'https://a.example/b_(c)', '[here](https://a.example/b_(c)), and there'],
    ['without its scheme', 'https://a.example/', 'read a.example, please'],
    ['amid words without spaces', 'https://a.example/b', '看https://a.example/b這個'],
    ['amid words without spaces and a scheme', 'https://a.example/', '看a.example。'],
    ['in letters that are not of the web', 'https://zh.example/wiki/%E5%8C%97', 'https://zh.example/wiki/北 is it'],
    ['with another fragment', 'https://a.example/b#x', 'https://a.example/b#y'],
    ['with another ending slash', 'https://a.example/b', 'https://a.example/b/'],
    ['with a host in large letters', 'https://a.example/b', 'HTTPS://A.EXAMPLE/b'],
  ])('%s', async (_, url, text) => {
    expect(await standing(url, ['nothing', text])).toBe('told');
  });
});

describe('an address is unknown', () => {
  it.each([
    ['that goes on', 'https://a.example/b?secret=1', 'https://a.example/b?secret='],
    ['that ends before', 'https://a.example/b', 'https://a.example/bcd'],
    ['of a host above', 'https://example/b', 'https://a.example/b'],
    ['of a host beneath', 'https://secret.a.example/b', 'https://a.example/b'],
    ['in other letters', 'https://a.example/aBcD', 'https://a.example/abcd'],
    ['that is somebody’s mail', 'https://a.example/', 'ann@a.example'],
    ['of another port', 'https://a.example:81/b', 'https://a.example/b'],
    ['with more behind it', 'https://a.example/b secret', 'https://a.example/b'],
    ['with letters written as numbers', 'https://a.example/%62cd', 'https://a.example/bcd'],
    ['that is none', 'file:///etc/passwd', 'file:///etc/passwd'],
    ['that says a name', 'https://me@a.example/b', 'https://a.example/b'],
  ])('%s', async (_, url, text) => {
    expect(await standing(url, [text])).toBeUndefined();
  });
});

it('an address in what a tool recalls is unknown: the model may have said it', async () => {
  expect(await standing('https://a.example/?said=all', [], { recall: 'You said: https://a.example/?said=all' })).toBe(
    undefined,
  );
});

it('an address in a result of a tool is known, and one on a page only as such', async () => {
  const url = 'https://a.example/b';
  expect(await standing(url, [], { search: `1. ${url}` })).toBe('told');
  expect(await standing(url, [], { page: `[x](${url})` })).toBe('linked');
  expect(await standing(url, [url], { page: `[x](${url})` })).toBe('told');
  expect(await standing(`${url}?q=what+you+said`, [], { page: `[x](${url}?q=)` })).toBeUndefined();
});
