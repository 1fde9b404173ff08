import type { BranchExchange } from '../../conversation/exchange.ts';
import type { ModelEvent } from '../../ports/index.ts';
import { type Fault, isFault } from '../../util/errors.ts';
import { type Begun, begunBy } from '../../util/messages.ts';
import { escapeMarkdown } from '../../util/text.ts';
import type { Asked, Observer, RequestParts } from './parts.ts';
import { modelFor } from './request.ts';
import { askUnbroken } from './unbroken.ts';

/**
 * Streams an answer of the model that is chosen. Where it cannot answer, those to fall back on are asked in turn, for this
 * question alone and before a word is shown. The person is told which of them answered. Where none can, the failure of the
 * chosen one is thrown.
 */
export function askChain(...asking: Parameters<typeof askUnbroken>): AsyncGenerator<ModelEvent> {
  // Without others, each event is spared a way through one generator more.
  const [{ models }] = asking;
  return models.fallbacks().length > 0 ? askInTurn(...asking) : askUnbroken(...asking);
}

async function* askInTurn(
  parts: RequestParts,
  asked: Asked,
  turns: readonly BranchExchange[],
  observer: Observer,
): AsyncGenerator<ModelEvent> {
  const { models, clock, log, texts, signal } = parts;
  const wanted = modelFor(parts, asked);
  const others = [...models.fallbacks(wanted)];
  const startedAt = clock.elapsed();
  let now = parts;
  let failure: Fault | undefined;
  for (;;) {
    const told = { model: escapeMarkdown(now.instead?.model ?? wanted), wanted: escapeMarkdown(wanted) };
    let begun: Begun;
    try {
      for await (const event of askUnbroken(now, asked, turns, observer)) {
        begun = begunBy(event, begun);
        if (event.type === 'end' && now.instead) observer.note(texts('chain.other', told));
        yield event;
      }
      return;
    } catch (error) {
      const next = others.shift();
      if (begun || signal.aborted || !isFault(error) || !isElsewhereBetter(error))
        throw begun ? error : (failure ?? error);
      failure ??= error;
      if (!next) throw failure;
      const { kind, facts } = error;
      const from = now.instead?.model ?? wanted;
      log.warn({ from, to: next.model, kind, status: facts.status, code: facts.code }, 'Asking another model instead');
      now = { ...parts, models: models.at(next.link), instead: { ...next, waitedMs: clock.elapsed() - startedAt } };
    }
  }
}

/** Tells whether another model may answer where one failed so: the request itself was not at fault, or it needs what this one lacks. */
export function isElsewhereBetter(error: Fault): boolean {
  if (error.facts.lacks) return true;
  return isFault(
    error,
    'model_busy',
    'model_quota',
    'model_auth',
    'model_unknown',
    'model_unreachable',
    'model_server',
    'model_stalled',
    'model_cut',
  );
}
