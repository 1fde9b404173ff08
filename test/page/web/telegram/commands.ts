import type { Command } from '../../protocol.ts';

/** Commands that go on with what is written; the one that is written out comes first. */
export function matching(commands: readonly Command[], written: string): readonly Command[] {
  const [, begun] = /^\/(\w*)$/.exec(written) ?? [];
  if (begun === undefined) return [];
  const start = begun.toLowerCase();
  const found = commands.filter(({ platform, name }) => platform === 'telegram' && name.startsWith(start));
  return found.toSorted((a, b) => Number(b.name === start) - Number(a.name === start));
}

/** Description in the language of a client, as Telegram finds it: by the language alone, else the one for all others. */
export function wordsFor({ descriptions }: Command, locale: string): string {
  const [language = ''] = locale.split('-');
  return descriptions[locale] ?? descriptions[language] ?? descriptions[''] ?? '';
}
