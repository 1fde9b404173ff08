import { writeOds } from 'hucre/ods';
import { writeXlsx } from 'hucre/xlsx';
import { afterAll, describe, expect, it } from 'vitest';
import { isRefused } from '../../src/media/outcome.ts';
import { type FileText, readFile } from '../../src/media/reading.ts';
import { itEach, itWhole } from '../support/whole.ts';
import { createReader } from './kept-reader.ts';
import { docx, epub, lyingDocx, packedPdf, paragraph, pdf, pdfOf, pptx, xls, zip } from './made-files.ts';
import { photo } from './made-pictures.ts';

const never = new AbortController().signal;

async function read(bytes: Uint8Array): Promise<FileText> {
  const file = await readFile(bytes, never);
  if (isRefused(file)) throw new Error(file.reason);
  return file;
}

const { told, toldOf, end } = createReader();
afterAll(end);

const utf8 = (text: string) => Buffer.from(text);

describe('a PDF', () => {
  it('is read page by page', async () => {
    const counts: unknown[] = [];
    const bytes = pdfOf(['First page\nof two (with signs)', 'Second: caf\xe9']);
    const file = await readFile(bytes, never, (...count) => counts.push(count));
    expect(file).toEqual({
      kind: 'pdf',
      total: 2,
      more: false,
      pictures: [],
      pages: [
        { name: '1', text: 'First page\nof two (with signs)' },
        { name: '2', text: 'Second: café' },
      ],
    });
    expect(counts).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('is not kept once it is read, unless something else is in its memory', async () => {
    const own = new Uint8Array(pdfOf(['Words']));
    const among = new Uint8Array(own.length + 1).subarray(1);
    among.set(own);
    await read(own);
    await read(among);
    expect([own.length, among.length > 0]).toEqual([0, true]);
  });

  it('keeps the numbers of its pages where one is blank', async () => {
    const { pages } = await told(pdfOf(['one', '', 'three']));
    expect(pages.map(({ name }) => name)).toEqual(['1', '3']);
  });

  it('is drawn where its pages are pictures', async () => {
    const jpeg = await photo({ width: 400, height: 600 });
    const scan = { jpeg, width: 400, height: 600 };
    const { pages, pictures, more, total } = await read(pdfOf([scan, scan, 'a note']));
    expect(pages).toEqual([{ name: '3', text: 'a note' }]);
    expect(pictures.map(({ name }) => name)).toEqual(['1', '2']);
    expect(pictures[0]?.picture).toMatchObject({ mime: 'image/jpeg', detail: 'high' });
    expect(pictures[0]?.picture.tokens).toBeGreaterThan(2300);
    expect([more, total]).toEqual([false, 3]);
    const long = await read(pdfOf(Array(12).fill(scan)));
    expect([long.pictures.length, long.more, long.total]).toEqual([10, true, 12]);
  });
});

describe('an office file', () => {
  it('is a document of Word: headings, lists and tables, by its headings', async () => {
    const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
    const table = `<w:tbl><w:tr>${cell('a')}${cell('b')}</w:tr><w:tr>${cell('1')}${cell('2')}</w:tr></w:tbl>`;
    const styles = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>';
    const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
    const more = [{ name: 'word/styles.xml', content: `<w:styles ${namespace}>${styles}</w:styles>` }];
    const bytes = docx(
      paragraph('Before') + paragraph('Chapter 一', 'Heading1') + paragraph('Text &amp; more') + table,
      more,
    );
    expect(await told(bytes)).toMatchObject({
      kind: 'document',
      pages: [
        { name: '1', text: 'Before' },
        { name: 'Chapter 一', text: '# Chapter 一\nText & more\na | b\n1 | 2' },
      ],
    });
  });

  it('is a sheet: every sheet by name and rows, its first row on every page', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => [
      `row ${at}`,
      at,
      at % 2 === 0,
      new Date(Date.UTC(2026, 0, 2)),
    ]);
    const sheets = [
      { name: 'Costs', rows: [['name', 'number', 'even', 'day'], ...rows] },
      { name: '第二', rows: [['only', null, 'this']] },
    ];
    for (const bytes of [await writeXlsx({ sheets }), await writeOds({ sheets })]) {
      const { kind, pages, more } = await told(bytes);
      expect([kind, more]).toEqual(['sheet', false]);
      expect(pages[0]?.name).toMatch(/^Costs 1-\d+$/);
      expect(pages[0]?.text).toMatch(/^name \| number \| even \| day\nrow 0 \| 0 \| true \| 2026-01-02\n/);
      expect(pages[1]?.text).toMatch(/^name \| number \| even \| day\nrow \d+ \|/);
      expect(pages.at(-2)?.name).toMatch(/^Costs \d+-401$/);
      expect(pages.at(-1)).toEqual({ name: '第二 1', text: 'only |  | this' });
    }
  });

  it('is a sheet of old Excel', async () => {
    expect(await told(xls('Old', 'word', 4.5))).toMatchObject({
      kind: 'sheet',
      pages: [{ name: 'Old 1', text: 'word | 4.5' }],
    });
  });

  it('is slides, with their notes', async () => {
    expect(await told(pptx([{ text: 'One' }, { text: 'Two', notes: 'Say it slowly' }]))).toMatchObject({
      kind: 'slides',
      pages: [
        { name: '1', text: 'One' },
        { name: '2', text: 'Two\nSay it slowly' },
      ],
    });
  });

  it('is a written document of OpenDocument', async () => {
    const content =
      '<office:document-content><office:body><office:text><text:h text:outline-level="1">Head</text:h><text:p>One<text:s/>two</text:p><text:list><text:list-item><text:p>item</text:p></text:list-item></text:list></office:text></office:body></office:document-content>';
    const bytes = zip([
      { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true },
      { name: 'content.xml', content },
    ]);
    expect(await told(bytes)).toMatchObject({
      kind: 'document',
      pages: [{ name: 'Head', text: '## Head\nOne two\n- item' }],
    });
  });
});

