import type { StoredTurn } from './stored-turn.ts';

/**
 * Bounds for turns, so that a chat with a pause of an hour does not silence the others. It may fill half of the bound
 * with turns that have no final answer. All of it is open to turns that only wait to show theirs.
 */
const SHARE_OF_CHAT = 1 / 2;
/**
 * All turns of a surface, as a multiple of the bound, for answers that wait are kept in memory. Two chats cannot fill it, and
 * where more have to wait, so has the whole platform (src/delivery/scheduler.ts).
 */
const ALL_PER_BOUND = 3;

/** Turns that run, on a surface or in one chat of it. */
interface Load {
  /** Turns without a final answer. */
  asking: number;
  all: number;
}

/** Bounds how many turns run at once: on each surface by itself, and in one chat of it. */
export class Capacity {
  readonly #limit: number;
  /** By surface, and by chat. */
  readonly #loads = new Map<string, Load>();
  #asking = 0;
  /** Waits for a moment in which nothing asks. */
  #onQuiet: (() => void) | undefined;
  /** A turn found no room since this was last set to false. */
  full = false;

  /** `concurrency`: turns at once on each surface whose answer is not final; 0: no bound. */
  constructor(concurrency: number) {
    this.#limit = concurrency > 0 ? concurrency : Number.POSITIVE_INFINITY;
  }

  /** Each surface has a bound of its own: one that makes its turns wait for an hour must not silence the others. */
  hasRoom(turn: StoredTurn): boolean {
    const limit = this.#limit;
    const fits = (place: string, asking: number, all: number) => {
      const load = this.#loads.get(place);
      return !load || ((turn.final !== undefined || load.asking < asking) && load.all < all);
    };
    const [surface, chat] = placesOf(turn);
    const room = fits(surface, limit, limit * ALL_PER_BOUND) && fits(chat, limit * SHARE_OF_CHAT, limit);
    this.full ||= !room;
    return room;
  }

  /** Counts a turn in; the functions it returns count it out, first as one that asks, then as one that runs. */
  enter(turn: StoredTurn): { finalized(): void; left(): void } {
    const places = placesOf(turn);
    let asking = turn.final === undefined;
    const add = (part: keyof Load, more: 1 | -1) => {
      for (const place of places) {
        const load = this.#loads.get(place) ?? { asking: 0, all: 0 };
        load[part] += more;
        if (load.all > 0 || load.asking > 0) this.#loads.set(place, load);
        else this.#loads.delete(place);
      }
    };
    const ask = (more: 1 | -1) => {
      add('asking', more);
      this.#asking += more;
      if (this.#asking === 0) this.#onQuiet?.();
    };
    add('all', 1);
    if (asking) ask(1);
    const finalized = () => {
      if (!asking) return;
      asking = false;
      ask(-1);
    };
    return {
      finalized,
      left() {
        finalized();
        add('all', -1);
      },
    };
  }

  /** Tells whether no turn is working on its answer. Turns with a final answer only wait for their platform. */
  isQuiet(): boolean {
    return this.#asking === 0;
  }

  /** Resolves once nothing asks. One at a time may wait for that. */
  quiet(): Promise<void> {
    if (this.isQuiet()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onQuiet = resolve;
    });
  }
}

/** Surface, and pacing key of a place on it. */
function placesOf({ facts: { surface, pace } }: StoredTurn): [surface: string, place: string] {
  return [surface, `${surface} ${pace}`];
}
