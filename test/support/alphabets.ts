/** Texts without a space in ten scripts, in which no stretch repeats: tokenizers remember what they have seen. */

const scripts: Readonly<Record<string, readonly [from: number, to: number]>> = {
  latin: [0x61, 0x7a],
  capitals: [0x41, 0x5a],
  cyrillic: [0x430, 0x44f],
  chinese: [0x4e00, 0x9fff],
  kana: [0x3041, 0x3096],
  hangul: [0xac00, 0xd7a3],
  devanagari: [0x904, 0x94d],
  arabic: [0x621, 0x64a],
  emoji: [0x1f600, 0x1f64f],
  marks: [0x21, 0x2f],
};

export const alphabets = Object.keys(scripts);

/** At least `length` UTF-16 units in a script; another text for another `seed`. */
export function written(alphabet: string, length: number, seed = 1): string {
  const [from, to] = scripts[alphabet] ?? [0x61, 0x7a];
  let state = seed;
  const letters: string[] = [];
  for (let units = 0; units < length; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const letter = String.fromCodePoint(from + (Math.floor(state / 65_536) % (to - from + 1)));
    letters.push(letter);
    units += letter.length;
  }
  return letters.join('');
}
