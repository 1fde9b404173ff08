/** Fields of a turn that its order depends on. */
export interface Queued {
  /** Counts up in the order of acceptance. */
  readonly id: number;
  /** Ordering key. */
  readonly queue: string;
}

interface Queue<T> {
  turns: T[];
  /** True while its oldest turn is taken, or rests before another attempt. */
  held: boolean;
}

/**
 * Order of open turns, in memory, so that no query looks for work. As a rule each conversation is one queue, of which
 * only the oldest turn may be taken. Among the queues, the oldest turn goes first.
 */
export class Queues<T extends Queued> {
  readonly #queues = new Map<string, Queue<T>>();
  /** Heads of queues that are not held, ascending by id. */
  readonly #ready: T[] = [];

  /** Adds the newest turn of its queue. */
  add(turn: T): void {
    const queue = this.#queues.get(turn.queue);
    if (queue) {
      queue.turns.push(turn);
      return;
    }
    this.#queues.set(turn.queue, { turns: [turn], held: false });
    this.#makeReady(turn);
  }

  /** Takes a turn, if it is the head of a free queue, and holds that queue. */
  takeThis(turn: T): boolean {
    const index = this.#ready.indexOf(turn);
    const queue = this.#queues.get(turn.queue);
    if (index < 0 || !queue) return false;
    this.#ready.splice(index, 1);
    queue.held = true;
    return true;
  }

  /** Lets go of a queue whose head was taken: the same turn is next again. */
  giveBack(name: string): void {
    const queue = this.#queues.get(name);
    if (!queue?.held) return;
    queue.held = false;
    const [head] = queue.turns;
    if (head) this.#makeReady(head);
  }

  /** The head of a held queue is done; the next one may go. */
  finish(name: string): void {
    const queue = this.#queues.get(name);
    if (!queue?.held) return;
    queue.turns.shift();
    if (queue.turns.length === 0) this.#queues.delete(name);
    else this.giveBack(name);
  }

  /** Takes all turns out, in any order; no queue may be held. */
  clear(): T[] {
    const all = this.all();
    this.#queues.clear();
    this.#ready.splice(0);
    return all;
  }

  /** All turns, in any order. */
  all(): T[] {
    return [...this.#queues.values()].flatMap(({ turns }) => turns);
  }

  /** A queue's turns, oldest first. */
  of(name: string): readonly T[] {
    return this.#queues.get(name)?.turns ?? [];
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
