import { blindLines } from './blind-lines.ts';
import { MOST_WORDS } from './failure-body.ts';
import { overflowInAnyWords, overflowLines } from './overflow-lines.ts';
import { refusalLines } from './refusal-lines.ts';
import { toollessLines } from './toolless-lines.ts';

/**
 * Meaning of a failure, whoever words it.
 * - `overflow`: what was said, or that and the answer's limit, exceeds the window
 * - `limit`: the answer's limit is refused for itself
 * - `field`: a field, or the role of the instructions, is refused
 * - `value`: only the value of a field is refused
 * - `blind`: the model sees no pictures, and some were sent
 * - `toolless`: the model calls no functions, and some were offered
 * - `loading`: the model is being loaded; waiting helps
 * - `credit`: the limit of the answer costs more than what is left
 * - `quota`: no money or budget is left
 * - `endpoint`: nothing is served at this address
 */
export type Meaning =
  | 'overflow'
  | 'limit'
  | 'field'
  | 'value'
  | 'blind'
  | 'toolless'
  | 'loading'
  | 'credit'
  | 'quota'
  | 'endpoint';

/** Wording of one or several servers. */
export interface Line {
  means: Meaning;
  /**
   * Servers that word it so, and where that was seen: mostly an issue of a repository at github.com. `code`: public code reads
   * these words of theirs. `recalled`: nowhere that could be named.
   */
  seen: Readonly<Record<string, string>>;
  /** HTTP statuses it comes with. A failure inside a stream has none, and is never kept out by this. */
  status?: readonly number[];
  /** `code` or `type` of the failure. Either this or `words` is enough. */
  code?: string;
  /**
   * Words of the failure. Groups: `limit` (tokens of the window), `asked` (tokens asked for, with the answer's limit), `input`
   * and `output` (its two parts), `field` (name of a field).
   */
  words?: RegExp;
  /** Name of the field, where the words have none of ours. `system`: the role of the instructions. */
  field?: string;
  /** Words that tell another meaning. */
  unless?: RegExp;
  /** The limit is one of tokens a minute: this request would never fit, though others were made. */
  paced?: true;
}

/** Lines of the table; the first that fits counts. */
export const lines: readonly Line[] = [
  ...overflowLines,
  ...blindLines,
  ...toollessLines,
  ...refusalLines,
  ...overflowInAnyWords,
];

/** Meaning of a failure, and the numbers and the field it names. */
export interface Meant {
  line: Line;
  /** Tokens. */
  limit?: number;
  asked?: number;
  input?: number;
  output?: number;
  field?: string;
}

/** Failure as far as the table reads it. */
interface Told {
  message: string;
  code?: string | undefined;
  type?: string | undefined;
  limit?: number;
  asked?: number;
}

/** Finds the line of the table that a failure fits. */
export function meaningOf(failure: Told, status: number | undefined): Meant | undefined {
  const words = failure.message.slice(0, MOST_WORDS);
  for (const line of lines) {
    if (status !== undefined && line.status && !line.status.includes(status)) continue;
    const match = line.words?.exec(words);
    if (match && line.unless?.test(words)) continue;
    if (!match && (line.code === undefined || (line.code !== failure.code && line.code !== failure.type))) continue;
    const meant = read(line, match?.groups ?? {}, failure);
    if (fits(meant)) return meant;
  }
  return undefined;
}

function read(line: Line, groups: Readonly<Record<string, string | undefined>>, failure: Told): Meant {
  const meant: Meant = { line };
  for (const name of ['limit', 'asked', 'input', 'output'] as const) {
    const value = groups[name];
    if (value !== undefined) meant[name] = Number(value.replaceAll(',', ''));
  }
  if (failure.limit !== undefined) meant.limit ??= failure.limit;
  if (failure.asked !== undefined) meant.input ??= failure.asked;
  const field = line.field ?? groups['field'] ?? groups['field2'];
  if (field !== undefined) meant.field = field.toLowerCase();
  return meant;
}

/** Fields that we may send, by the names of either API. */
const OURS: ReadonlySet<string> = new Set([
  'system',
  'instructions',
  'stream_options',
  'store',
  'safety_identifier',
  'prompt_cache_key',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'temperature',
  'top_p',
  'reasoning_effort',
  'reasoning',
  'reasoning.effort',
  'reasoning.summary',
  'text',
  'text.verbosity',
  'verbosity',
  'detail',
  'tools',
  'max_tool_calls',
  'include',
  'stream',
  'partial_images',
  'response_format',
  'languages',
  'language',
  'voice',
]);

/** A pace that is exceeded by many requests together is none of this one's; a field must be one of ours. */
function fits({ line, limit = 0, asked = 0, field }: Meant): boolean {
  if (line.paced) return asked > limit;
  return (line.means !== 'field' && line.means !== 'value') || OURS.has(field ?? '');
}
