import type { BatchOutcome, Model, ModelCatalog, ModelRequest } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';

/** Parameters that may be left out of one request. */
const LEFT_OUT = 5;

export interface AskParts {
  model: Pick<Model, 'stream'>;
  models: Pick<ModelCatalog, 'noteRefusal'>;
}

/**
 * Asks for one line, and again without a parameter that the service refuses. Rejects with a Fault of a ModelFaultKind, and with the
 * signal's reason.
 */
export async function askLine(
  { model, models }: AskParts,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  let asked = request;
  for (let count = 0; ; count += 1) {
    try {
      return await answerTo(model, asked, signal);
    } catch (error) {
      const refused = isFault(error, 'model_rejected') ? models.noteRefusal(asked.model, error.facts) : undefined;
      if (refused === undefined || asked[refused] === undefined || count >= LEFT_OUT) throw error;
      const { [refused]: _, ...rest } = asked;
      asked = rest;
    }
  }
}

async function answerTo(
  model: Pick<Model, 'stream'>,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  let answer = '';
  for await (const event of model.stream(request, signal)) {
    if (event.type === 'text') answer += event.delta;
    else if (event.type === 'reset') answer = event.keeps ?? '';
    else if (event.type === 'again') answer = '';
    else if (event.type === 'end') {
      const { reason, usage } = event;
      return { answer, reason, ...(usage ? { usage } : {}) };
    }
  }
  throw new Error('The answer ended without an ending');
}
