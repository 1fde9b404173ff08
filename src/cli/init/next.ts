import type { Bot } from './platforms.ts';

/** Says what comes next: addresses of the bots, and how the first of them becomes somebody's own. */
export function whatIsNext(bots: readonly Bot[]): string {
  const known = bots.flatMap(({ introduction }) => introduction ?? []);
  const lines = known.map(({ name, purpose, address }) => [`${name}: ${purpose.toLowerCase()}`, `  ${address}`]);
  const start = [
    'npm start runs it. While nobody is the owner, it shows a code:',
    'whoever sends that to it is the owner. npm run doctor names what is not right.',
  ];
  return [...lines.flat(), '', ...start].join('\n').trimStart();
}
