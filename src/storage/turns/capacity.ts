import type { Places } from '../../ports/index.ts';
import type { StoredTurn } from './stored-turn.ts';

/**
 * Bounds for turns, so that neither a chat with a pause of an hour nor one busy person silences the others. A chat may fill
 * half of the bound with turns that have no final answer. All of it is open to turns that only wait to show theirs.
 */
const SHARE_OF_CHAT = 1 / 2;
/** Most that one person may fill, whatever the bound says. */
const SHARE_OF_PERSON = 1 / 2;
/** All turns of one person, as a multiple of the bound. */
const PERSON_PER_BOUND = 3;
/**
 * All turns of a surface, as a multiple of the bound, for answers that wait are kept in memory. Neither one person nor a few
 * chats can fill it, and where more have to wait, so has the whole platform (src/delivery/scheduler.ts).
 */
const ALL_PER_BOUND = 5;

/** Turns that run, on a surface, in one chat of it or of one person there. */
interface Load {
  /** Turns without a final answer. */
  asking: number;
  all: number;
}

/** Bounds how many turns run at once: on each surface by itself, in one chat of it and of one person. */
export class Capacity {
  readonly #limit: number;
  readonly #ofPerson: number;
  /** By surface, by chat, and by person. */
  readonly #loads = new Map<string, Load>();
  #asking = 0;
  /** Waits for a moment in which nothing asks. */
  #onQuiet: (() => void) | undefined;
  /** A turn found no room since this was last set to false. */
  full = false;

  constructor({ turns, ofPerson = 0 }: Places) {
    this.#limit = unbounded(turns);
    this.#ofPerson = ofPerson > 0 ? Math.min(ofPerson, this.#limit * SHARE_OF_PERSON) : this.#limit;
  }

  /** Each surface has a bound of its own: one that makes its turns wait for an hour must not silence the others. */
  hasRoom(turn: StoredTurn): boolean {
    const limit = this.#limit;
    const fits = (place: string, asking: number, all: number) => {
      const load = this.#loads.get(place);
      return !load || ((turn.final !== undefined || load.asking < asking) && load.all < all);
    };
    const [surface, chat, person] = placesOf(turn);
    const room =
      fits(surface, limit, limit * ALL_PER_BOUND) &&
      fits(chat, limit * SHARE_OF_CHAT, limit) &&
      fits(person, this.#ofPerson, limit * PERSON_PER_BOUND);
    this.full ||= !room;
    return room;
  }

  /** Chooses the turn to start next: the oldest of those whose people have the fewest at work. */
  next(ready: readonly StoredTurn[], may: (turn: StoredTurn) => boolean): StoredTurn | undefined {
    let chosen: StoredTurn | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const turn of ready) {
      if (!may(turn) || !this.hasRoom(turn)) continue;
      const [, , person] = placesOf(turn);
      const atWork = this.#loads.get(person)?.asking ?? 0;
      if (atWork >= fewest) continue;
      chosen = turn;
      fewest = atWork;
      if (atWork === 0) break;
    }
    return chosen;
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

function unbounded(bound: number): number {
  return bound > 0 ? bound : Number.POSITIVE_INFINITY;
}

/** Surface, pacing key of a place on it, and person there. */
function placesOf({ facts: { surface, pace, person } }: StoredTurn): [surface: string, place: string, person: string] {
  return [surface, `${surface} ${pace}`, `${surface} by ${person}`];
}
