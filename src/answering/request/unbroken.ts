import type { BranchExchange } from '../../conversation/exchange.ts';
import type { ModelEvent } from '../../ports/index.ts';
import { isFault } from '../../util/errors.ts';
import { isBlank } from '../../util/text.ts';
import type { Asked, Observer, RequestParts } from './parts.ts';
import { askModel } from './request.ts';

/**
 * Streams an answer. One that the service breaks off after some words goes on by itself, once, from what was said. One
 * that it breaks off after a call is asked anew. Throws what `ask` throws; a stop, a time limit and a new wording of the question end the answer as they are. So does a picture that was
 * begun: it would be paid for again.
 */
export async function* askUnbroken(
  parts: RequestParts,
  asked: Asked,
  turns: readonly BranchExchange[],
  observer: Observer,
): AsyncGenerator<ModelEvent> {
  let said = '';
  let drew = false;
  let called = false;
  try {
    for await (const event of askModel(parts, asked, turns, observer)) {
      if (event.type === 'text') said += event.delta;
      else if (event.type === 'reset') said = '';
      drew ||= event.type === 'drawing';
      called ||= event.type === 'call';
      yield event;
    }
    return;
  } catch (error) {
    const broken = isFault(error, 'model_cut', 'model_server', 'model_busy');
    if (!broken || drew || (isBlank(said) && !called) || parts.signal.aborted) throw error;
    const { requestId, status, code } = error.facts;
    parts.log.warn({ kind: error.kind, requestId, status, code }, 'An answer broke off: going on from there');
  }
  for await (const event of askModel(parts, isBlank(said) ? asked : { ...asked, said }, turns, observer)) {
    // Only what the second stream has said is taken back.
    yield event.type === 'reset' ? { ...event, keeps: said } : event;
  }
}
