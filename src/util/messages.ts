import type { ModelMessage } from '../ports/index.ts';

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
