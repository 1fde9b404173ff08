import { createMarks, type MarksOf } from '../../src/answering/told/marks.ts';

/** Reads the marks that tell the model whose word a text is. */

/** Marks of an installation whose secret is known. */
export const testMarks = createMarks(new Uint8Array(32));

/** Negative control: the marks can be guessed, and nothing keeps them from being written. */
export const unmarked: MarksOf = () => ({
  material: ({ kind, text, from = '', own }) =>
    `<quoted_material_000000000000 kind="${own ? 'your_answer' : kind}" from="${from}">\n${text}\n</quoted_material_000000000000>`,
  speaker: (name) => `<speaker_000000000000 name="${name}">\n`,
  words: (text) => text,
});

/** A stretch of a message: somebody's own words, or material with what its mark says. */
export interface Stretch {
  /** Who wrote the message, in a group. */
  speaker?: string;
  /** What the mark says of the material; absent for own words. */
  mark?: Record<string, string>;
  text: string;
}

/** Takes a message apart as its marks say; the first mark's number is the one that counts until a speaker's mark follows. */
export function stretchesOf(message: string): Stretch[] {
  const found: Stretch[] = [];
  let left = message;
  let speaker: string | undefined;
  const add = (text: string, mark?: Record<string, string>) => {
    if (text.trim() === '' && !mark) return;
    found.push({ ...(speaker === undefined ? {} : { speaker }), ...(mark ? { mark } : {}), text: text.trim() });
  };
  for (;;) {
    const mark = /<(speaker|quoted_material)_(\d{12})((?: [a-z_]+="[^"\n]*")*)>\n/.exec(left);
    if (!mark) break;
    const [whole, kind, nonce = '', attributes = ''] = mark;
    add(left.slice(0, mark.index));
    left = left.slice(mark.index + whole.length);
    const said = Object.fromEntries(
      [...attributes.matchAll(/([a-z_]+)="([^"\n]*)"/g)].map(([, name, value]) => [name, value ?? '']),
    );
    if (kind === 'speaker') speaker = said['name'] ?? '';
    else {
      const end = left.indexOf(`\n</quoted_material_${nonce}>`);
      if (end < 0) throw new Error(`A mark has no end: ${left.slice(0, 200)}`);
      add(left.slice(0, end), said);
      left = left.slice(end + `\n</quoted_material_${nonce}>`.length);
    }
  }
  add(left);
  return found;
}

/** A message without the numbers of its marks. */
export function withoutNonces(message: string): string {
  return message.replace(/_\d{12}(?=[ >])/g, '');
}
