import { modelFault } from './errors.ts';
import { isFailure } from './failure-body.ts';
import { fields, stringOr } from './json.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Gives the events of a stream for an answer that came whole, though a stream was asked for. Throws `model_server` for what is
 * no answer. A failure is passed on as it is: the readers tell it.
 */
export function* eventsOf(whole: Fields): Generator<Fields> {
  const { choices, output } = whole;
  if (Array.isArray(choices) && choices.length > 0) yield* ofCompletion(whole, fields(choices[0]));
  else if (Array.isArray(output)) yield* ofResponse(whole, output);
  else if (isFailure(whole)) yield whole;
  else throw modelFault('model_server', 'The service answered with no answer', { advice: 'Check OPENAI_BASE_URL.' });
}

function* ofCompletion({ usage, error }: Fields, choice: Fields): Generator<Fields> {
  const { message, text, finish_reason: reason } = choice;
  const { content, refusal, ...apart } = fields(message ?? { content: text });
  yield { choices: [{ delta: apart }], error };
  for (const part of Array.isArray(content) ? content : [content]) {
    yield { choices: [{ delta: { content: typeof part === 'string' ? part : [part] } }] };
  }
  // What came whole is complete where nobody says otherwise.
  yield { choices: [{ delta: { refusal }, finish_reason: reason ?? 'stop' }], usage };
}

function* ofResponse(response: Fields, output: readonly unknown[]): Generator<Fields> {
  for (const [index, item] of output.entries()) {
    const { type: kind, id, phase, content, summary } = fields(item);
    yield { type: 'response.output_item.added', item: { type: kind, id, phase }, output_index: index };
    for (const part of Array.isArray(summary) ? summary : []) {
      yield { type: 'response.reasoning_summary_text.delta', delta: fields(part)['text'] };
    }
    for (const part of Array.isArray(content) ? content : []) {
      const { type, text, refusal } = fields(part);
      if (type === 'output_text') yield { type: 'response.output_text.delta', delta: text, output_index: index };
      else if (type === 'refusal') yield { type: 'response.refusal.delta', delta: refusal, output_index: index };
    }
    yield { type: 'response.output_item.done', item, output_index: index };
  }
  yield { type: `response.${stringOr(response['status']) ?? 'completed'}`, response };
}
