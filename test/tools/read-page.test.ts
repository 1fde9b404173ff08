import { describe, expect, it } from 'vitest';
import type { ToolContext } from '../../src/ports/index.ts';
import { type Addresses, createReadPage } from '../../src/tools/read-page.ts';
import { doorTo, startWeb } from '../support/web.ts';

const HERE = '93.184.216.34';
const words = 'Whoever buys something may give it back within two weeks, without a reason, in its box. ';

/** Reads an address of a small web, with one site whose root says `said`. */
async function read(
  args: { url: string; part?: number },
  { stands = 'told', addresses = 'told' as Addresses, said = '', type = 'text/html', status = 200 } = {},
) {
  const web = startWeb();
  web.name('here.example', [HERE]);
  web.name('inside.example', ['10.0.0.7']);
  await web.site(HERE, (_, response) => response.writeHead(status, { 'content-type': type }).end(said));
  const standing = async () => (stands === '' ? undefined : (stands as 'told'));
  const context = { standing, signal: new AbortController().signal } as unknown as ToolContext;
  const result = await createReadPage({ door: doorTo(web), addresses }).run(args, context);
  return { ...result, asked: web.asked };
}

describe('a page', () => {
  it('is told as somebody else’s words, with its title and where it is from', async () => {
    const said = `<title>Returns</title><main><p>${words}</p></main>`;
    const { text, foreign, sources } = await read({ url: 'here.example' }, { said });
    // Without a scheme it is asked for as people do, and nobody listens there.
    expect(text).toBe('The page cannot be reached.');
    expect(foreign).toBeUndefined();
    expect(sources).toBeUndefined();
    expect(await read({ url: 'http://here.example/' }, { said })).toMatchObject({
      text: `Returns\nhttp://here.example/\nPart 1 of 1.\n\n${words.trim()}`,
      foreign: true,
      sources: [{ url: 'http://here.example/', title: 'Returns' }],
    });
  });

  it('that is long is told in parts', async () => {
    const said = `${'a'.repeat(11_999)} ${'b'.repeat(100)}`;
    const at = { said, type: 'text/plain' };
    expect((await read({ url: 'http://here.example/', part: 2 }, at)).text).toBe(
      `http://here.example/\nPart 2 of 2.\n\n${'b'.repeat(100)}`,
    );
    expect(await read({ url: 'http://here.example/', part: 3 }, at)).toMatchObject({ isError: true });
  });
});

describe('is not opened, and says why without a name:', () => {
  it.each([
    ['an address within the house', { url: 'http://inside.example/' }, {}, 'not open to the public'],
    ['what is gone', { url: 'http://here.example/' }, { status: 404 }, 'does not give the page'],
    ['a picture', { url: 'http://here.example/' }, { type: 'image/png', said: 'x' }, 'something else'],
    ['a page without words', { url: 'http://here.example/' }, { said: '<html></html>' }, 'no words'],
    ['a file', { url: 'file:///etc/passwd' }, {}, 'no address of a web page'],
  ])('%s', async (_, args, options, sentence) => {
    const { text, isError } = await read(args, options);
    expect(text).toContain(sentence);
    expect(text).not.toMatch(/example|10\.0/);
    expect(isError).toBe(true);
  });
});

describe('an address that the model made up', () => {
  it.each([
    ['', 'told', false],
    ['', 'links', false],
    ['', 'any', true],
    ['linked', 'told', false],
    ['linked', 'links', true],
    ['told', 'told', true],
  ])('that stands in “%s”, with WEB_ADDRESSES=%s, is opened: %s', async (stands, addresses, isOpened) => {
    const { asked, text } = await read(
      { url: 'http://here.example/?secret=1' },
      { stands, addresses: addresses as Addresses, said: words, type: 'text/plain' },
    );
    expect(asked).toEqual(isOpened ? ['here.example'] : []);
    expect(text).toContain(isOpened ? 'Whoever buys' : 'may not be opened');
  });
});
