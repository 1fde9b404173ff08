import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';

/** Files for tests, made by code. */

export interface Made {
  name: string;
  content: string | Buffer;
  /** Size that is declared instead of the true one. */
  declared?: number;
  encrypted?: boolean;
  stored?: boolean;
}

/** Packs an archive. */
export function zip(entries: readonly Made[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, declared, encrypted, stored } of entries) {
    const bytes = Buffer.from(content);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const known = Buffer.alloc(26);
    known.writeUInt16LE(20, 0);
    known.writeUInt16LE(encrypted ? 1 : 0, 2);
    known.writeUInt16LE(stored ? 0 : 8, 4);
    known.writeUInt32LE(crc32(bytes), 10);
    known.writeUInt32LE(packed.length, 14);
    known.writeUInt32LE(declared ?? bytes.length, 18);
    known.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = [Buffer.from('PK\x03\x04'), known, Buffer.from(name), packed];
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), known, rest.subarray(0, 14), Buffer.from(name));
    locals.push(...local);
    at += local.reduce((sum, { length }) => sum + length, 0);
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, listed, end]);
}

/** Writes a PDF of these objects, the first of which is the catalog. */
export function pdf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const pieces = [Buffer.from('%PDF-1.7\n')];
  let at = pieces[0]?.length ?? 0;
  const places: number[] = [];
  objects.forEach((object, index) => {
    const piece = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]);
    places.push(at);
    at += piece.length;
    pieces.push(piece);
  });
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  pieces.push(
    Buffer.from(`${table}trailer\n<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${at}\n%%EOF`),
  );
  return Buffer.concat(pieces);
}

const stream = (content: string | Buffer, about = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`<<${about}/Length ${Buffer.byteLength(content)}>>stream\n`),
    Buffer.from(content),
    Buffer.from('\nendstream'),
  ]);

/** Writes a PDF with a page for each text; a picture (JPEG) where it is bytes. */
export function pdfOf(
  pages: readonly (string | { jpeg: Buffer; width: number; height: number })[],
  trailer = '',
): Buffer {
  const first = 4;
  const kids = pages.map((_, index) => `${first + index * 3} 0 R`).join(' ');
  const objects: (string | Buffer)[] = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
  ];
  pages.forEach((page, index) => {
    const at = first + index * 3;
    const resources = `/Resources<</Font<</F 3 0 R>>/XObject<</I ${at + 2} 0 R>>>>`;
    objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]${resources}/Contents ${at + 1} 0 R>>`);
    if (typeof page === 'string') {
      const lines = page.split('\n').map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`);
      objects.push(
        stream(
          deflateSync(Buffer.from(`BT /F 12 Tf 14 TL 50 780 Td ${lines.join(' ')} ET`, 'latin1')),
          '/Filter/FlateDecode',
        ),
        '<<>>',
      );
    } else {
      const { jpeg, width, height } = page;
      objects.push(
        stream('q 595 0 0 842 0 0 cm /I Do Q'),
        stream(
          jpeg,
          `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode`,
        ),
      );
    }
  });
  return pdf(objects, trailer);
}

/** Writes a small PDF whose one page is half a gigabyte of spaces, packed three times. */
export function packedPdf(): Buffer {
  // Blocks that are each packed once.
  const block = deflateRawSync(Buffer.alloc(8 * 1024 * 1024, ' '), { finishFlush: constants.Z_FULL_FLUSH });
  const blocks = Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array(64).fill(block), deflateRawSync('')]);
  return pdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>',
    stream(deflateSync(deflateSync(blocks)), '/Filter[/FlateDecode/FlateDecode/FlateDecode]'),
  ]);
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** Writes a document of Word with this body. */
export function docx(body: string, more: readonly Made[] = []): Buffer {
  const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  return zip([
    {
      name: '[Content_Types].xml',
      content: `${xml}<Types xmlns="${types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${word}"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `${xml}<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}" Target="word/document.xml"/></Relationships>`,
    },
    { name: 'word/document.xml', content: `${xml}<w:document xmlns:w="${main}"><w:body>${body}</w:body></w:document>` },
    ...more,
  ]);
}

/** Writes a paragraph of a document of Word. */
export const paragraph = (text: string, style = ''): string =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** Writes a small document that holds much more than it declares. */
export function lyingDocx(): Buffer {
  const words = paragraph('word '.repeat(20)).repeat(20_000);
  return docx(words, [{ name: 'word/footnotes.xml', content: Buffer.alloc(20 * 1024 * 1024), declared: 1000 }]);
}

