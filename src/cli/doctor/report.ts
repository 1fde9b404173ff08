import type { Result } from './checks.ts';

/** Report on an installation, for people and for machines. */

const marks = { error: '✗', warning: '!', note: '·', ok: '✓' } as const;
const states = ['error', 'warning', 'note', 'ok'] as const;

/** Tells whether nothing prevents work. */
export function isWell(results: readonly Result[]): boolean {
  return results.every(({ state }) => state !== 'error');
}

/** Findings first, the worst before the others. A line each, and one below it for what mends it. */
export function inWords(results: readonly Result[], hint: string): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = states
    .flatMap((state) => results.filter((result) => result.state === state))
    .flatMap(({ state, name, message, mend }) => [
      `${marks[state]} ${name.padEnd(width)}  ${message}`,
      ...(mend ? [`  ${' '.repeat(width)}  → ${mend}`] : []),
    ]);
  return [...lines, '', summary(results), hint].filter((line, at) => line !== '' || at === lines.length).join('\n');
}

function summary(results: readonly Result[]): string {
  const count = (state: Result['state']) => results.filter((result) => result.state === state).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const doubts = warnings === 0 ? '' : `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (errors > 0) {
    const prevents = errors === 1 ? '1 thing prevents work' : `${errors} things prevent work`;
    return `${[prevents, doubts].filter(Boolean).join(', ')}.`;
  }
  return doubts === '' ? 'Nothing is wrong.' : `Nothing prevents work; ${doubts}.`;
}

/** One object in one line. */
export function inJson(results: readonly Result[]): string {
  const checks = results.map(({ name, state, message, mend }) => ({ name, state, message, ...(mend ? { mend } : {}) }));
  return JSON.stringify({ ok: isWell(results), checks });
}
