import {
  type Ability,
  type BatchService,
  type Clock,
  type Log,
  MOST_DRAWN,
  type Model,
  type ModelEvent,
  type ModelLink,
  type ModelRequest,
} from '../ports/index.ts';
import { systemClock } from '../util/clock.ts';
import { Fault, isFault } from '../util/errors.ts';
import { type Begun, begunBy } from '../util/messages.ts';
import { bodyOf, PATHS, refuseParameters } from './body.ts';
import { createChatReader } from './chat.ts';
import { fetchFiles } from './code-files.ts';
import type { Circumstances } from './errors.ts';
import { type Answer, answerOf } from './fetch.ts';
import { createForm } from './form.ts';
import type { KeySource } from './keys.ts';
import { createLazyBatches } from './lazy-batches.ts';
import { createLeave } from './leave.ts';
import { MOST_PICTURE } from './picture-parts.ts';
import { picturesOf, type Written, written } from './pictures.ts';
import { createResponsesReader } from './responses-reader.ts';
import { createRetries, type RetryPolicy } from './retry.ts';
import { createService, headersFor, type Service } from './service.ts';
import { createSight } from './sight.ts';
import { createEventDecoder } from './sse.ts';
import { readStream } from './stream.ts';
import { createTaught, type Taught } from './taught.ts';
import { createThinker } from './think.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

export { acceptedParameters, refusedParameters } from './capabilities.ts';
export { imageProblem } from './image-models.ts';

/** Service that has other models. Its API is told by its address. */
export interface OtherService extends Pick<ModelOptions, 'keys' | 'baseUrl'> {
  link: string;
}

/** Times are in ms; 0 means no limit. */
export interface ModelOptions {
  keys: KeySource;
  /** Is told keys that come while the program runs: no line that it prints may hold one. */
  hide?: ((keys: readonly string[]) => void) | undefined;
  /** With `/v1`, e.g. `https://api.openai.com/v1`. */
  baseUrl: string;
  /** `auto`: responses at OpenAI itself, chat elsewhere. */
  api: 'auto' | 'responses' | 'chat';
  /**
   * True if the service is OpenAI or stands in for it, and knows all of its fields. Default: told by the host of
   * `baseUrl`.
   */
  official?: boolean;
  /** Further services, by their names: requests say which is meant. */
  others?: readonly OtherService[];
  /** Secret of the installation, 32 bytes. Only keyed hashes of people's ids leave the house. */
  secret: Uint8Array;
  /** Lessons of the service, shared with the catalog; forgotten with the model where absent. */
  taught?: Taught;
  /** Limit until the first event of a stream. Default 120 s. */
  firstMs?: number;
  /** Limit between two events. Default 45 s. */
  idleMs?: number;
  /** Limit of a whole call, retries included. Default 10 min. */
  totalMs?: number;
  /** Most bytes of one stream: words, reasoning, comments. Default 64 MiB. */
  streamBytes?: number;
  /** Most further attempts while no text has arrived. Default 2. */
  retries?: number;
  clock?: Clock;
  /** Random number from 0 up to 1, for jitter. */
  random?: () => number;
  log: Log;
}

/** Model that is looked at. With an `ability` it is for that alone, and not missed where its service has none such. */
export interface CheckedModel extends ModelLink {
  ability?: Ability;
}

/** A Model that can be made ready, and looked at, ahead of its first use. */
export interface WarmableModel extends Model {
  /** Loads the client, which costs 0.1 s and 34 MB; without it the first call does. */
  warm(): Promise<void>;
  /** Batches of the main service. */
  readonly batches: BatchService;
  /** Warns of a service, a key and models that are wrong, and asks what models can do. Never rejects. */
  check(models: readonly CheckedModel[], signal: AbortSignal): Promise<void>;
}

