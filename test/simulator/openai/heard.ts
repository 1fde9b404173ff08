import { countTokens } from './words.ts';

/** One message as the speaker hears it, whichever API it came by. */
export interface HeardMessage {
  role: 'system' | 'user' | 'assistant';
  text: string;
}

/** A checked request for text. */
export interface Heard {
  api: 'responses' | 'chat';
  model: string;
  system: string;
  /** Without the system's. */
  messages: HeardMessage[];
  maxTokens: number | undefined;
  stream: boolean;
  includeUsage: boolean;
  body: Record<string, unknown>;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a string or of a list of text parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('');
}

function roleOf(role: unknown): HeardMessage['role'] {
  if (role === 'assistant') return 'assistant';
  return role === 'system' || role === 'developer' ? 'system' : 'user';
}

function messagesOf(items: unknown): HeardMessage[] {
  if (typeof items === 'string') return [{ role: 'user', text: items }];
  if (!Array.isArray(items)) return [];
  return items.filter(isRecord).map((item) => ({ role: roleOf(item['role']), text: textOf(item['content']) }));
}

const integer = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** Reads a checked body of either API. */
export function hear(api: Heard['api'], body: Record<string, unknown>): Heard {
  const all = messagesOf(api === 'responses' ? body['input'] : body['messages']);
  const system = all.filter((message) => message.role === 'system').map((message) => message.text);
  if (typeof body['instructions'] === 'string') system.unshift(body['instructions']);
  const options = body['stream_options'];
  return {
    api,
    model: String(body['model']),
    system: system.join('\n'),
    messages: all.filter((message) => message.role !== 'system'),
    maxTokens: integer(body['max_output_tokens'] ?? body['max_completion_tokens'] ?? body['max_tokens']),
    stream: body['stream'] === true,
    includeUsage: isRecord(options) && options['include_usage'] === true,
    body,
  };
}

/** Tokens of the whole prompt. */
export function promptTokens(heard: Heard): number {
  const texts = [heard.system, ...heard.messages.map((message) => message.text)];
  return texts.reduce((sum, text) => sum + countTokens(text) + 4, 3);
}
