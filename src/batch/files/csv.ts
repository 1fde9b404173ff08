import { Readable } from 'node:stream';
import { pause } from '../../util/pause.ts';
import { FileProblem } from './problem.ts';

/** CSV, read by csv-parse in pieces, so that no file holds the event loop. */

/** UTF-16 units that are read at a time. */
const PIECE = 32 * 1024;
/** Longest row, bytes: an open quote swallows no more. */
const LONGEST_ROW = 500_000;
/** Most columns. */
const COLUMNS = 200;

export type Separator = ',' | ';' | '\t';

export interface Table {
  separator: Separator;
  columns: string[];
  rows: string[][];
}

/**
 * Reads a table whose first row names its columns; empty rows are passed over.
 * @param most rows that are read before it ends: one more than there may be tells that there are too many
 * @throws FileProblem with the number of a line
 */
export async function readCsv(text: string, most: number): Promise<Table> {
  const { parse } = await import('csv-parse');
  const separator = separatorOf(text);
  const parser = parse({
    ...{ delimiter: separator, skip_empty_lines: true, relax_column_count: true, info: true },
    ...{ max_record_size: LONGEST_ROW, record_delimiter: ['\r\n', '\n', '\r'], to: most + 1 },
  });
  // Its errors are those of the loop below.
  const source = Readable.from(piecesOf(text)).on('error', () => undefined);
  source.pipe(parser);
  const rows: string[][] = [];
  let columns: string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!columns) columns = columnsIn(record);
      else rows.push(cells(record, columns.length, info.lines));
    }
  } catch (error) {
    throw problemOf(error);
  } finally {
    source.destroy();
  }
  return { separator, columns: columns ?? [], rows };
}

async function* piecesOf(text: string): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; ) {
    // A sign of two units is not cut.
    const end = Math.min(text.length, at + PIECE);
    const whole = isHighSurrogate(text.charCodeAt(end - 1)) ? end + 1 : end;
    yield Buffer.from(text.slice(at, whole));
    at = whole;
    await pause();
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Finds the sign that stands most often between the names of the first row; a comma where none does. */
function separatorOf(text: string): Separator {
  const counts: Record<Separator, number> = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  for (const sign of text.slice(0, PIECE).trimStart()) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === '\n' || sign === '\r')) break;
    else if (!quoted && (sign === ',' || sign === ';' || sign === '\t')) counts[sign] += 1;
  }
  const [most] = (Object.entries(counts) as [Separator, number][]).toSorted(([, one], [, other]) => other - one);
  return most && most[1] > 0 ? most[0] : ',';
}

function columnsIn(names: readonly string[]): string[] {
  if (names.length > COLUMNS) throw new FileProblem('batch.file.columns', { most: COLUMNS });
  return names.map((name) => name.trim());
}

/** Fills a short row up. One that is too long has most likely an unquoted separator in it. */
function cells(record: readonly string[], count: number, line: number): string[] {
  if (record.slice(count).some((cell) => cell !== '')) throw new FileProblem('batch.file.cells', { line, count });
  return Array.from({ length: count }, (_, at) => record[at] ?? '');
}

function problemOf(error: unknown): unknown {
  if (error instanceof FileProblem || !(error instanceof Error)) return error;
  const { code, lines = 1 } = error as { code?: unknown; lines?: number };
  if (code === 'CSV_MAX_RECORD_SIZE') return new FileProblem('batch.file.long_line', { line: lines });
  if (typeof code === 'string' && code.startsWith('CSV_')) return new FileProblem('batch.file.quote', { line: lines });
  return error;
}
