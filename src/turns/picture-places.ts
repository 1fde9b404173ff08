import { type Clock, MOST_DRAWN, type Model, type ModelEvent } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { Fault } from '../util/errors.ts';

/**
 * Places for pictures, in the whole process. A picture is in memory several times over while it is read, until it is stored.
 * It is there once more while a call takes it to its platform. One budget bounds those that are drawn, another those that are shown.
 * With one for both, who still holds places for what was drawn would wait for itself to show it.
 */
export interface PicturePlaces {
  /**
   * Waits for so many places; resolves with the way to give them back. Goes first who holds the fewest, then who asked
   * first; nobody overtakes. More than there are wait until nobody holds any. One chat gets no more than half. Rejects with the
   * signal's reason, or with Fault('model_busy') where the wait has a limit.
   */
  take(count: number, whose: Whose, signal: AbortSignal): Promise<() => void>;
}

/** Person (Actor.id) and chat (Target.chat) that pictures are for. */
export interface Whose {
  person: string;
  chat: string;
}

/** Longest wait of a person for places to draw, ms. */
export const LONGEST_WAIT_MS = 300_000;
const SHARE_OF_CHAT = 1 / 2;

interface Waiter extends Whose {
  count: number;
  admit(): void;
}

/** `most`: places there are; 0 for no bound. `limitMs`: longest wait for some; none when absent. */
export function createPicturePlaces(most: number, clock: Clock, limitMs?: number): PicturePlaces {
  const limit = most > 0 ? most : Number.POSITIVE_INFINITY;
  const waiting: Waiter[] = [];
  const held = new Map<string, number>();
  const all = 'all';
  const byPerson = ({ person }: Whose) => `person ${person}`;
  const byChat = ({ chat }: Whose) => `chat ${chat}`;
  const heldBy = (key: string) => held.get(key) ?? 0;
  const fits = (key: string, count: number, bound: number) => heldBy(key) === 0 || heldBy(key) + count <= bound;

  function hold(waiter: Waiter, more: 1 | -1): void {
    for (const key of [all, byPerson(waiter), byChat(waiter)]) {
      const now = heldBy(key) + waiter.count * more;
      if (now > 0) held.set(key, now);
      else held.delete(key);
    }
  }

  function admitNext(): void {
    for (;;) {
      const able = waiting.filter((each) => fits(byChat(each), each.count, limit * SHARE_OF_CHAT));
      const fewest = Math.min(...able.map((each) => heldBy(byPerson(each))));
      const next = able.find((each) => heldBy(byPerson(each)) === fewest);
      if (!next || !fits(all, next.count, limit)) return;
      waiting.splice(waiting.indexOf(next), 1);
      hold(next, 1);
      next.admit();
    }
  }

  /** Waits for the end of the longest wait. */
  function atMost(signal: AbortSignal): Promise<void> {
    return limitMs === undefined ? aborted(signal) : clock.sleep(limitMs, signal);
  }

  async function admitted(count: number, whose: Whose, signal: AbortSignal): Promise<Waiter> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter: Waiter = { ...whose, count, admit: resolve };
    waiting.push(waiter);
    admitNext();
    const over = new AbortController();
    const late = atMost(AbortSignal.any([signal, over.signal])).then(() => {
      throw new Fault('model_busy', 'no place for pictures came free in time');
    });
    try {
      await (waiting.includes(waiter) ? Promise.race([promise, late]) : promise);
      return waiter;
    } catch (error) {
      const at = waiting.indexOf(waiter);
      // Given and no longer wanted in the same moment.
      if (at < 0) hold(waiter, -1);
      else waiting.splice(at, 1);
      admitNext();
      throw error;
    } finally {
      late.catch(() => undefined);
      over.abort(OVER);
    }
  }

  return {
    async take(count, whose, signal) {
      signal.throwIfAborted();
      const waiter = await admitted(count, whose, signal);
      let given = true;
      return () => {
        if (!given) return;
        given = false;
        hold(waiter, -1);
        admitNext();
      };
    },
  };
}

/**
 * Makes the model one that draws only where there are places, and keeps them until `kept` fires. An answer takes those for all
 * pictures that it may have when the first is begun, and is read no further until it has them.
 */
export function placedModel(model: Model, places: PicturePlaces, whose: Whose, kept: AbortSignal): Model {
  async function place(count: number, signal: AbortSignal): Promise<void> {
    const giveBack = await places.take(count, whose, signal);
    if (kept.aborted) giveBack();
    else kept.addEventListener('abort', giveBack, { once: true });
  }

  async function* placed(answer: AsyncIterable<ModelEvent>, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    let begun = false;
    for await (const event of answer) {
      if (event.type === 'drawing' && !begun) await place(MOST_DRAWN, signal);
      begun ||= event.type === 'drawing';
      yield event;
    }
  }

  return {
    ...model,
    stream(request, signal) {
      const answer = model.stream(request, signal);
      return request.draws ? placed(answer, signal) : answer;
    },
    async generateImages(request, signal, onPreview) {
      await place(request.count, signal);
      return model.generateImages(request, signal, onPreview);
    },
  };
}

/** Rejects with a signal's reason once it fires. */
function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
