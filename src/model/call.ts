import type { Ability, Log } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import type { Body } from './adapt.ts';
import { type Circumstances, toModelFault } from './errors.ts';
import { createForm } from './form.ts';
import { createRetries, type RetryPolicy } from './retry.ts';
import type { Service } from './service.ts';
import { learnFrom } from './sight.ts';
import type { Taught } from './taught.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

/** Parts of calls whose answer counts as a whole: pictures, transcripts, speech. */
export interface CallParts {
  service: Service;
  taught: Taught;
  policy: RetryPolicy;
  /** Limit of a call, retries included, ms. */
  totalMs: number;
  log: Log;
}

export interface Call {
  model: string;
  /** Ability that it takes. */
  ability: Ability;
  /** Fields of the request, before the service's own wishes. */
  fields: object;
  /** A lost connection may have been an answer that is paid for: it is not asked for again. */
  dear?: true;
}

/** One attempt at a call. */
export interface CallAttempt {
  body: Body;
  key: string | undefined;
  watchdog: Watchdog;
  /** Is told when the answer has begun. */
  at: Circumstances;
}

/** Makes a call, with as many attempts as its failures are worth. Rejects with a Fault, or with the signal's reason. */
export async function call<T>(
  parts: CallParts,
  { model, ability, fields, dear }: Call,
  attempt: (attempt: CallAttempt) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const { service, policy, totalMs } = parts;
  const watchdog = createWatchdog(totalMs, signal);
  const pauseOrThrow = createRetries(policy);
  const keys = service.keys.use();
  const form = createForm(parts, { model }, fields);
  try {
    for (;;) {
      const at: Circumstances = { model, official: service.official };
      try {
        const answer = await attempt({ body: form.body(), key: await keys.next(), watchdog, at });
        form.worked();
        learnFrom(parts, model, { [ability]: true });
        return answer;
      } catch (error) {
        if (watchdog.signal.aborted) throw watchdog.signal.reason;
        const fault = toModelFault(error, at);
        if (dear && isFault(fault, 'model_unreachable', 'model_cut')) throw fault;
        if (await keys.failed(fault)) continue;
        // Neither the model nor, on some servers, the endpoint is there.
        if (isFault(fault, 'model_unknown')) learnFrom(parts, model, { [ability]: false });
        if (!form.change(fault)) await pauseOrThrow(fault, watchdog.signal);
      }
    }
  } finally {
    watchdog.stop();
  }
}
