/** Fields of a turn that its order depends on. */
export interface Queued {
  /** Counts up in the order of acceptance. */
  readonly id: number;
  /** Ordering key. */
  readonly queue: string;
  /** Surface that its answer is shown on. */
  readonly facts: { readonly surface: string };
}

interface Queue<T> {
  turns: T[];
  /** True while its oldest turn is taken, or rests before another attempt. */
  held: boolean;
  /** Turns of surfaces that keep them waiting, by surface. Those of the others go on meanwhile. */
  aside: Map<string, Line<T>>;
}

type Line<T> = Pick<Queue<T>, 'turns' | 'held'>;

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
    const queue = this.#queues.get(turn.queue) ?? { turns: [], held: false, aside: new Map() };
    this.#queues.set(turn.queue, queue);
    const line = queue.aside.get(turn.facts.surface) ?? queue;
    line.turns.push(turn);
    if (!line.held && line.turns.length === 1) this.#makeReady(turn);
  }

  /** Takes a turn, if it is the head of a free queue, and holds that queue. */
  takeThis(turn: T): boolean {
    const index = this.#ready.indexOf(turn);
    const line = this.#lineOf(turn);
    if (index < 0 || !line) return false;
    this.#ready.splice(index, 1);
    line.held = true;
    return true;
  }

  /** Turns of other surfaces that wait behind a turn that was taken, oldest first. */
  heldUp(turn: T): readonly T[] {
    const { turns = [], held } = this.#queues.get(turn.queue) ?? {};
    return held && turns[0] === turn ? turns.filter(({ facts }) => facts.surface !== turn.facts.surface) : [];
  }

  /**
   * Lets the turns of other surfaces go on while a turn that was taken waits for its own. Those of that surface wait behind it, and
   * stand in the queue again once it is done. False where nobody waits for another surface.
   */
  setAside(turn: T): boolean {
    const queue = this.#queues.get(turn.queue);
    const { surface } = turn.facts;
    const others = [...this.heldUp(turn)];
    const [next] = others;
    if (!queue || !next) return false;
    queue.aside.set(surface, { turns: queue.turns.filter((each) => !others.includes(each)), held: true });
    Object.assign(queue, { turns: others, held: false });
    this.#makeReady(next);
    return true;
  }

  /** Lets go of a queue whose head was taken: the same turn is next again. */
  giveBack(turn: T): void {
    const line = this.#lineOf(turn);
    if (!line?.held) return;
    line.held = false;
    const [head] = line.turns;
    if (head) this.#makeReady(head);
  }

  /** The head of a held queue is done; the next one may go. */
  finish(turn: T): void {
    const queue = this.#queues.get(turn.queue);
    const line = this.#lineOf(turn);
    if (!queue || !line?.held) return;
    line.turns.shift();
    if (line === queue) queue.held = false;
    else this.#rejoin(queue, turn.facts.surface, line.turns);
    if (queue.turns.length === 0 && queue.aside.size === 0) this.#queues.delete(turn.queue);
    else if (line === queue && queue.turns[0]) this.#makeReady(queue.turns[0]);
  }

  /** Takes the turns of a queue out that are not taken; those that are leave it when they are finished. */
  drop(name: string): void {
    const queue = this.#queues.get(name);
    if (!queue) return;
    for (const line of [queue, ...queue.aside.values()]) {
      const stays = line.held ? line.turns.slice(0, 1) : [];
      const at = line.turns[0] && !line.held ? this.#ready.indexOf(line.turns[0]) : -1;
      if (at >= 0) this.#ready.splice(at, 1);
      line.turns = stays;
    }
    if (queue.turns.length === 0 && queue.aside.size === 0) this.#queues.delete(name);
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
    return [...this.#queues.keys()].flatMap((name) => this.of(name));
  }

  /** A queue's turns, oldest first. */
  of(name: string): readonly T[] {
    const { turns = [], aside } = this.#queues.get(name) ?? {};
    if (!aside || aside.size === 0) return turns;
    return [turns, ...Array.from(aside.values(), (line) => line.turns)].flat().sort((one, other) => one.id - other.id);
  }

  /** Heads that could be taken now, oldest first. */
  ready(): readonly T[] {
    return this.#ready;
  }

  /** Turns among which a turn has its place: those of its surface where they were set aside, else its queue's. */
  #lineOf({ queue: name, facts: { surface } }: T): Line<T> | undefined {
    const queue = this.#queues.get(name);
    return queue?.aside.get(surface) ?? queue;
  }

  /** Puts what waited aside back into its queue, by age; behind its head where that is taken. */
  #rejoin(queue: Queue<T>, surface: string, turns: readonly T[]): void {
    queue.aside.delete(surface);
    const [taken, free] = queue.held ? [queue.turns.slice(0, 1), queue.turns.slice(1)] : [[], queue.turns];
    const [before] = free;
    queue.turns = [...taken, ...[...free, ...turns].sort((one, other) => one.id - other.id)];
    if (queue.held) return;
    const at = before ? this.#ready.indexOf(before) : -1;
    if (at >= 0) this.#ready.splice(at, 1);
    if (queue.turns[0]) this.#makeReady(queue.turns[0]);
  }

  #makeReady(turn: T): void {
    // Almost always the newest: look from the end.
    let at = this.#ready.length;
    while (at > 0 && (this.#ready[at - 1]?.id ?? 0) > turn.id) at--;
    this.#ready.splice(at, 0, turn);
  }
}
