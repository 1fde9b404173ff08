import type { Clock, Controls, Log, Placement, Surface, Target } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { keyed } from '../util/keyed.ts';
import { layout } from './layout.ts';
import type { Scheduler, Urgency } from './scheduler.ts';

/** Most notices on their way at once; more are dropped, as a flood of refusals must not become a flood of sends. */
const BOUND = 200;
/** A notice later than this helps nobody. */
const LIMIT_MS = 60_000;

/** `must` when absent; `spare` for those whom nobody lets in. */
type NoticeUrgency = Extract<Urgency, 'must' | 'spare'>;

export interface NoticeManner {
  urgency?: NoticeUrgency;
  controls?: Controls;
}

export interface Notifier {
  /** Sends one sentence that belongs to no turn (a refusal, a stop's answer). Best effort; never rejects. */
  notify(surface: Surface, target: Target, key: string, markdown: string, how?: NoticeManner): Promise<void>;
}

export interface NotifierParts {
  scheduler: Scheduler;
  log: Log;
  clock: Clock;
  /** Secret of the installation: keys hold ids of chats, and those leave the house only hashed with it. */
  secret: Uint8Array;
}

export function createNotifier({ scheduler, log, clock, secret }: NotifierParts): Notifier {
  let underWay = 0;

  return {
    async notify(surface, target, key, markdown, { urgency = 'must', controls } = {}) {
      if (underWay >= BOUND) {
        log.warn({ surface: surface.name }, 'Too many notices at once; one was dropped');
        return;
      }
      underWay += 1;
      const limit = new AbortController();
      void clock.sleep(LIMIT_MS, limit.signal).then(
        () => limit.abort(new Error('too late')),
        () => undefined,
      );
      try {
        const [part] = await layout(markdown, await surface.renderer());
        if (!part) return;
        const placement: Placement = {
          part: 0,
          nonce: keyed(secret, 'notice', key).slice(0, 25),
          notice: true,
          ...(target.prompt === undefined ? {} : { replyTo: target.prompt }),
        };
        const content = { rendered: part.rendered, ...(controls ? { controls } : {}) };
        const call = (signal: AbortSignal) => surface.create(target, content, placement, signal);
        await scheduler.schedule({ surface, target, urgency, kind: 'create', call }, limit.signal).done;
      } catch (error) {
        log.warn({ surface: surface.name, chat: target.chat, error }, 'A notice could not be sent');
      } finally {
        underWay -= 1;
        limit.abort(OVER);
      }
    },
  };
}
