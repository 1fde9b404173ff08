import type { Sliced } from '../../util/slices.ts';
import { isBlank } from '../../util/text.ts';
import { endingOf } from './code-endings.ts';

/** Blocks of code of an answer, as files. */

/** A block of code. */
export interface CodeBlock {
  text: string;
  /** Ending of its file, without a dot. */
  ending: string;
  /** Name that the answer gives the file. */
  name?: string;
}

interface OpenBlock {
  /** Signs in front of its fence: of a quote, of a list that it is in. */
  lead: string;
  fence: string;
  info: string;
  /** Line before it that says something. */
  before: string;
  /** Start of its first line in the answer. */
  start: number;
}

/** Lines that are read in one step. */
const STEP = 2000;
/** Longest line that may begin a block, or name its file, in UTF-16 units. */
const LINE = 300;
const FENCE = /^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(`{3,}|~{3,})([^\n]*)$/;

/**
 * Reads the fenced blocks of code of an answer in Markdown, as far as the answer goes: one that it was cut in, too. Returns the first
 * `most`, and how many there are. A line scanner: the parser would need minutes for what is hostile.
 */
export function* codeBlocks(markdown: string, most: number): Sliced<{ blocks: CodeBlock[]; count: number }> {
  const blocks: CodeBlock[] = [];
  let count = 0;
  let open: OpenBlock | undefined;
  let before = '';
  let line = 0;

  function* close({ start, ...block }: OpenBlock, end: number): Sliced<void> {
    if (isBlank(markdown.slice(start, end))) return;
    count += 1;
    if (count > most) return;
    yield;
    const text = withoutLead(markdown.slice(start, end), block.lead);
    blocks.push({ text, ...kindOf(block, text) });
  }

  for (let at = 0; at <= markdown.length; ) {
    const found = markdown.indexOf('\n', at);
    const end = found < 0 ? markdown.length : found;
    const head = markdown.slice(at, Math.min(end, at + LINE)).trimEnd();
    const fence = end - at <= LINE ? FENCE.exec(head) : null;
    if (open) {
      if (fence && closes(fence, open)) {
        yield* close(open, at);
        [open, before] = [undefined, ''];
      }
    } else if (fence && !(fence[2]?.startsWith('`') && fence[3]?.includes('`'))) {
      const [, lead = '', marks = '', info = ''] = fence;
      open = { lead, fence: marks, info: info.trim(), before, start: Math.min(end + 1, markdown.length) };
    } else if (head.trim() !== '') before = head;
    at = end + 1;
    line += 1;
    if (line % STEP === 0) yield;
  }
  if (open) yield* close(open, markdown.length);
  return { blocks, count };
}

function closes([, lead = '', marks = '', info = '']: RegExpExecArray, { fence }: OpenBlock): boolean {
  return /^[ \t>]*$/.test(lead) && marks.startsWith(fence) && info.trim() === '';
}

/** Takes away what stands before each line only because of the list or the quote that the block is in. */
function withoutLead(text: string, lead: string): string {
  const body = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const signs = lead.includes('>') ? ' \\t>' : ' \\t';
  return `${lead === '' ? body : body.replace(new RegExp(`^[${signs}]{1,${lead.length}}`, 'gm'), '')}\n`;
}

/** Tells the ending of a block's file, and its name where the answer gives one that goes with the block's language. */
function kindOf({ info, before }: Pick<OpenBlock, 'info' | 'before'>, text: string): Omit<CodeBlock, 'text'> {
  const [, language = ''] = /^\{?\.?([\p{L}\p{N}+#_-]*)/u.exec(info) ?? [];
  const ending = endingOf(language);
  const first = text.slice(0, Math.min(LINE, text.indexOf('\n')));
  const lines = [info, COMMENT.exec(first)?.[1] ?? '', before].map(wordsIn);
  // What a sentence speaks of need not be the block whose language nobody tells.
  for (const words of lines.filter(({ length }) => ending !== undefined || length === 1)) {
    const [name, another] = words.filter((word) => {
      const own = FILE_NAME.test(word) ? endingOf(word.slice(word.lastIndexOf('.') + 1)) : undefined;
      return own !== undefined && (ending === undefined || own === ending);
    });
    if (name !== undefined && another === undefined) return { ending: ending ?? 'txt', name };
  }
  return { ending: ending ?? 'txt' };
}

/** A line that is a comment with one word, in most languages. */
const COMMENT = /^\s{0,20}(?:#|\/\/|--|;|%|<!--|\/\*)\s{0,20}(\S{1,100})\s{0,20}(?:-->|\*\/)?$/;

/** Words of a line as names of files can be, without their folders and what marks them, each once. */
function wordsIn(line: string): string[] {
  const words = line.split(/[\s#`"'“”«»*()[\]{}=,;:<>|/\\]+/).map((word) => word.replace(/\.+$/, ''));
  return [...new Set(words.filter((word) => word !== ''))];
}

const FILE_NAME = /^[\w-][\w.-]{0,59}\.[a-z\d]{1,12}$/i;
