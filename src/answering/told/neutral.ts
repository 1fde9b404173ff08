import { characterAt, skeletonOf } from '../../util/skeleton.ts';

/**
 * Texts without what could be taken for the program's own marks, or for another speaker of the conversation. What looks
 * like one keeps its words and loses its bracket. Linear in the text.
 */

/** A bracket that opens a mark, in any letters; only texts with one are looked at closely. */
const BRACKET = /[<&＜﹤‹«〈〈⟨《⟪❮❰˂ᐸ≺⧼᚜]/;

/** Names of the program's marks, those of earlier versions too, as `Skeleton` spells them. */
const MARK = '<\\n?[/|]{0,2}\\n?(?:quotedmaterlal|quotedmessage|speaker)';

/** Speakers of a conversation, as `Skeleton` spells them. */
export const roles: readonly string[] = ['system', 'asslstant', 'user', 'developer', 'tool', 'human'];
const ROLES = roles.join('|');

/** Words of chat templates. In a person's own text most of them may be plain HTML. */
const TEMPLATE = [
  '<\\|[^<>|\\n]{1,64}\\|>',
  '<</{0,2}sys>>',
  '</{0,2}(?:s|bos|eos|pad|unk)>',
  '<(?:start|end)ofturn>',
  `</{0,2}(?:${ROLES}|lnstructlons?)>`,
  '\\[/{0,2}(?:lnst|systemprompt|toolcalls?|toolresults?|avallabletools)\\]',
].join('|');

/** Lines that begin like another speaker's: `system:`, `### Assistant`. */
const LABELLED = `[#*>\\[(<{|~=]{0,16}(?:${ROLES})[\\])>}*|~=]{0,16}:`;
const HEADED = `[#\\[<{|=*]{1,16}(?:${ROLES}|lnstructlons?|lnput|response)[\\])>}*|~=#]{0,16}$`;

const ownMarks = new RegExp(MARK, 'g');
/** Control words such as `<|im_start|>`, which some servers read as such wherever they stand. */
const ownControls = /<(?=[|｜][^\s<>|｜]{1,64}[|｜]>)/g;
const allMarks = new RegExp(`${MARK}|${TEMPLATE}|(^(?:${LABELLED}|${HEADED}))`, 'gm');

/** Signs that nobody sees and a model reads; within a flag they stand for a region. */
const SMUGGLED = /(\u{1f3f4}[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{1,8}\u{e007f})|[\u{e0000}-\u{e007f}]+/gu;
/** First half of each of them. */
const SMUGGLING = '\udb40';

/** Digits of a mark's number. Twelve are four tokens. */
export const DIGITS = 12;
/** Digits that could be such a number. */
const NUMBER = new RegExp(`[0-9]{${DIGITS}}`);

/** Gives the number of the marks that a text stands between. Worked out where it is needed: it costs a keyed hash. */
export type Nonce = () => string;

/** Makes the asker's own words neutral: they hold no mark of ours. Everything else of them stays. */
export function neutralWords(text: string, nonce: Nonce): string {
  const seen = visible(text, nonce).replace(ownControls, '(');
  return BRACKET.test(seen) ? withoutMarks(seen, ownMarks) : seen;
}

/** Makes material neutral: it holds no mark of ours, no control word of a template, and no line that names a role. */
export function neutralMaterial(text: string, nonce: Nonce): string {
  return withoutMarks(visible(text, nonce), allMarks);
}

function visible(text: string, nonce: Nonce): string {
  const seen = text.includes(SMUGGLING) ? text.replace(SMUGGLED, (_, flag?: string) => flag ?? '') : text;
  return NUMBER.test(seen) ? seen.replaceAll(nonce(), '…') : seen;
}

/** Writes a plain bracket where a mark opens. Lines that name a role are set off as a mail sets off "From". */
function withoutMarks(text: string, marks: RegExp): string {
  const skeleton = skeletonOf(text);
  const pieces: string[] = [];
  let at = 0;
  for (const match of skeleton.text.matchAll(marks)) {
    const [mark, line] = match;
    const from = skeleton.starts[match.index] ?? 0;
    pieces.push(text.slice(at, from), line === undefined ? '(' : '> ');
    const last = skeleton.starts[match.index + (mark.startsWith('<<') ? 1 : 0)] ?? from;
    at = line === undefined ? characterAt(text, last).end : from;
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(at);
}
