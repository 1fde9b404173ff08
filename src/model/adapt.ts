import type { Fault } from '../util/errors.ts';
import { fields } from './json.ts';

/** Changes to the form of a request, for services that refuse what others want. */

export type Body = Readonly<Record<string, unknown>>;

/** Change that was made for a service; `no_` and the name of a field leaves that out. */
export type Adaptation = 'system_as_user' | 'other_limit' | `no_${string}`;

/** Fields that a request has besides what people choose; without them it is the same request. */
const OPTIONAL = [
  ...['stream_options', 'store', 'safety_identifier', 'prompt_cache_key', 'detail', 'max_tool_calls', 'include'],
  // Of pictures, transcripts and speech.
  ...['stream', 'partial_images', 'response_format', 'languages', 'language'],
];

/** Names of the answer's limit in the chat API, the older one first. */
const LIMITS = ['max_tokens', 'max_completion_tokens'] as const;

/** Finds the change that a refusal asks for; undefined where it is none of these, or was made already. */
export function adaptationFor({ kind, facts }: Fault, made: readonly string[]): Adaptation | undefined {
  const { param = '', unsupported = false } = facts;
  if (kind !== 'model_rejected') return undefined;
  const change = changeFor(param, unsupported);
  return change && !made.includes(change) ? change : undefined;
}

function changeFor(param: string, unsupported: boolean): Adaptation | undefined {
  if (param === 'system' || param === 'instructions') return 'system_as_user';
  if (OPTIONAL.includes(param)) return `no_${param}`;
  if (param === 'reasoning.summary') return 'no_summary';
  return unsupported && LIMITS.some((name) => name === param) ? 'other_limit' : undefined;
}

/** The optional fields, those first that servers learned last: each group leaves as one. */
const newestFirst: readonly (readonly string[])[] = [
  ['verbosity', 'text'],
  ['reasoning_effort', 'reasoning'],
  ['safety_identifier', 'prompt_cache_key'],
  ['include'],
  ['store'],
  ['stream_options'],
  ['top_p'],
  ['temperature'],
  ['max_tokens', 'max_completion_tokens', 'max_output_tokens'],
];

/** Names the newest optional fields of a body; none where it has only what it must have. */
export function newestFields(body: Body): readonly string[] {
  const group = newestFirst.find((names) => names.some((name) => body[name] !== undefined)) ?? [];
  return group.filter((name) => body[name] !== undefined);
}

/** Makes the changes to a body. */
export function adapted(body: Body, changes: readonly string[]): Body {
  if (changes.length === 0) return body;
  const made = { ...body };
  for (const change of changes) {
    if (change === 'system_as_user') moveInstructions(made);
    else if (change === 'other_limit') renameLimit(made);
    else if (change === 'no_summary') leaveOutSummary(made);
    else if (change === 'no_detail') leaveOutDetail(made);
    else delete made[change.slice('no_'.length)];
  }
  return made;
}

function renameLimit(body: Record<string, unknown>): void {
  const [from] = LIMITS.filter((name) => body[name] !== undefined);
  if (from === undefined) return;
  const limit = body[from];
  delete body[from];
  body[from === LIMITS[0] ? LIMITS[1] : LIMITS[0]] = limit;
}

function leaveOutSummary(body: Record<string, unknown>): void {
  const { summary: _, ...reasoning } = fields(body['reasoning']);
  body['reasoning'] = Object.keys(reasoning).length > 0 ? reasoning : undefined;
}

/** Puts the instructions in front of the first thing that was said. The roles still take turns. */
function moveInstructions(body: Record<string, unknown>): void {
  const name = body['input'] === undefined ? 'messages' : 'input';
  const list = Array.isArray(body[name]) ? body[name].map(fields) : [];
  const [first] = list;
  const instructions = body['instructions'] ?? (first?.['role'] === 'system' ? first['content'] : undefined);
  if (typeof instructions !== 'string') return;
  delete body['instructions'];
  const [asked, ...others] = first?.['role'] === 'system' ? list.slice(1) : list;
  body[name] =
    asked?.['role'] === 'user'
      ? [{ ...asked, content: behind(instructions, asked['content'], name) }, ...others]
      : [{ role: 'user', content: instructions }, ...(asked ? [asked, ...others] : [])];
}

function behind(instructions: string, content: unknown, name: 'input' | 'messages'): unknown {
  if (!Array.isArray(content)) return `${instructions}\n\n${String(content)}`;
  return [{ type: name === 'input' ? 'input_text' : 'text', text: instructions }, ...content];
}

/** Leaves the pains out that the model is to take over pictures. */
function leaveOutDetail(body: Record<string, unknown>): void {
  const name = body['input'] === undefined ? 'messages' : 'input';
  const list = Array.isArray(body[name]) ? body[name].map(fields) : [];
  body[name] = list.map((message) => {
    const { content } = message;
    return Array.isArray(content) ? { ...message, content: content.map(fields).map(withoutDetail) } : message;
  });
}

function withoutDetail({ detail: _, ...part }: Readonly<Record<string, unknown>>): object {
  const { image_url: picture } = part;
  if (typeof picture !== 'object') return part;
  const { detail: __, ...address } = fields(picture);
  return { ...part, image_url: address };
}
