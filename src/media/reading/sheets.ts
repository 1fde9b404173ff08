import type { CellValue } from 'hucre';
import { eachElement } from './markup.ts';
import { textOf } from './office.ts';
import { createLines, type Lines, type Pages } from './pages.ts';
import type { Zip } from './zip.ts';

/** Tables. Each page names its sheet and rows, and begins with the first row. */

/** Most cells of a row that are taken. */
const MOST_CELLS = 200;

/** Hands out the sheets of Excel (.xlsx), row by row. `bytes`: the archive, whose sizes have been proved. */
export async function readXlsx(bytes: Uint8Array, zip: Zip, pages: Pages): Promise<void> {
  const { streamXlsxRows } = await import('hucre/xlsx');
  const names: string[] = [];
  await eachElement(textOf(zip, 'xl/workbook.xml'), (element, { name }) => {
    if (element === 'sheet') names.push(name ?? '');
  });
  for (const [sheet, name] of names.entries()) {
    const lines = sheetLines(pages, name);
    for await (const { values } of streamXlsxRows(bytes, { sheet })) {
      if (pages.isFull()) return pages.leaveOut();
      add(lines, values);
    }
    lines.end();
  }
}

/** Hands out the sheets of OpenDocument (.ods), row by row. */
export async function readOds(bytes: Uint8Array, zip: Zip, pages: Pages): Promise<void> {
  const { streamOdsRows } = await import('hucre/ods');
  const named = textOf(zip, 'content.xml').matchAll(/<table:table [^>]*?table:name="([^"]*)"/g);
  const names = [...named].map(([, name = '']) => name);
  let lines: Lines | undefined;
  let current = -1;
  for await (const { values, sheetIndex = 0 } of streamOdsRows(bytes)) {
    if (pages.isFull()) return pages.leaveOut();
    if (sheetIndex !== current) {
      lines?.end();
      lines = sheetLines(pages, names[sheetIndex] ?? '');
      current = sheetIndex;
    }
    if (lines) add(lines, values);
  }
  lines?.end();
}

/** Hands out the sheets of old Excel (.xls). It is held as a whole. */
export async function readXls(bytes: Uint8Array, pages: Pages): Promise<void> {
  const { readXls } = await import('hucre/xlsx');
  const { sheets } = await readXls(bytes);
  for (const { name, rows } of sheets) {
    const lines = sheetLines(pages, name);
    for (const row of rows) {
      if (pages.isFull()) return pages.leaveOut();
      add(lines, row);
    }
    lines.end();
  }
}

/** Hands out a text whose lines are rows; `separator` stands between their cells. */
export async function readCsv(text: string, separator: string, pages: Pages): Promise<void> {
  const { streamCsvRows } = await import('hucre/csv');
  const lines = sheetLines(pages, '');
  for (const row of streamCsvRows(text, { delimiter: separator })) {
    if (pages.isFull()) return pages.leaveOut();
    add(lines, row);
  }
  lines.end();
}

/** Lines that are looked at to tell a table. */
const LOOKS = 20;

/** Sign that stands between the cells of a text: equally often, outside of quotes, in each of its first lines. */
export function separatorOf(text: string): string | undefined {
  const lines = text
    .slice(0, 64 * 1024)
    .split(/\r?\n/, LOOKS + 1)
    .slice(0, LOOKS);
  const bare = lines.filter(Boolean).map((line) => line.replace(/"(?:[^"]|"")*"/g, ''));
  if (bare.length < 3) return undefined;
  return ['\t', ';', ',', '|'].find((sign) => {
    const counts = new Set(bare.map((line) => line.split(sign).length));
    return counts.size === 1 && !counts.has(1);
  });
}

function sheetLines(pages: Pages, name: string): Lines {
  return createLines(pages, { prefix: name ? `${name} ` : '', head: true });
}

function add(lines: Lines, cells: readonly CellValue[]): void {
  const shown = cells.slice(0, MOST_CELLS).map(shownOf);
  lines.add(shown.join(' | ').replace(/(?: \| ?)+$/, ''));
}

function shownOf(cell: CellValue): string {
  if (cell === null) return '';
  if (cell instanceof Date)
    return cell
      .toISOString()
      .replace(/T00:00:00.000Z$/, '')
      .replace('.000Z', 'Z');
  return String(cell).replace(/\s+/g, ' ');
}
