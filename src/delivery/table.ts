import type { AlignType, PhrasingContent, Table } from 'mdast';
import { inlineRuns } from './runs.ts';
import { displayWidth } from './text.ts';

/** Wider cells than this are not aligned: one long cell must not pad every row. Columns. */
const MAX_PAD = 32;

/** A table as lines of aligned text for a monospaced font; links are written out. */
export function tableText(table: Table): string {
  const rows = table.children.map((row) => row.children.map((cell) => cellText(cell.children)));
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: count }, () => 1);
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 1, Math.min(MAX_PAD, displayWidth(cell)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => pad(cell, widths[i] ?? 1, table.align?.[i]))
      .join(' | ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-');
  return [...lines.slice(0, 1), rule, ...lines.slice(1)].join('\n');
}

function cellText(nodes: readonly PhrasingContent[]): string {
  const runs = inlineRuns(nodes, { code: true });
  return runs
    .map((run) => run.text)
    .join('')
    .replaceAll('\n', ' ')
    .trim();
}

function pad(cell: string, width: number, align: AlignType | undefined): string {
  const space = Math.max(0, width - displayWidth(cell));
  if (align === 'right') return ' '.repeat(space) + cell;
  if (align === 'center') return ' '.repeat(space >> 1) + cell + ' '.repeat(space - (space >> 1));
  return cell + ' '.repeat(space);
}
