import { hash } from 'node:crypto';

/** Small pure helpers for text; nothing of a platform, nothing of a model. */

let segmenter: Intl.Segmenter | undefined;

/** Cuts text into graphemes. Made at its first use: its tables cost the start 15 ms. */
export function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Begins a text with a capital letter. */
export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Length in UTF-8 bytes: an upper bound of the tokens, whatever the tokenizer. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** At most `max` UTF-16 units, cut between graphemes, with "…" where something was cut. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of graphemesOf(text)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** At most the first `max` UTF-16 units, cut between code points. */
export function headOf(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text.slice(0, Math.max(0, max));
  return /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head;
}

/** All white space folded into single spaces, and nothing hidden: a name or a title that cannot break out of its line. */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(HIDDEN, shownOf)
    .trim();
}

/** Signs that show nothing, or turn the line around. */
const HIDDEN = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cf}]+/gu;

/** Keeps what makes an emoji or a letter of its neighbours: one variation selector, one joiner. */
function shownOf(run: string, at: number, text: string): string {
  const next = text.charCodeAt(at + run.length);
  const between = text.charCodeAt(at - 1) > 0x7f && next > 0x7f;
  if (run === '\ufe0f') return text.charCodeAt(at - 1) > 0x7f || next === KEYCAP ? run : '';
  return between && /^\ufe0f?[\u200c\u200d]$|^[\u200c\u200d]$/.test(run) ? run : '';
}

const KEYCAP = 0x20e3;

/** Most of a text that is looked at for its first line, in UTF-16 units. */
const READ = 4096;

/** The beginning of a text as one line of at most `max` UTF-16 units, with "…" where something was cut. */
export function headline(text: string, max: number): string {
  return clip(oneLine(headOf(text, READ)), max);
}

/** Most of a typed value that is repeated to its author, in UTF-16 units. */
const TYPED = 64;

/** Repeats what somebody typed, as Markdown that shows it so. */
export function asTyped(value: string | number = ''): string {
  return escapeMarkdown(clip(String(value), TYPED));
}

/** The text with every character that Markdown could read as formatting made literal. */
export function escapeMarkdown(text: string): string {
  const inline = text
    .replace(/[\\`*_~|<>#!+\-=.:&@$]/g, '\\$&')
    // A backslash before one of these begins or ends a formula.
    .replace(/[[\]()]/g, (bracket) => `&#${bracket.charCodeAt(0)};`);
  // Four spaces or a tab at the start of a line would make it code.
  return inline.replace(/^[ \t]+/gm, (lead) => ' '.repeat(Math.min(3, lead.length)));
}

/** Markdown with what was made literal as it is read: what `escapeMarkdown` does, undone. Formatting stays. */
export function withoutEscapes(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])|&#(4[01]|9[13]);/g, (_, sign?: string, code?: string) =>
    sign === undefined ? String.fromCharCode(Number(code)) : sign,
  );
}

// `trim` does not know all of these: fillers, the braille blank, marks of direction, annotations.
const VISIBLE = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]/u;

/** Tells whether `text` holds nothing that a person could see. The one idea of blank, for answers and for bubbles alike. */
export function isBlank(text: string): boolean {
  return !VISIBLE.test(text);
}

/**
 * Shortens `text` to a stable id: the first 32 hex digits of its SHA-256. Not for ids of people that leave the house: they
 * can be counted through.
 */
export function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

/** Beginning of a text by which it is known as none, in UTF-16 units. */
const LOOKED_AT = 4000;
/** Signs that no text has, and the share of them from which on it is none. */
const NO_SIGNS = /(?!\s)[\p{Cc}\ufffd]/gu;
const MOST_NO_SIGNS = 0.05;

/** Tells bytes from a text by its beginning. */
export function isBinary(text: string): boolean {
  const head = text.slice(0, LOOKED_AT);
  return head.includes('\0') || (head.match(NO_SIGNS)?.length ?? 0) > head.length * MOST_NO_SIGNS;
}
