import type { Answer } from '../answer.ts';
import type { Call } from '../calls.ts';
import type { Heard } from '../heard.ts';

/** Calls of functions that somebody asks for by name, and what is said of their results. */

const ORDER = /^call (?=\S)/i;
/** `name` or `name {"json": "of arguments"}`, several of them with `and` between. */
const NAMED = /(?:^call |\band )([\w-]{1,64})(?: (\{[^{}]{0,400}\}))?/gi;

/** Calls what is named after "call", where that was offered; then says what came of it. */
export function called(heard: Heard, text: string): Answer | string | undefined {
  if (heard.results.length > 0) return heard.results.map(({ output }) => output).join('\n\n');
  if (!ORDER.test(text)) return undefined;
  const named = [...text.matchAll(NAMED)].map(([, name = '', json]): Call => ({ name, arguments: json ?? '{}' }));
  const calls = named.filter(({ name }) => heard.functions.includes(name));
  return calls.length > 0 ? { text: '', calls } : undefined;
}
