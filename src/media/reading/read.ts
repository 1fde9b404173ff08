import { sniff } from '../sniff.ts';
import { type Job, Refusal } from '../work/jobs.ts';
import { readBook } from './book.ts';
import { decodeText } from './decode.ts';
import { readMarkup } from './markup.ts';
import { readDocx, readOdt, readSlides, textOf } from './office.ts';
import { createLines, createPages, type FileKind, type Pages } from './pages.ts';
import { type PdfOut, readPdf } from './pdf.ts';
import { readCsv, readOds, readXls, readXlsx, separatorOf } from './sheets.ts';
import { decodePage, readWebPage, type WebPage } from './web.ts';
import { openZip, type Zip } from './zip.ts';

/** Result of reading, besides its parts: pages, pictures, the number of pages. */
export interface ReadHead {
  kind: FileKind;
  /** True if something was left out. */
  more: boolean;
  /** Pages there are, where the file says it. */
  total?: number;
  /** Title of a page of the web. */
  title?: string;
}

/** Request to read; with `web`, of a page of the web. */
export interface ReadRequest {
  web?: WebPage;
}

/** Reads the file in the body of a request; its content alone says what it is. */
export const reading: Job = async ({ head, body }, part) => {
  const pages = createPages(part);
  let pictures = 0;
  const { web } = head as ReadRequest;
  const out: PdfOut = {
    total: (total) => part({ head: { total } }),
    picture(name, { bytes, ...picture }) {
      pictures += 1;
      part({ head: { name, picture }, body: bytes });
    },
  };
  const read = await (web ? readWeb(body, pages, out, web) : readAny(body, pages, out));
  const { length, more } = pages.sum();
  if (length === 0 && pictures === 0) throw new Refusal('empty');
  return { head: { ...read, more } satisfies ReadHead };
};

type Read = Omit<ReadHead, 'more'>;

/** Reads a page of the web: HTML, any text, or a PDF. */
async function readWeb(bytes: Uint8Array, pages: Pages, out: PdfOut, web: WebPage): Promise<Read> {
  const type = sniff(bytes);
  if (type === 'pdf') return { kind: 'pdf', total: await readPdf(bytes, pages, out) };
  const text = type === 'other' || type === 'svg' ? decodePage(bytes, web) : undefined;
  if (text === undefined) throw new Refusal('wrong_type');
  if (!web.html && !isHtml(text)) return { kind: await readText(text, pages) };
  return { kind: 'text', title: await readWebPage(text, pages, web.base) };
}

async function readAny(bytes: Uint8Array, pages: Pages, out: PdfOut): Promise<Read> {
  const type = sniff(bytes);
  if (type === 'pdf') return { kind: 'pdf', total: await readPdf(bytes, pages, out) };
  if (type === 'zip') return { kind: await readZip(bytes, pages) };
  if (type === 'ole') return { kind: await readOld(bytes, pages) };
  if (type !== 'other' && type !== 'svg') throw new Refusal('wrong_type');
  const text = decodeText(bytes);
  if (text === undefined) throw new Refusal('wrong_type');
  return { kind: await readText(text, pages) };
}

async function readZip(bytes: Uint8Array, pages: Pages): Promise<FileKind> {
  const zip = await openZip(bytes);
  if (zip.has('word/document.xml')) return done('document', readDocx(bytes, pages));
  if (zip.has('xl/workbook.xml')) return done('sheet', readXlsx(bytes, zip, pages));
  if (zip.has('ppt/presentation.xml')) return done('slides', readSlides(zip, pages));
  const mime = textOf(zip, 'mimetype', 200).trim();
  if (isLocked(zip)) throw new Refusal('encrypted');
  if (mime === 'application/vnd.oasis.opendocument.spreadsheet') return done('sheet', readOds(bytes, zip, pages));
  if (mime === 'application/vnd.oasis.opendocument.text') return done('document', readOdt(zip, pages));
  if (mime === 'application/epub+zip') return done('book', readBook(zip, pages));
  throw new Refusal('wrong_type');
}

/** Tells whether an OpenDocument says that it is encrypted. */
function isLocked(zip: Zip): boolean {
  return zip.has('content.xml') && textOf(zip, 'META-INF/manifest.xml').includes('manifest:encryption-data');
}

/** Reads the container of old office files. Names in it are UTF-16. */
async function readOld(bytes: Uint8Array, pages: Pages): Promise<FileKind> {
  const has = (name: string) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(name, 0, 'utf16le');
  if (has('EncryptedPackage')) throw new Refusal('encrypted');
  if (!has('Workbook')) throw new Refusal('wrong_type');
  try {
    return await done('sheet', readXls(bytes, pages));
  } catch (error) {
    if (error instanceof Error && error.name === 'EncryptedFileError') throw new Refusal('encrypted');
    throw error;
  }
}

async function readText(text: string, pages: Pages): Promise<FileKind> {
  if (isHtml(text)) return done('text', readMarkup(text, pages));
  const separator = separatorOf(text);
  if (separator !== undefined) return done('sheet', readCsv(text, separator, pages));
  const lines = createLines(pages);
  let at = 0;
  while (at < text.length && !pages.isFull()) {
    const end = text.indexOf('\n', at);
    lines.add(text.slice(at, end < 0 ? text.length : end).replace(/\r$/, ''));
    at = end < 0 ? text.length : end + 1;
  }
  if (at < text.length) pages.leaveOut();
  lines.end();
  return 'text';
}

function isHtml(text: string): boolean {
  const head = text.slice(0, 2000);
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html)[\s>]/i.test(head);
}

async function done(kind: FileKind, work: Promise<unknown>): Promise<FileKind> {
  await work;
  return kind;
}
