import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isBlank } from '../../util/text.ts';
import { fittedSize } from '../pictures/patches.ts';
import { pixelsToPicture } from '../pictures/prepare.ts';
import type { Picture } from '../pictures.ts';
import { Refusal } from '../work/jobs.ts';
import type { Pages } from './pages.ts';

/** Calls of PDFium that are used here (fpdfview.h, fpdf_text.h). Handles are numbers, 0 for none. */
interface Pdfium {
  PDFiumExt_Init(): void;
  FPDF_LoadMemDocument(bytes: number, length: number, password: string): number;
  FPDF_GetLastError(): number;
  FPDF_GetPageCount(document: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  FPDF_GetPageWidthF(page: number): number;
  FPDF_GetPageHeightF(page: number): number;
  FPDFPage_CountObjects(page: number): number;
  FPDFText_LoadPage(page: number): number;
  FPDFText_ClosePage(text: number): void;
  FPDFText_CountChars(text: number): number;
  FPDFText_GetText(text: number, start: number, count: number, into: number): number;
  FPDFBitmap_Create(width: number, height: number, alpha: number): number;
  FPDFBitmap_FillRect(bitmap: number, x: number, y: number, width: number, height: number, colour: number): boolean;
  FPDFBitmap_GetBuffer(bitmap: number): number;
  FPDFBitmap_GetStride(bitmap: number): number;
  FPDFBitmap_Destroy(bitmap: number): void;
  FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    x: number,
    y: number,
    width: number,
    height: number,
    turned: number,
    flags: number,
  ): void;
  pdfium: { HEAPU8: Uint8Array; wasmExports: { malloc(size: number): number; free(at: number): void } };
}

const PASSWORD_NEEDED = 4;
/** Flags of drawing: notes too, and bytes in the order red, green, blue. */
const WITH_NOTES = 0x01;
const RED_FIRST = 0x10;
const WHITE = 0xffffffff;
/** Times that a page's own unit, 1/72 inch, is taken for drawing: more than any model makes use of. */
const SCALE = 4;
/** Most characters of one page. */
const MOST_OF_PAGE = 200_000;

interface Pdf {
  count: number;
  /** Text of a page, and whether there is anything else on it. */
  text(index: number): { text: string; isDrawn: boolean };
  draw(index: number): Promise<Picture | undefined>;
}

/** Opens a PDF, and gives its bytes back to the system. Throws a Refusal: `encrypted`, `broken`. */
async function openPdf(bytes: Uint8Array): Promise<Pdf> {
  const { length } = bytes;
  const pdfium = await load();
  const at = pdfium.pdfium.wasmExports.malloc(length);
  pdfium.pdfium.HEAPU8.set(bytes, at);
  // The library has its own copy now.
  (bytes.buffer as ArrayBuffer).transfer(0);
  const document = pdfium.FPDF_LoadMemDocument(at, length, '');
  if (document === 0) throw new Refusal(pdfium.FPDF_GetLastError() === PASSWORD_NEEDED ? 'encrypted' : 'broken');

  return {
    count: pdfium.FPDF_GetPageCount(document),
    text(index) {
      const page = pdfium.FPDF_LoadPage(document, index);
      if (page === 0) return { text: '', isDrawn: false };
      const read = { text: textOf(pdfium, page), isDrawn: pdfium.FPDFPage_CountObjects(page) > 0 };
      pdfium.FPDF_ClosePage(page);
      return read;
    },
    async draw(index) {
      const page = pdfium.FPDF_LoadPage(document, index);
      if (page === 0) return undefined;
      const drawn = await draw(pdfium, page);
      pdfium.FPDF_ClosePage(page);
      return drawn;
    },
  };
}

async function load(): Promise<Pdfium> {
  const { init } = await import('@embedpdf/pdfium');
  const wasm = readFileSync(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
  const pdfium = (await init({ wasmBinary: wasm })) as unknown as Pdfium;
  pdfium.PDFiumExt_Init();
  return pdfium;
}

function textOf(pdfium: Pdfium, page: number): string {
  const text = pdfium.FPDFText_LoadPage(page);
  if (text === 0) return '';
  const count = Math.min(pdfium.FPDFText_CountChars(text), MOST_OF_PAGE);
  const at = pdfium.pdfium.wasmExports.malloc((count + 1) * 2);
  // It counts the zero behind the last one.
  const written = Math.max(0, pdfium.FPDFText_GetText(text, 0, count, at) - 1);
  const read = Buffer.from(pdfium.pdfium.HEAPU8.slice(at, at + written * 2)).toString('utf16le');
  pdfium.pdfium.wasmExports.free(at);
  pdfium.FPDFText_ClosePage(text);
  // So it marks hyphens at the end of a line.
  return read.replaceAll('\r\n', '\n').replaceAll('\u0002', '-').replaceAll('\ufffe', '-');
}

async function draw(pdfium: Pdfium, page: number): Promise<Picture | undefined> {
  const [wide, high] = [pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)];
  if (!(wide > 0 && high > 0 && Number.isFinite(wide * high))) return undefined;
  const { width, height } = fittedSize({ width: wide * SCALE, height: high * SCALE }, 'high');
  const bitmap = pdfium.FPDFBitmap_Create(width, height, 0);
  if (bitmap === 0) return undefined;
  pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
  pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, WITH_NOTES | RED_FIRST);
  const at = pdfium.FPDFBitmap_GetBuffer(bitmap);
  const stride = pdfium.FPDFBitmap_GetStride(bitmap);
  // Not copied: nothing else is asked of the library meanwhile.
  const data = pdfium.pdfium.HEAPU8.subarray(at, at + stride * height);
  // The fourth byte of a pixel means nothing there.
  for (let alpha = 3; alpha < data.length; alpha += 4) data[alpha] = 255;
  const drawn = await pixelsToPicture({ data, width: stride / 4, height, channels: 4 }, 'high');
  pdfium.FPDFBitmap_Destroy(bitmap);
  return drawn;
}

/** Way out of what a PDF has besides text. */
export interface PdfOut {
  /** Says how many pages there are, before any is read. */
  total(count: number): void;
  picture(name: string, drawn: Picture): void;
}

/** Pages that are drawn of a scan. */
const MOST_DRAWN = 10;

/**
 * Hands out the text of each page. Of a scan, a PDF of which most pages are pictures, it hands out pictures of the first
 * pages without text. Resolves with the number of pages.
 */
export async function readPdf(bytes: Uint8Array, pages: Pages, out: PdfOut): Promise<number> {
  const pdf = await openPdf(bytes);
  out.total(pdf.count);
  const bare: number[] = [];
  for (let index = 0; index < pdf.count && !pages.isFull(); index++) {
    const { text, isDrawn } = pdf.text(index);
    if (isBlank(text) && isDrawn) bare.push(index);
    pages.add(`${index + 1}`, text);
  }
  if (pages.isFull()) pages.leaveOut();
  if (bare.length <= pdf.count / 2) return pdf.count;
  for (const index of bare.slice(0, MOST_DRAWN)) {
    const drawn = await pdf.draw(index);
    if (drawn) out.picture(`${index + 1}`, drawn);
  }
  if (bare.length > MOST_DRAWN) pages.leaveOut();
  return pdf.count;
}
