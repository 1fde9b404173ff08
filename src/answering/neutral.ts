import { type Skeleton, skeletonOf } from '../util/skeleton.ts';

/**
 * Texts without what could be taken for the program's own marks, or for another speaker of the conversation. What looks
 * like one keeps its words and loses its bracket. Linear in the text.
 */

/** A bracket that opens a mark, in any letters; only texts with one are looked at closely. */
const BRACKET = /[<&\\＜﹤‹«〈〈⟨《⟪❮❰˂ᐸ≺⧼᚜]/;

/** Names of the program's marks, those of earlier versions too, as `Skeleton` spells them. */
const MARK = '<[/|]{0,2}(?:quotedmaterlal|quotedmessage|speaker)';

/** Speakers of a conversation, as `Skeleton` spells them. */
const ROLES = 'system|asslstant|user|developer|tool|human';

/** Control words of chat templates that stand in a text as they are, such as `<|im_start|>`. */
const CONTROL = '<\\|[^<>|]{1,64}\\|>';

/** Further words of chat templates. In a person's own text they may be plain HTML. */
const TEMPLATE = [
  '<</{0,2}sys>>',
  '</{0,2}(?:s|bos|eos|pad|unk)>',
  '<(?:start|end)ofturn>',
  `</{0,2}(?:${ROLES}|lnstructlons?)>`,
  '\\[/{0,2}(?:lnst|systemprompt|toolcalls?|toolresults?|avallabletools)\\]',
].join('|');

const SIGN = '[#*>\\[(<{|~=]';

const ownMarks = new RegExp(MARK, 'g');
const ownControls = /<(?=[|｜][^\s<>|｜]{1,64}[|｜]>)/g;
const allMarks = new RegExp(`${MARK}|${CONTROL}|${TEMPLATE}`, 'g');
/** A line that begins like another speaker's: `system:`, `### Assistant`. */
const labelled = new RegExp(`${SIGN}{0,16}(?:${ROLES})[\\])>}*|~=]{0,16}:`, 'y');
const headed = new RegExp(`[#\\[<{|=*]{1,16}(?:${ROLES}|lnstructlons?|lnput|response)[\\])>}*|~=#]{0,16}`, 'y');

/** Signs that nobody sees and a model reads; within a flag they stand for a region. */
const SMUGGLED = /(\u{1f3f4}[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{1,8}\u{e007f})|[\u{e0000}-\u{e007f}]+/gu;

/** Makes the asker's own words neutral: they hold no mark of ours. Everything else of them stays. */
export function neutralWords(text: string, nonce: string): string {
  const seen = visible(text, nonce).replace(ownControls, '(');
  return BRACKET.test(seen) ? withoutMarks(seen, skeletonOf(seen), ownMarks) : seen;
}

/** Makes material neutral: it holds no mark of ours, no control word of a template, and no line that names a role. */
export function neutralMaterial(text: string, nonce: string): string {
  const seen = visible(text, nonce);
  const skeleton = skeletonOf(seen);
  return withoutMarks(seen, skeleton, allMarks, roleLines(skeleton));
}

function visible(text: string, nonce: string): string {
  return text.replace(SMUGGLED, (_, flag?: string) => flag ?? '').replaceAll(nonce, '…');
}

/** Writes a plain bracket where a mark opens; lines that begin in one of `lines` are set off as a mail sets off "From". */
function withoutMarks(text: string, skeleton: Skeleton, marks: RegExp, lines: readonly number[] = []): string {
  const changes = [...skeleton.text.matchAll(marks)].map(({ 0: mark, index }) => ({
    from: skeleton.starts[index] ?? 0,
    to: skeleton.ends[index + (mark.startsWith('<<') ? 1 : 0)] ?? 0,
    by: '(',
  }));
  const all = [...changes, ...lines.map((from) => ({ from, to: from, by: '> ' }))];
  if (all.length === 0) return text;
  let out = '';
  let at = 0;
  for (const { from, to, by } of all.sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < at) continue;
    out += text.slice(at, from) + by;
    at = to;
  }
  return out + text.slice(at);
}

/** Places in the original of lines that name a role. */
function roleLines({ text, lines }: Skeleton): number[] {
  return lines
    .filter(({ at }, index) => {
      const end = lines[index + 1]?.at ?? text.length;
      return endsBy(labelled, text, at) <= end || endsBy(headed, text, at) === end;
    })
    .map(({ from }) => from);
}

function endsBy(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : Number.POSITIVE_INFINITY;
}
