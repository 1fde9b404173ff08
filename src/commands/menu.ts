import type { Button, Buttons, Ending, Progress } from '../ports/index.ts';
import { clip } from '../util/text.ts';
import { type CommandContext, reply } from './command.ts';

/** Longest label of a button, in UTF-16 units. */
const LABEL = 60;

/** An answer that its own buttons edit in place. Whose it is is remembered, so that only they may press. */
export function* menu(
  text: string,
  buttons: Buttons,
  effect: Partial<
    Pick<Ending, 'events' | 'settings' | 'settingsBefore' | 'settingsOf' | 'files' | 'usage' | 'batch' | 'mention'>
  > = {},
): Generator<Progress> {
  const rows = buttons
    .filter((row) => row.length > 0)
    .map((row) => row.map((button) => ({ ...button, label: clip(button.label, LABEL) })));
  yield { type: 'end', end: { reason: 'complete', text, buttons: rows, events: [], ...effect, menu: {} } };
}

/** A sentence about what a menu's button or form asked for in vain; the menu is a press away. Typed, it is all there is. */
export function* refusal(
  text: string,
  { command, texts }: Pick<CommandContext, 'command' | 'texts'>,
): Generator<Progress> {
  if (command.menuMessage === undefined) yield* reply(text);
  else yield* menu(text, [[{ line: command.name, label: texts('menu.back') }]]);
}

/** Buttons in rows of at most `width`. */
export function inRows(buttons: readonly Button[], width: number): Button[][] {
  const rows: Button[][] = [];
  for (let at = 0; at < buttons.length; at += width) rows.push(buttons.slice(at, at + width));
  return rows;
}

/** One page of a list. */
export interface Page<T> {
  items: readonly T[];
  /** From 1. */
  page: number;
  pages: number;
  /** Index of the first item in the whole list. */
  start: number;
}

/** The page asked for, or the nearest there is. */
export function pageOf<T>(items: readonly T[], size: number, asked = 1): Page<T> {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = Math.min(Math.max(1, Math.trunc(asked)), pages);
  const start = (page - 1) * size;
  return { items: items.slice(start, start + size), page, pages, start };
}

/** ◀ 2/3 ▶, as far as there is something to turn to. `line` is the command that shows a page. */
export function turning({ page, pages }: Page<unknown>, line: (page: number) => string): Button[] {
  if (pages < 2) return [];
  return [
    ...(page > 1 ? [{ line: line(page - 1), label: '◀' }] : []),
    { line: line(page), label: `${page}/${pages}` },
    ...(page < pages ? [{ line: line(page + 1), label: '▶' }] : []),
  ];
}

/** A choice, marked where it is the one that holds. */
export function choice(line: string, label: string, chosen: boolean): Button {
  return { line, label: chosen ? `✓ ${label}` : label };
}
