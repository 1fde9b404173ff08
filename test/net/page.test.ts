import { expect, it } from 'vitest';
import { isRefused } from '../../src/media/outcome.ts';
import { readPage, type WebText } from '../../src/net/page.ts';
import { pdfOf } from '../media/made-files.ts';
import { doorTo, startWeb } from '../support/web.ts';
import { itEach, itWhole } from '../support/whole.ts';

const HERE = '93.184.216.34';
const never = new AbortController().signal;

/** Reads what a server says, whose page is at /wiki/page. */
async function read(said: string | Uint8Array, type = 'text/html', status = 200) {
  const web = startWeb();
  web.name('here.example', [HERE]);
  await web.site(HERE, ({ url }, response) => {
    if (url === '/') response.writeHead(301, { location: '/wiki/page' }).end();
    else response.writeHead(status, type ? { 'content-type': type } : {}).end(said);
  });
  return readPage(doorTo(web), 'http://here.example/', never);
}

async function page(...said: Parameters<typeof read>): Promise<WebText> {
  const got = await read(...said);
  if (isRefused(got)) throw new Error(got.reason);
  return got;
}

const words = 'Whoever buys something may give it back within two weeks, without a reason, in its box. ';

it('gives what a page is about, with its title and its links, and without what stands around it', async () => {
  const html = `<!doctype html><html><head><title> Returns &amp;
    more </title><base href="/shop/"></head><body>
    <nav><a href="/">Home</a> <a href="/all">All wares</a></nav>
    <main><h1>Returns</h1><p>${words.repeat(3)}</p>
      <p>See the<a href="terms.html#two"> terms </a>, <a href="javascript:run()">this</a>, <a href="#top">top</a> or
      <a href="mailto:a@b.example">us</a>.</p><script>alert(1)</script></main>
    <footer>All rights</footer></body></html>`;
  const got = await page(html);
  expect(got).toMatchObject({ url: 'http://here.example/wiki/page', title: 'Returns & more' });
  expect(got.text).toBe(
    `# Returns\n${words.repeat(3).trim()}\nSee the [terms](http://here.example/shop/terms.html#two), this, top or us.`,
  );
  expect(got.pages.map(({ name }) => name)).toEqual(['Returns']);
  expect(got.read).toEqual({ bytes: html.length, more: false });
});

itWhole('takes all of a page but what stands around, where its main part is a stub', async () => {
  const got = await page(`<html><main>Loading…</main><div>${words}</div><aside>Buy now</aside></html>`);
  expect(got.text).toBe(`Loading…\n${words.trim()}`);
});

it('reads a page that begins like no page, as its server says that it is one', async () => {
  expect((await page('<p>One<p>Two <a href=/x>three</a>')).text).toBe('One\nTwo [three](http://here.example/x)');
});

itEach(1, [
  ['text/plain; charset=utf-8', 'a < b, <i>plain</i>'],
  ['application/json', '{"a": [1, 2]}'],
  ['application/rss+xml', '<?xml version="1.0"?><rss><channel><title>News</title></channel></rss>'],
])('gives %s as it is', async (type, said) => {
  expect(await page(said, type)).toMatchObject({ text: said, title: '' });
});

itWhole('reads a PDF page by page, whatever its server calls it', async () => {
  const said = pdfOf(['First', 'Second']);
  expect((await page(said, 'application/pdf')).pages.map(({ name }) => name)).toEqual(['1', '2']);
  expect((await page(said, 'text/html')).text).toBe('First\n\nSecond');
});

const japanese = Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67]);

itEach(1, [
  ['its server', 'text/html; charset=Shift_JIS', ''],
  ['itself', 'text/html', '<html><meta http-equiv="content-type" content="text/html; charset=shift_jis">'],
])('is decoded as %s tells', async (_, type, before) => {
  expect((await page(Buffer.concat([Buffer.from(before), japanese]), type)).text).toBe('テスト');
});

itWhole('is decoded by its letters where what is told cannot be', async () => {
  expect((await page('<html>naïve', 'text/html; charset=iso-8859-1')).text).toBe('naïve');
  expect((await page('<html>naïve', 'text/html; charset=no-such')).text).toBe('naïve');
});

itEach(3, [
  ['another kind', 'image/png', 'a', 200, 'type'],
  ['no kind', '', 'a', 200, 'type'],
  ['a kind that is a lie', 'text/html', Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'), 200, 'type'],
  ['an archive by the name of a page', 'text/html', Buffer.from('PK\x03\x04\0\0', 'latin1'), 200, 'type'],
  ['a page that is not there', 'text/html', 'gone', 404, 'status'],
])('refuses %s', async (_, type, said, status, reason) => {
  await expect(read(said, type, status)).rejects.toMatchObject({ reason });
});

it('says that there is nothing to be read', async () => {
  expect(await read('<html><script>draw()</script></html>')).toEqual({ reason: 'empty' });
});
