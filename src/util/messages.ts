import type { ModelEvent, ModelMessage } from '../ports/index.ts';

/** Makes a message of words alone. */
export function saying(role: ModelMessage['role'], text: string): ModelMessage {
  return { role, parts: [{ type: 'text', text }] };
}

/** Gives the words of a message, its parts as paragraphs. */
export function wordsOf({ parts }: Pick<ModelMessage, 'parts'>): string {
  const [first] = parts;
  if (parts.length === 1 && first?.type === 'text') return first.text;
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** Part of an answer that is there: asked for anew, it would be said, done or paid for twice. */
export type Begun = 'words' | 'picture' | 'call' | undefined;

/** Tells what is there of an answer once `event` has come. `before`: what was. A reset takes back words, and neither a picture nor a call. */
export function begunBy({ type }: ModelEvent, before: Begun): Begun {
  if (before === 'picture' || type === 'drawing' || type === 'picture') return 'picture';
  if (before === 'call' || type === 'call') return 'call';
  if (type === 'reset') return undefined;
  return type === 'text' ? 'words' : before;
}