/** Asks OpenAI, or a server compatible with it, through its official client. */
export function createModel(options: ModelOptions): WarmableModel {
  const { firstMs = 120_000, idleMs = 45_000, totalMs = 600_000, streamBytes = 64 * 1024 * 1024 } = options;
  const clock = options.clock ?? systemClock;
  const main = createService({ ...options, clock });
  const { others = [], secret, log, hide } = options;
  const services = new Map(
    others.map(({ link, ...of }) => [link, createService({ ...of, api: 'auto', secret, clock, log, hide })]),
  );
  const taught = options.taught ?? createTaught();
  const policy: RetryPolicy = {
    retries: options.retries ?? 2,
    loadingMs: firstMs > 0 ? firstMs : totalMs,
    clock,
    random: options.random ?? Math.random,
    log: options.log,
  };

  /** For what the main service alone does. */
  const parts = { service: main, taught, policy, totalMs, log };

  return {
    batches: createLazyBatches(parts),

    async warm() {
      await main.client();
    },

    async check(models, signal) {
      const [{ checkService, limited }, { listingOf, surveyService }] = await Promise.all([
        import('./check.ts'),
        import('./survey.ts'),
      ]);
      for (const link of new Set(models.map((each) => each.link))) {
        const service = serviceOf(link);
        const own = models.filter((each) => each.link === link);
        const names = own.filter(({ ability }) => ability === undefined).map(({ model }) => model);
        const look = { signal: limited(signal), key: await service.keys.use().next() };
        const listing = service.official ? undefined : await listingOf(service, look);
        await checkService(service, [...new Set(names)], { log, listing, signal });
        await surveyService({ service, taught, link, listing, log }, own, () => limited(signal));
      }
    },

    async *stream(request, signal) {
      signal.throwIfAborted();
      const service = serviceOf(request.link);
      refuseParameters(request, service);
      const sight = createSight(taught, request, service);
      const leave = createLeave({ taught, service, log }, request);
      const watchdog = createWatchdog(leftOf(totalMs, request), signal);
      const pauseOrThrow = createRetries(policy);
      let form = formOf(leave.request, service);
      const keys = service.keys.use();
      let begun: Begun;
      try {
        for (;;) {
          try {
            const sent = { request: leave.request, body: form.body(), key: await keys.next() };
            for await (const event of attempt(service, sent, watchdog, signal)) {
              begun = begunBy(event, begun);
              if (begun || event.type === 'end' || event.type === 'working') {
                form.worked();
                sight.worked();
                leave.worked(event);
              }
              yield event;
            }
            return;
          } catch (error) {
            if (begun || watchdog.signal.aborted) throw error;
            sight.failed(error);
            if (leave.withdraw(error)) form = formOf(leave.request, service);
            else {
              const hasKey = isFault(error) && (await keys.failed(error));
              if (!hasKey && !form.change(error)) await pauseOrThrow(error, watchdog.signal);
            }
          }
          yield { type: 'again' };
        }
      } finally {
        watchdog.stop();
      }
    },

    // Whoever exchanges words alone never loads any of this.
    async generateImages(request, signal, onPreview) {
      const { drawImages } = await import('./images.ts');
      return drawImages(parts, request, signal, onPreview);
    },
    async transcribe(request, signal) {
      const { transcribe } = await import('./transcription.ts');
      return transcribe(parts, request, signal);
    },
    async speak(request, signal) {
      const { speak } = await import('./speech.ts');
      return speak({ ...parts, limits: { firstMs, idleMs } }, request, signal);
    },
  };

  function formOf(request: ModelRequest, service: Service) {
    return createForm({ taught, log }, request, bodyOf(request, service));
  }

  async function* attempt(
    service: Service,
    { request, body, key }: { request: ModelRequest; body: object; key: string | undefined },
    watchdog: Watchdog,
    caller: AbortSignal,
  ): AsyncGenerator<ModelEvent> {
    const { model, link, messages, draws } = request;
    const at: Circumstances = { model, official: service.official };
    const asked = { maker: service.maker(request), messages };
    const reader = service.api === 'responses' ? createResponsesReader(at, asked) : createChatReader(at, asked);
    const decoder = draws ? (await import('./drawn-events.ts')).createDrawnEvents() : createEventDecoder();
    const sent = written(body, picturesOf(messages));
    const open = (signal: AbortSignal) => ask(service, sent, key, signal);
    const { unmarked = false } = taught.of(model, link);
    const thinker = createThinker({ watch: !service.official, unmarked });
    const limits = { firstMs, idleMs, bytes: streamBytes + (draws ? MOST_DRAWN * MOST_PICTURE : 0) };
    for await (const event of readStream({ open, reader, decoder, at, watchdog, thinker, caller, limits })) {
      if (event.type === 'end' && reader.files.length > 0)
        yield* fetchFiles({ service, log, key }, reader.files, watchdog.signal);
      yield event;
    }
    if (thinker.unmarked !== unmarked) taught.learn(model, { unmarked: thinker.unmarked }, link);
  }

  function serviceOf(link: string | undefined): Service {
    const service = link === undefined ? main : services.get(link);
    if (!service) throw new Fault('internal', 'There is no such model service');
    return service;
  }
}

/** Least time of a call for which others were waited before, ms. */
const LEAST_MS = 10_000;

/** Limit of a call that is not the first for its question; all of them share one. */
function leftOf(totalMs: number, { waitedMs = 0 }: ModelRequest): number {
  return totalMs > 0 && waitedMs > 0 ? Math.max(LEAST_MS, totalMs - waitedMs) : totalMs;
}

/** Asks for a stream. The client builds the request and tells failures apart; stream.ts reads the body. */
async function ask(service: Service, body: Written, key: string | undefined, signal: AbortSignal): Promise<Answer> {
  const client = await service.client();
  const headers = { ...headersFor(key), ...JSON_TYPE };
  return answerOf(client.post(PATHS[service.api], { body, headers, signal, stream: true }));
}

const JSON_TYPE = { 'content-type': 'application/json' };
