import type { Texts } from '../locales/index.ts';
import type { Log, Resolved } from '../ports/index.ts';
import { interruptionOf } from '../util/abort.ts';
import { type Fault, isFault } from '../util/errors.ts';
import { escapeMarkdown } from '../util/text.ts';

/** Turns a failure into one sentence for the user and one structured line for the operator; neither holds the other's part. */
export type Explain = (error: unknown) => string;

/** Explains failures of one answer. `toOwner`: it is for one of the bot's owners, who is told what to mend. */
export function createExplain(
  texts: Texts,
  log: Log,
  { conversation, key }: Pick<Resolved, 'conversation' | 'key'>,
  toOwner = false,
): Explain {
  return (error) => {
    if (!isFault(error)) {
      log.error({ conversation, key, error }, 'The answer failed for a reason of our own');
      return texts('error.internal');
    }
    const { requestId, status, code, param, advice } = error.facts;
    log.error(
      { conversation, key, kind: error.kind, requestId, status, code, param, advice, cause: error.cause },
      `The model gave no answer: ${error.message}`,
    );
    return sentence(error, texts, toOwner);
  };
}

/** Ending of an answer that failed or was interrupted, with a sentence about it. */
export interface Failure {
  reason: 'stop' | 'timeout' | 'error';
  notice: string;
}

/** Throws the signal's reason where the answer is not to end: it goes on in the next life, or is begun anew. */
export function failureOf(error: unknown, signal: AbortSignal, texts: Texts, explain: Explain): Failure {
  const interruption = interruptionOf(signal);
  if (interruption === 'stop') return { reason: 'stop', notice: texts('stop.mark') };
  if (interruption === 'timeout') return { reason: 'timeout', notice: texts('end.timeout') };
  if (interruption) throw signal.reason;
  return { reason: 'error', notice: explain(error) };
}

function sentence({ kind, facts }: Fault, texts: Texts, toOwner: boolean): string {
  const about = toOwner ? 'mend' : 'error';
  if (facts.lacks === 'vision') return texts('media.blind');
  if (facts.code === 'reworded') return texts('speak.reworded');
  switch (kind) {
    case 'model_unknown':
      return texts(`${about}.model_unknown`, { model: escapeMarkdown(String(facts.param ?? '')) });
    case 'model_rejected': {
      const detail = facts.param ? texts('error.model_rejected.detail', { param: escapeMarkdown(facts.param) }) : '';
      return texts(`${about}.model_rejected`, { detail });
    }
    case 'model_quota':
    case 'model_auth':
    case 'model_unreachable':
      return texts(`${about}.${kind}`);
    case 'model_busy':
    case 'model_too_long':
    case 'model_filtered':
    case 'model_server':
    case 'model_stalled':
    case 'model_cut':
    case 'model_empty':
    case 'model_spent':
    case 'storage':
      return texts(`error.${kind}`);
    default:
      return texts('error.internal');
  }
}
