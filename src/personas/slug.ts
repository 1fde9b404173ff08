import { digest } from '../util/text.ts';

/** Makes a slug of a name; names in other scripts have one that only tells them apart. */
export function slugOf(name: string): string {
  const plain = name.slice(0, 200).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, 40).replace(/-+$/, '') || `p-${digest(name).slice(0, 8)}`;
}
