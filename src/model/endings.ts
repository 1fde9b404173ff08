/** Ending of an answer: as it should, by a limit, by the service's rules, or broken off. */
export type Finish = 'complete' | 'length' | 'filtered' | 'cut';

/**
 * Words for endings, in lower case; any other is a complete answer. OpenAI knows `stop`, `length`, `content_filter`. The
 * others are those of services behind gateways that pass them on: Gemini, Anthropic, Mistral, DeepSeek, Zhipu, OpenRouter.
 */
const finishByReason: ReadonlyMap<string, Finish> = new Map([
  ['length', 'length'],
  ['max_tokens', 'length'], // Gemini, Anthropic
  ['max_output_tokens', 'length'],
  ['model_length', 'length'], // Mistral
  ['model_context_window_exceeded', 'length'], // Anthropic
  ['content_filter', 'filtered'],
  ['safety', 'filtered'], // Gemini, this and the next
  ['recitation', 'filtered'],
  ['prohibited_content', 'filtered'],
  ['blocklist', 'filtered'],
  ['spii', 'filtered'],
  ['image_safety', 'filtered'],
  ['sensitive', 'filtered'], // Zhipu
  ['error', 'cut'], // OpenRouter, Mistral
  ['network_error', 'cut'], // Zhipu
  ['insufficient_system_resource', 'cut'], // DeepSeek
  ['abort', 'cut'], // SGLang
  ['aborted', 'cut'],
  ['cancelled', 'cut'],
  ['other', 'cut'], // Gemini
] as const);

/** Reads why an answer ended; undefined while it goes on. */
export function finishOf(reason: unknown): Finish | undefined {
  if (typeof reason !== 'string' || reason === '') return undefined;
  return finishByReason.get(reason.slice(0, 40).toLowerCase()) ?? 'complete';
}
