import { parseLine } from '../commands/parsing/parse.ts';
import type { CommandSpec, Entry } from '../ports/index.ts';

/**
 * Tells whether a button of a version before, whose data was a whole line, may have said this in a menu. Such menus are
 * forgotten 90 days after they were shown last (KEPT_MS), and this file with them.
 *
 * Only what menus say is taken: a command that has one, and costs nothing. Its options are named, have values that it takes,
 * and are no free text.
 */
export function isEarlierMenuEntry({ line, form }: Entry, specs: readonly CommandSpec[]): boolean {
  const read = parseLine(`/${line}`, specs, { button: { input: undefined } });
  const spec = specs.find(({ name }) => name === read?.name);
  if (!read || !spec?.menu || spec.costs !== undefined || read.problem) return false;
  const free = spec.options.find(({ rest }) => rest);
  if (free ? free.name in read.options : form) return false;
  const written = [spec.name, ...Object.entries(read.options).map(([name, value]) => `${name}=${value}`)];
  return written.toSorted().join(' ') === line.split(' ').toSorted().join(' ');
}
