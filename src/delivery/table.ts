import type { AlignType, PhrasingContent, Table } from 'mdast';
import { inlineRuns } from './runs.ts';
import { displayWidth } from './text.ts';

/** Wider cells than this are not aligned: one long cell must not pad every row. Columns. */
const MAX_PAD = 32;

/**
 * Most cells of a row, in all its lines, that are laid out line by line. Past it a row stays on one line: little source must
 * not fill a bubble with blanks.
 */
const MAX_CELLS = 64;

/** A table as lines of aligned text for a monospaced font; links are written out. */
export function tableText(table: Table): string {
  const rows = table.children.map((row) => linesOf(row.children.map((cell) => cellText(cell.children))));
  const cells = rows.flat();
  const count = cells.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: count }, () => 1);
  for (const row of cells)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 1, Math.min(MAX_PAD, displayWidth(cell)));
  const [header = [], ...body] = rows.map((lines) =>
    lines.map((row) =>
      row
        .map((cell, i) => pad(cell, widths[i] ?? 1, table.align?.[i]))
        .join(' | ')
        .trimEnd(),
    ),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-');
  return [...header, rule, ...body.flat()].join('\n');
}

/** Lines of a row, each with a cell of every column. */
function linesOf(cells: readonly string[]): string[][] {
  const lines = cells.map((cell) => cell.split('\n').map((line) => line.trim()));
  const height = lines.reduce((most, { length }) => Math.max(most, length), 1);
  if (height === 1 || height * cells.length > MAX_CELLS) return [lines.map((each) => each.join(' '))];
  return Array.from({ length: height }, (_, index) => lines.map((each) => each[index] ?? ''));
}

function cellText(nodes: readonly PhrasingContent[]): string {
  const runs = inlineRuns(nodes, { code: true });
  return runs
    .map((run) => run.text)
    .join('')
    .trim();
}

function pad(cell: string, width: number, align: AlignType | undefined): string {
  const space = Math.max(0, width - displayWidth(cell));
  if (align === 'right') return ' '.repeat(space) + cell;
  if (align === 'center') return ' '.repeat(space >> 1) + cell + ' '.repeat(space - (space >> 1));
  return cell + ' '.repeat(space);
}
