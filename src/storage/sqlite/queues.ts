/** What a lane needs to know of a turn. */
export interface Queued {
  /** Counts up in the order of acceptance. */
  readonly id: number;
  /** Whose order it keeps. */
  readonly lane: string;
}

interface Lane<T> {
  turns: T[];
  /** Its oldest turn has been taken, or rests before another try. */
  held: boolean;
}

/**
 * The order of open turns, in memory, so that no query looks for work: one lane a conversation as a rule, of which only the
 * oldest turn may be taken; among the lanes, the oldest turn goes first.
 */
export class Lanes<T extends Queued> {
  readonly #lanes = new Map<string, Lane<T>>();
  /** Heads of lanes that are not held, ascending by id. */
  readonly #ready: T[] = [];

  /** Adds the newest turn of its lane. */
  add(turn: T): void {
    const lane = this.#lanes.get(turn.lane);
    if (lane) {
      lane.turns.push(turn);
      return;
    }
    this.#lanes.set(turn.lane, { turns: [turn], held: false });
    this.#makeReady(turn);
  }

  /** Takes the oldest turn whose lane is free and that `may` be taken, and holds the lane; undefined when there is none. */
  take(may: (turn: T) => boolean): T | undefined {
    const turn = this.#ready.find(may);
    if (turn) this.takeThis(turn);
    return turn;
  }

  /** Takes this very turn out of its turn among the lanes, if it is the head of a free one. */
  takeThis(turn: T): boolean {
    const index = this.#ready.indexOf(turn);
    const lane = this.#lanes.get(turn.lane);
    if (index < 0 || !lane) return false;
    this.#ready.splice(index, 1);
    lane.held = true;
    return true;
  }

  /** Lets go of a lane whose head was taken: the same turn is next again. */
  giveBack(name: string): void {
    const lane = this.#lanes.get(name);
    if (!lane?.held) return;
    lane.held = false;
    const [head] = lane.turns;
    if (head) this.#makeReady(head);
  }

  /** The head of a held lane is done; the next one may go. */
  finish(name: string): void {
    const lane = this.#lanes.get(name);
    if (!lane?.held) return;
    lane.turns.shift();
    if (lane.turns.length === 0) this.#lanes.delete(name);
    else this.giveBack(name);
  }

  /** Takes all turns out, in any order; no lane may be held. */
  clear(): T[] {
    const all = [...this.#lanes.values()].flatMap(({ turns }) => turns);
    this.#lanes.clear();
    this.#ready.splice(0);
    return all;
  }

  /** A lane's turns, oldest first. */
  of(name: string): readonly T[] {
    return this.#lanes.get(name)?.turns ?? [];
  }

  /** Heads that could be taken now, oldest first. */
  ready(): readonly T[] {
    return this.#ready;
  }

  #makeReady(turn: T): void {
    // Almost always the newest: look from the end.
    let at = this.#ready.length;
    while (at > 0 && (this.#ready[at - 1]?.id ?? 0) > turn.id) at--;
    this.#ready.splice(at, 0, turn);
  }
}