/** Writes a book with these chapters. */
export function epub(chapters: readonly string[], more: readonly Made[] = []): Buffer {
  const items = chapters.map(
    (_, at) => `<item id="c${at}" href="text/c%20${at}.xhtml" media-type="application/xhtml+xml"/>`,
  );
  const spine = chapters.map((_, at) => `<itemref idref="c${at}"/>`);
  return zip([
    { name: 'mimetype', content: 'application/epub+zip', stored: true },
    {
      name: 'META-INF/container.xml',
      content: `${xml}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
    },
    {
      name: 'OEBPS/book.opf',
      content: `${xml}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>${items.join('')}</manifest><spine>${spine.join('')}</spine></package>`,
    },
    ...chapters.map((content, at) => ({
      name: `OEBPS/text/c ${at}.xhtml`,
      content: `${xml}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>${content}</body></html>`,
    })),
    ...more,
  ]);
}

/** Writes slides with these texts, and notes where there are some. */
export function pptx(slides: readonly { text: string; notes?: string }[]): Buffer {
  const shape = (text: string) => `${xml}<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`;
  return zip([
    { name: 'ppt/presentation.xml', content: `${xml}<p:presentation/>` },
    ...slides.flatMap(({ text, notes }, at) => [
      { name: `ppt/slides/slide${at + 1}.xml`, content: shape(text) },
      ...(notes === undefined ? [] : [{ name: `ppt/notesSlides/notesSlide${at + 1}.xml`, content: shape(notes) }]),
    ]),
  ]);
}

/** Writes a sheet of old Excel (BIFF8 in a compound file) with a word and a number. */
export function xls(name: string, word: string, number: number): Buffer {
  const record = (type: number, data: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(type, 0);
    head.writeUInt16LE(data.length, 2);
    return Buffer.concat([head, data]);
  };
  const begin = (kind: number) => record(0x0809, Buffer.from([0, 6, kind, 0, ...Array(12).fill(0)]));
  const end = record(0x000a, Buffer.alloc(0));
  const short = Buffer.from([word.length, 0, 0, ...Buffer.from(word, 'latin1')]);
  const strings = record(0x00fc, Buffer.concat([Buffer.from([1, 0, 0, 0, 1, 0, 0, 0]), short]));
  const sheetName = Buffer.from([0, 0, 0, 0, 0, 0, name.length, 0, ...Buffer.from(name, 'latin1')]);
  const globals = [begin(5), record(0x0085, sheetName), strings, end];
  // The sheet's place stands behind the head of the first record and the second record's own.
  const place = Buffer.concat(globals).length;
  sheetName.writeUInt32LE(place, 0);
  const value = Buffer.alloc(14);
  value.writeUInt16LE(1, 2);
  value.writeDoubleLE(number, 6);
  const sheet = [begin(0x10), record(0x00fd, Buffer.alloc(10)), record(0x0203, value), end];
  const book = Buffer.concat([begin(5), record(0x0085, sheetName), strings, end, ...sheet]);
  return compound('Workbook', book);
}

/** Writes a compound file with one stream. Source: [MS-CFB]. */
function compound(name: string, content: Buffer): Buffer {
  const SECTOR = 512;
  const count = Math.max(8, Math.ceil(content.length / SECTOR));
  const head = Buffer.alloc(SECTOR, 0);
  head.write('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1');
  for (const [at, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const)
    head.writeUInt16LE(value, at);
  for (const [at, value] of [
    [44, 1],
    [48, 1],
    [56, 4096],
    [60, 0xfffffffe],
    [68, 0xfffffffe],
  ] as const)
    head.writeUInt32LE(value, at);
  head.fill(0xff, 76);
  head.writeUInt32LE(0, 76);
  const table = Buffer.alloc(SECTOR, 0xff);
  const chain = [
    0xfffffffd,
    0xfffffffe,
    ...Array.from({ length: count }, (_, at) => (at + 1 < count ? at + 3 : 0xfffffffe)),
  ];
  for (const [at, next] of chain.entries()) table.writeUInt32LE(next, at * 4);
  const entry = (title: string, kind: number, child: number, start: number, size: number) => {
    const bytes = Buffer.alloc(128);
    bytes.write(title, 'utf16le');
    bytes.writeUInt16LE((title.length + 1) * 2, 64);
    bytes.set([kind, 1], 66);
    bytes.fill(0xff, 68, 80);
    bytes.writeUInt32LE(child, 76);
    bytes.writeUInt32LE(start, 116);
    bytes.writeUInt32LE(size, 120);
    return bytes;
  };
  const root = entry('Root Entry', 5, 1, 0xfffffffe, 0);
  const stream = entry(name, 2, 0xffffffff, 2, count * SECTOR);
  const directory = Buffer.concat([root, stream, Buffer.alloc(256)]);
  return Buffer.concat([head, table, directory, content, Buffer.alloc(count * SECTOR - content.length)]);
}
