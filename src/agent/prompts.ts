/** All that the model is told about calls of its tools. English: nobody else reads it. */

/** Stands in front of the results that no further call may follow. */
export const NO_MORE =
  'No more tools can be called for this answer. Answer now with what you know and what the tools have told you, and say what you could not find out.';

/** Result of a call that changes something and broke off, with its process or by itself, while it may have been at work. */
export const UNKNOWN =
  'It is not known whether this was done: the call was interrupted in the middle. Do not repeat it. Say so.';

export const REPEATED =
  'This is the same call as the two before it, and was not made again: its result will not change. Use the results you have, or another call.';

export const TOO_MANY = 'This call was not made: too many were made for this answer.';

export const TOO_LATE = 'This call was not made: the time for tools in this answer is over.';

/** Result of a call to which somebody has said no. */
export const REFUSED = 'The person did not allow this call: it was not made. Do not try it again; go on without it.';

export const CHANGED = 'This call was not made: the tool has changed since leave was given.';

/** Result of a call that an earlier wording of the question led to. */
export const REWORDED =
  'This call was not made: the person has changed the question. Make it again only if the new one asks for it.';

export const TOO_LONG =
  'This call was not made: it is too long to be shown to the person, who has to allow it. Make shorter calls.';

export const NOT_AVAILABLE = 'This tool is not available: it would change something, and nobody can be asked here.';

export const KEPT_BACK = 'This call was not made: the person may not use this tool.';

export const FAILED = 'The tool failed. Nothing more is known; try another way, or tell the person.';

/** Tells a model of pictures that its service drew between its words, as these do not go back to it. */
export function drewBefore(count: number): string {
  return `[Drawn by you for this answer already, and shown to the person: ${count === 1 ? 'a picture' : `${count} pictures`}.]`;
}

export const BINARY = 'The tool returned something that is no text.';

export const SLOW = 'The tool did not answer in time.';

/** Names the tools that there are to a model that calls another one. */
export function noSuchTool(names: readonly string[]): string {
  return `There is no such tool. There are: ${names.join(', ') || 'none'}.`;
}

/** Tells results to a model that knows no tools. */
export function plainResults(results: readonly { name: string; text: string }[]): string {
  return results.map(({ name, text }) => `[Result of the tool ${name}:]\n${text}`).join('\n\n');
}
