import { describe, expect, it } from 'vitest';
import { lyingDocx, pdf, pdfOf } from '../../media/made-files.ts';
import { doorTo, startWeb } from '../../support/web.ts';
import { openTelegram } from './open.ts';

/** Texts that people give the bot to draw on, from the file to the line that cites it. */

const html =
  '<html><head><title>Shop</title></head><body><h1>Returns</h1><p>Gifts go back within a year.</p></body></html>';

/** Made before any bot runs: that takes a while. */
const lying = lyingDocx();
const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const document = (name: string, mime: string, bytes: Buffer | string) => ({
  document: { name, mime, bytes: Buffer.from(bytes) },
});

async function open(options: Parameters<typeof openTelegram>[0] = {}) {
  const opened = await openTelegram(options);
  const { bot, telegram, openai, chat, ann, mine } = opened;
  const instructions = () => openai.requests.map(({ body }) => String(body['instructions']));
  /** Says something and resolves with the bot's last message once it is still. */
  const answered = async (
    ...said: Parameters<typeof telegram.say> extends [unknown, unknown, ...infer Rest] ? Rest : never
  ) => {
    const before = mine().length;
    telegram.say(chat, ann, ...said);
    await telegram.waitFor(() => mine().length > before, 15_000);
    await bot.idle();
    return mine().at(-1);
  };
  return { ...opened, instructions, answered };
}

describe('a file that is added', () => {
  it('is drawn on and cited, its text the same from turn to turn, and through a restart', async () => {
    const { bot, openai, answered, instructions, press, telegram, mine } = await open();
    openai.script(['Within two weeks [1 p. 2].', 'A year for gifts [2 p. Returns].', 'Hello!']);
    const added = await answered(
      '/knowledge add',
      document('returns.pdf', 'application/pdf', pdfOf(['Hi', 'Two weeks.'])),
    );
    expect(added?.text).toMatch(/From now on my answers draw on returns\.pdf \(\d+ tokens\)/);
    await answered('/knowledge add', document('shop.html', 'text/html', html));
    const said = await answered('How long may I return it?');
    expect(said?.text).toBe('Within two weeks [1 p. 2].\n\nSources: [1] returns.pdf, page 2');
    expect(said?.entities.map(({ type }) => type)).toEqual(['expandable_blockquote']);
    await bot.restart();
    expect((await answered('And gifts?'))?.text).toBe(
      'A year for gifts [2 p. Returns].\n\nSources: [2] shop.html, Returns',
    );
    expect((await answered('Hi'))?.text).toBe('Hello!');
    const [first, ...others] = instructions();
    expect(first).toMatch(
      /number="1">\n\[p\. 1\]\nHi\n\n\[p\. 2\]\nTwo weeks\.\n<.*number="2">\n\[p\. Returns\]\n# Returns\nGifts go back within a year\.\n</s,
    );
    expect(others).toEqual([first, first]);
    await answered('/knowledge');
    press('✕ 1');
    await telegram.waitFor(() => mine().at(-1)?.text.startsWith('Remove returns.pdf?'));
    press('Yes');
    await telegram.waitFor(() => mine().at(-1)?.text.startsWith('returns.pdf is removed.'));
    await bot.idle();
    await answered('And now?');
    expect(instructions().at(-1)).not.toContain('Two weeks.');
  });

  it('is a message or a file that is replied to, too', async () => {
    const { telegram, chat, ann, answered, bot, mine } = await open();
    const file = telegram.say(chat, ann, '', document('hours.txt', 'text/plain', 'Open at ten.'));
    await telegram.waitFor(() => mine().length === 1);
    await bot.idle();
    expect((await answered('/knowledge add', { replyTo: file }))?.text).toContain('draw on hours.txt');
    const words = telegram.say(chat, ann, 'We close at six.');
    await telegram.waitFor(() => mine().length === 3);
    await bot.idle();
    expect((await answered('/knowledge add Closing', { replyTo: words }))?.text).toMatch(
      /hours\.txt · file.*Closing · message/s,
    );
  });

  it('is refused or cut with a sentence where it is nothing to draw on', async () => {
    const { answered } = await open();
    const locked = pdf(
      ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>'],
      '/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(x)/P -4>>',
    );
    const many = 'words and more\n'.repeat(280_000);
    for (const [sent, sentence] of [
      [document('a.pdf', 'application/pdf', locked), /locked with a password/],
      [document('a.txt', 'text/plain', ' '), /nothing in that file/],
      [document('a.docx', docxType, lying), /unpacks to far more/],
      [{ photo: true as const }, /only draw on text/],
      [document('a.txt', 'text/plain', many), /draw on a\.txt .*longer than what I read/s],
      [document('b.txt', 'text/plain', many), /too much text: one place holds 5 million/],
    ] as const) {
      expect((await answered('/knowledge add', sent))?.text).toMatch(sentence);
    }
  });
});

describe('a page of the web', () => {
  it('is fetched once when its address is typed, drawn on and cited; never one of the inside', async () => {
    const web = startWeb();
    let fetched = 0;
    web.name('shop.example', ['93.184.216.34']);
    await web.site('93.184.216.34', (_, response) => {
      fetched += 1;
      response.setHeader('content-type', 'text/html').end(html);
    });
    const { answered, instructions, openai } = await open({ seams: { door: () => doorTo(web) } });
    expect((await answered('/knowledge add http://shop.example/returns'))?.text).toContain('draw on Shop (');
    expect((await answered('/knowledge add http://169.254.169.254/latest'))?.text).toContain('private network');
    openai.script(['A year [1].']);
    expect((await answered('And gifts?'))?.text).toBe('A year [1].\n\nSources: [1] Shop');
    expect(instructions().at(-1)).toContain('Gifts go back within a year.');
    expect([fetched, web.connected]).toEqual([1, ['93.184.216.34']]);
  });
});
