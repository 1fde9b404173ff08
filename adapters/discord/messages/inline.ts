import { linkHost, type TextRun } from '../../../src/delivery/runs.ts';
import { type PlacedMarks, type Span, spansOf } from '../../../src/delivery/spans.ts';

/** Runs as Discord's inline Markdown. Formatting never spans a line end. */
export function inlineMarkdown(runs: readonly TextRun[]): string {
  const lines: TextRun[][] = [[]];
  for (const { text, marks } of runs)
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      lines.at(-1)?.push({ text: line, marks });
    }
  return lines.map(lineMarkdown).join('\n').trim();
}

/** Text without formatting, shown as it is. */
export function literalMarkdown(text: string): string {
  return inlineMarkdown([{ text, marks: {} }]);
}

function lineMarkdown(runs: readonly TextRun[]): string {
  const text = runs.map((run) => run.text).join('');
  if (text === '') return '';
  return spansMarkdown({
    text,
    start: 0,
    end: text.length,
    spans: spansOf(text, placed(runs)),
    lead: '',
    tail: '',
    italic: false,
  });
}

/** A stretch of a line with the spans in it; `lead` and `tail` are the marks right outside. */
interface Stretch {
  text: string;
  start: number;
  end: number;
  spans: readonly Span[];
  lead: string;
  tail: string;
  italic: boolean;
}

function spansMarkdown(stretch: Stretch): string {
  const { text, spans, italic } = stretch;
  let out = '';
  let lead = stretch.lead;
  let at = stretch.start;
  const write = (written: string) => {
    out += written;
    lead = written.at(-1) ?? lead;
  };
  const writeLiteral = (end: number) => write(escapeText(text.slice(at, end), at === 0, italic));
  for (let index = 0; index < spans.length; ) {
    const span = spans[index] as Span;
    let next = index + 1;
    while (next < spans.length && (spans[next]?.start ?? 0) < span.end) next += 1;
    writeLiteral(span.start);
    const isFollowed = spans[next]?.start === span.end;
    const after = isFollowed ? '*' : span.end === stretch.end ? stretch.tail : (text[span.end] ?? '');
    const spansWithin = spans.slice(index + 1, next);
    write(spanMarkdown({ ...stretch, start: span.start, end: span.end, spans: spansWithin }, span, [lead, after]));
    at = span.end;
    index = next;
  }
  writeLiteral(stretch.end);
  return out;
}

function placed(runs: readonly TextRun[]): PlacedMarks[] {
  let end = 0;
  return runs.map(({ text, marks }) => {
    end += text.length;
    return { start: end - text.length, end, marks };
  });
}

function spanMarkdown(stretch: Stretch, span: Span, [before, after]: [string, string]): string {
  const literal = stretch.text.slice(span.start, span.end);
  const within = (mark: string) => spansMarkdown({ ...stretch, lead: mark, tail: mark });
  switch (span.kind) {
    case 'code':
      return codeSpan(literal);
    case 'link':
      return linkMarkdown(literal, span.url ?? '', within(''));
    case 'bold':
      return `**${within('*')}**`;
    case 'strike':
      return `~~${within('~')}~~`;
    case 'italic':
      return italics(spansMarkdown({ ...stretch, lead: '', tail: '', italic: true }), before, after);
  }
}

/** `*` unless it would run into another star; `_` works only at the edge of a word; formatting gives way to words. */
function italics(content: string, before: string, after: string): string {
  const crowded = before === '*' || after === '*' || content.startsWith('*') || content.endsWith('*');
  if (!crowded) return `*${content}*`;
  return /[\p{L}\p{N}_]/u.test(before + after) ? content : `_${content}_`;
}

/** Two backticks around one at most, for Discord sees a code block in three. */
function codeSpan(code: string): string {
  if (!code.includes('`')) return `\`${code}\``;
  return `\`\` ${code.replace(/`(?=`)/g, '`\u200b')} \`\``;
}

function linkMarkdown(label: string, url: string, content: string): string {
  if (linkHost(url) === undefined || !/^[^()]*(?:\([^()]*\)[^()]*)*$/.test(url))
    return `${content} (${escapeText(url, false, false)})`;
  // In angle brackets an address gets no preview (attack 16). A label that looks like an address is not linked by Discord.
  if (label === url) return `<${url}>`;
  if (/:\/\/|[[\]]/.test(label)) return `${content} (<${url}>)`;
  return `[${content}](<${url}>)`;
}

const ADDRESS = /(?<![\p{L}\p{N}_])https?:\/\/[^\s<>`]*[^\s<>.,:;"'()[\]*_~|\\`]/giu;

/** Escapes text that Discord would read as formatting. Addresses go in angle brackets, as they are. */
function escapeText(text: string, lineStart: boolean, italic: boolean): string {
  let out = '';
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    out += `${escapeMarks(text.slice(at, match.index), lineStart && at === 0, italic)}<${match[0]}>`;
    at = match.index + match[0].length;
  }
  return out + escapeMarks(text.slice(at), lineStart && at === 0, italic);
}

function escapeMarks(text: string, lineStart: boolean, italic: boolean): string {
  const escaped = text.replace(/[\\*_`~|<(]/g, (mark, at: number) =>
    isMarkup(mark, text[at - 1] ?? '', text[at + 1] ?? '', italic) ? `\\${mark}` : mark,
  );
  if (!lineStart) return escaped;
  return escaped
    .replace(/^(\s*)(>|#{1,3}(?=\s|$)|-#|[-+](?=\s|$))/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** Tells whether a character between these two, either empty at an edge, means something to Discord. */
function isMarkup(mark: string, before: string, after: string, italic: boolean): boolean {
  switch (mark) {
    case '\\':
      return !/[a-z0-9\s]/i.test(after);
    case '_':
      return italic || !/^[a-z0-9]{2}$/i.test(before + after);
    case '~':
    case '|':
      return before === mark || after === mark || before === '' || after === '';
    case '<':
      return !/\s/.test(after);
    case '(':
      // `]` and `(` with a backslash between them make no link.
      return before === ']';
    default:
      return true;
  }
}
