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

/**
 * Tells whether something of an answer is there once `event` has come: asked for anew, it would be said or paid for twice.
 * `before`: whether something was.
 */
export function isBegun({ type }: ModelEvent, before: boolean): boolean {
  return type === 'text' || type === 'drawing' || type === 'picture' || (before && type !== 'reset');
}