describe('a book', () => {
  it('is read in the order of its spine, by its headings', async () => {
    const font = '<encryption><CipherReference URI="OEBPS/font.otf"/></encryption>';
    const bytes = epub(
      ['<h1>Begin</h1><p>It was.</p>', '<p>More</p><h2>End</h2><p>Done.</p>'],
      [{ name: 'META-INF/encryption.xml', content: font }],
    );
    expect(await told(bytes)).toMatchObject({
      kind: 'book',
      pages: [
        { name: 'Begin', text: '# Begin\nIt was.' },
        { name: '1', text: 'More' },
        { name: 'End', text: '## End\nDone.' },
      ],
    });
  });
});

describe('a text', () => {
  itEach(1, [
    ['JSON', '{\n  "a": [1, 2],\n  "b": null\n}'],
    ['code', 'export const a = 1;\n\n  return a; // "x", y'],
    ['Markdown', '# Title\n\n- item, and\n- another\n\n```\n<html>\n```'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><text>hi</text></svg>'],
  ])('is left as it is: %s', async (_, text) => {
    const last = text.split('\n').length;
    expect(await told(utf8(text))).toMatchObject({
      kind: 'text',
      pages: [{ name: last === 1 ? '1' : `1-${last}`, text }],
    });
  });

  itWhole('has its lines named where it is long', async () => {
    const { pages, more } = await told(utf8(Array.from({ length: 3000 }, (_, at) => `line ${at + 1}`).join('\n')));
    expect(pages.length).toBeGreaterThan(5);
    for (const { name, text } of pages) {
      const [first, last] = name.split('-');
      expect([text.split('\n')[0], text.split('\n').at(-1)]).toEqual([`line ${first}`, `line ${last}`]);
    }
    expect(more).toBe(false);
  });

  it('is a table where its lines are rows', async () => {
    expect(await told(utf8('name;town\n"Ann; A.";"Bern"\nBob;"Ba""sel"\n'))).toMatchObject({
      kind: 'sheet',
      pages: [{ name: '1-3', text: 'name | town\nAnn; A. | Bern\nBob | Ba"sel' }],
    });
  });

  it('is what a reader sees of HTML', async () => {
    const html = `<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><script>no()</script>
      <h2>Prices &amp; more</h2><p>Two <b>words</b><br>below</p><ul><li>one<li>two</ul>
      <table><tr><th>a<th>b<tr><td>1<td>2</table><pre>  kept
   so</pre></body></html>`;
    expect((await told(utf8(html))).pages).toEqual([
      { name: 'Prices & more', text: '## Prices & more\nTwo words\nbelow\n- one\n- two\na | b\n1 | 2\n  kept\n   so' },
    ]);
  });

  it('may be in another encoding', async () => {
    expect((await told(Buffer.from('\ufeffgrüße 世界', 'utf16le'))).pages[0]?.text).toBe('grüße 世界');
  });
});

describe('a file that cannot be read', () => {
  const password = `/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<${'a1'.repeat(32)}>/U<${'b2'.repeat(32)}>>>`;
  const office = Buffer.concat([
    Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'),
    Buffer.alloc(1024),
    Buffer.from('EncryptedPackage', 'utf16le'),
    Buffer.alloc(512),
  ]);
  const locked = '<encryption><CipherReference URI="OEBPS/text/c%200.xhtml"/></encryption>';
  const zipped = docx(paragraph('some words'));

  it.each([
    ['empty', Buffer.alloc(0)],
    ['too_large', Buffer.alloc(50 * 1024 * 1024 + 1)],
  ])('is told by one reason, and no process starts: %s', async (reason, bytes) => {
    expect(await readFile(bytes, never)).toEqual({ reason });
  });

  itEach(5, [
    ['any other archive', 'wrong_type', zip([{ name: '../../etc/passwd', content: 'x' }])],
    ['an old document', 'wrong_type', Buffer.concat([office.subarray(0, 512), Buffer.from('WordDocument', 'utf16le')])],
    ['a PDF with a password', 'encrypted', pdfOf(['secret'], password)],
    ['an archive with a password', 'encrypted', zip([{ name: 'word/document.xml', content: 'x', encrypted: true }])],
    ['half an archive', 'broken', zipped.subarray(0, zipped.length / 2)],
    ['white space', 'empty', utf8(' \n\n\t ')],
    ['a PDF of blank pages', 'empty', pdfOf(['', ''])],
    ['a document without words', 'empty', docx(paragraph(' '))],
    ['an empty archive', 'empty', zip([])],
    ['a program', 'wrong_type', Buffer.from('\x7fELF\x02\x01\x01\0\0\0', 'latin1')],
    ['a picture', 'wrong_type', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['a document with a password', 'encrypted', office],
    ['a book with rights', 'encrypted', epub(['<p>x</p>'], [{ name: 'META-INF/encryption.xml', content: locked }])],
    ['half a PDF', 'broken', pdfOf(['a', 'b']).subarray(0, 60)],
    ['a document that is none', 'broken', zip([{ name: 'word/document.xml', content: 'none' }])],
  ])('is told by one reason: %s', async (_, reason, bytes) => {
    expect(await toldOf(bytes)).toEqual({ reason });
  });

  itWhole('is an archive whose declared sizes are too much', async () => {
    const bytes = docx(paragraph('x'), [{ name: 'word/media/a', content: 'a', declared: 2 ** 31 }]);
    expect(await readFile(bytes, never)).toEqual({ reason: 'bomb' });
  });

  it('is an archive that lies about its sizes', async () => {
    const bytes = lyingDocx();
    expect(bytes.length).toBeLessThan(1024 * 1024);
    expect(await readFile(bytes, never)).toEqual({ reason: 'bomb' });
  });

  itWhole('is a PDF whose stream is packed again and again', async () => {
    const bytes = packedPdf();
    expect(bytes.length).toBeLessThan(20_000);
    expect(await readFile(bytes, never)).toEqual({ reason: 'bomb' });
  });

  it('is one that nobody waits for any more', async () => {
    const over = new AbortController();
    const first = readFile(utf8('a'), never);
    const second = readFile(utf8('b'), over.signal);
    over.abort(new Error('over'));
    await expect(second).rejects.toThrow('over');
    expect(await first).toMatchObject({ kind: 'text' });
  });
});

describe('a long or deep file', () => {
  it('is read up to a limit, and it is said that there is more', async () => {
    const { pages, more } = await told(utf8(`${'words and words '.repeat(20)}\n`.repeat(20_000)));
    const length = pages.reduce((sum, { text }) => sum + text.length, 0);
    expect([length, more]).toEqual([4_000_000, true]);
  });

  it('may be nested as deep as it likes', async () => {
    const deep = 20_000;
    const html = `<html>${'<div>'.repeat(deep)}inside${'</div>'.repeat(deep)}</html>`;
    expect((await told(utf8(html))).pages).toEqual([{ name: '1', text: 'inside' }]);
  });

  itWhole('may say that it has a million pages that are not there, or pages that hold each other', async () => {
    const lying = pdf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>']);
    expect(await readFile(lying, never)).toEqual({ reason: 'empty' });
  });
});
