import type { ServerResponse } from 'node:http';

/** How the model is to answer. */
export interface Plan {
  /** Words, each a piece of the stream. */
  words: number;
  /** 0: all at once. */
  wordsPerSecond: number;
}

/** Writes an answer of the Chat Completions API; resolves when its last word is written. */
export async function answerModel(response: ServerResponse, id: number, plan: Plan, stream: boolean): Promise<void> {
  const words = ['Here ', ...Array.from({ length: Math.max(0, plan.words - 2) }, (_, at) => filler(at)), `e${id}e`];
  if (!stream) {
    await pause(plan.wordsPerSecond > 0 ? (words.length * 1000) / plan.wordsPerSecond : 0);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(whole(words.join(''))));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const ending = `${chunk({}, 'stop')}${usage}data: [DONE]\n\n`;
  if (plan.wordsPerSecond === 0) {
    response.end(words.map((word) => chunk({ content: word })).join('') + ending);
    return;
  }
  const started = performance.now();
  for (const [at, word] of words.entries()) {
    // By the clock, so that timers' lateness does not add up.
    await pause(started + (at * 1000) / plan.wordsPerSecond - performance.now());
    if (response.destroyed) return;
    // The last word comes with the end, as it does in one packet from a real service.
    response.write(chunk({ content: word }) + (at === words.length - 1 ? ending : ''));
  }
  response.end();
}

/** Answers without end, as fast as it is read. */
export async function spew(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const piece = chunk({ content: 'x'.repeat(1000) });
  while (!response.destroyed) {
    if (!response.write(piece)) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const fillers = ['some ', 'words ', 'of ', 'an ', 'answer, ', 'which ', 'is ', 'long. '];
const filler = (at: number) => fillers[at % fillers.length] ?? 'word ';

function chunk(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices })}\n\n`;
}

const head = { id: 'chatcmpl-1', created: 1_760_000_000, model: 'bench', system_fingerprint: 'fp_1' };
const counted = { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 };
const usage = `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [], usage: counted })}\n\n`;

function whole(content: string): object {
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
  return { ...head, object: 'chat.completion', choices, usage: counted };
}

function pause(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}
