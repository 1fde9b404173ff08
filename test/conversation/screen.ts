import type { ConversationEvent } from '../../src/ports/index.ts';

/**
 * What a chat shows, kept as simply as can be: every turn with its answers, what it was said after, and for each thread
 * the last thing said in it. Nothing is bounded, remembered or read from anywhere; it is what conversations are compared to.
 */

interface Shown {
  prompt: string;
  answers: string[];
  /** Which answer its bubbles show. */
  answer: number;
  after: string | null;
  /** The last thing said in its thread before it, if that is not what it was said after. */
  from: string | null;
  thread: string;
  pinned: boolean;
  /** The model is not told of it. */
  omitted: boolean;
  gone: boolean;
}

interface ShownThread {
  last: string | null;
  /** What was said last on its other branches, the one left last at the end. */
  ends: string[];
  at: number;
  title: string | undefined;
  /** When it was left, as a number that counts up: the order of those in which nothing was said. */
  left: number;
  /** The turn whose first words stand for the title. */
  hint: string | undefined;
}

export interface Line {
  id: string;
  prompt: string;
  answer: string | undefined;
  /** All there are to choose from. */
  answers: string[];
  omitted: boolean;
}

export class Screen {
  readonly turns = new Map<string, Shown>();
  readonly threads = new Map<string, ShownThread>([['first', empty()]]);
  readonly dropped = new Set<string>();
  current = 'first';
  #leaves = 1;

  apply(turn: string, at: number, events: readonly ConversationEvent[]): void {
    for (const event of events) this.#apply(turn, at, event);
  }

  /** What is above the next message, or above and in the turn `at`: the newest `limit` turns, and pinned ones before. */
  branch(limit: number, at = this.#thread(this.current).last): Line[] {
    const all = this.#way(at).filter((id) => !this.#turn(id).gone);
    return all
      .filter((id, index) => index < limit || this.#turn(id).pinned)
      .toReversed()
      .map((id) => {
        const { prompt, answers, answer, omitted } = this.#turn(id);
        return { id, prompt, answer: answers[answer], answers, omitted };
      });
  }

  /** Ids of the threads, the current one first, then the newest. */
  list(): string[] {
    const others = [...this.threads]
      .filter(([id]) => id !== this.current)
      .toSorted(([, a], [, b]) => b.at - a.at || b.left - a.left);
    return [this.current, ...others.map(([id]) => id)];
  }

  #apply(turn: string, at: number, event: ConversationEvent): void {
    if (event.type === 'answered') this.#answered(turn, at, event);
    if (event.type === 'revised') this.#revised(event);
    if (event.type === 'removed') this.#forget([event.turn]);
    if (event.type === 'reset') this.#go(event.thread ?? turn, event.title);
    if (event.type === 'switched' && this.threads.has(event.thread)) this.#go(event.thread);
    if (event.type === 'dropped') this.#drop(event.thread, turn);
    if (event.type === 'titled') Object.assign(this.threads.get(event.thread) ?? {}, { title: event.title });
    const shown = 'turn' in event ? this.turns.get(event.turn) : undefined;
    if (!shown || shown.gone) return;
    if (event.type === 'shown' && shown.answers[event.answer] !== undefined) shown.answer = event.answer;
    if (event.type === 'omitted') shown.omitted = event.omitted;
    if (event.type === 'pinned') shown.pinned = event.pinned;
  }

  #revised({ turn, prompt, replace, enters, answer }: Extract<ConversationEvent, { type: 'revised' }>): void {
    const shown = this.turns.get(turn);
    if (!shown || shown.gone) return;
    shown.omitted = false;
    if (prompt) Object.assign(shown, { prompt: prompt.text, answers: [] });
    if (replace && shown.answers.length > 0) shown.answers[shown.answer] = answer.text;
    else shown.answer = shown.answers.push(answer.text) - 1;
    if (!enters || !this.threads.has(shown.thread)) return;
    this.#go(shown.thread);
    this.#goOn(this.#thread(shown.thread), turn, null);
  }

  #drop(name: string, next: string): void {
    const thread = this.threads.get(name);
    if (!thread) return;
    this.threads.delete(name);
    this.dropped.add(name);
    if (name === this.current) {
      this.current = next;
      this.threads.set(next, empty());
    }
    const others = new Set([...this.threads.values()].flatMap((other) => this.#said(other)));
    this.#forget(this.#said(thread).filter((id) => !others.has(id)));
    for (const [id, turn] of this.turns) {
      if (turn.thread === name && !turn.gone && !others.has(id)) throw new Error(`${id} outlives its thread`);
    }
  }

  /** What was said in a thread, on all its branches. */
  #said({ last, ends }: ShownThread): string[] {
    return [last, ...ends].flatMap((end) => this.#way(end));
  }

  #answered(id: string, at: number, event: Extract<ConversationEvent, { type: 'answered' }>): void {
    if (this.turns.has(id)) return;
    const name = event.thread ?? this.current;
    const gone = this.dropped.has(name);
    if (!gone && name === id) this.#go(name);
    const after = this.#way(event.parent).find((each) => !this.#turn(each).gone) ?? null;
    const said = { prompt: event.prompt.text, answers: [event.answer.text], answer: 0 };
    const last = this.threads.get(name)?.last ?? null;
    this.turns.set(id, {
      ...said,
      after,
      from: last === after ? null : last,
      thread: name,
      pinned: false,
      omitted: false,
      gone,
    });
    if (gone) return;
    // A thread that was left before anything was said in it is one to go back to now.
    if (!this.threads.has(name)) this.threads.set(name, empty());
    const thread = this.#thread(name);
    this.#goOn(thread, id, after);
    Object.assign(thread, { at, hint: thread.hint ?? id });
  }

  /** A thread goes on with a turn said after another; where that is not the last one, the last one stays behind. */
  #goOn(thread: ShownThread, id: string, after: string | null): void {
    const { last, ends } = thread;
    const others = ends.filter((end) => end !== after && end !== id && end !== last);
    thread.ends = last === null || last === after || last === id ? others : [...others, last];
    thread.last = id;
  }

  /** To another thread; an empty one that is left leaves no trace, unless it has a title. */
  #go(id: string, title?: string): void {
    if (id === this.current) return;
    if (isNothing(this.#thread(this.current))) this.threads.delete(this.current);
    else this.#thread(this.current).left = this.#leaves++;
    if (!this.threads.has(id)) this.threads.set(id, { ...empty(), title });
    this.current = id;
  }

  #forget(ids: readonly string[]): void {
    for (const id of ids) Object.assign(this.turns.get(id) ?? {}, { gone: true });
    for (const [name, thread] of this.threads) {
      if (thread.hint !== undefined && ids.includes(thread.hint)) thread.hint = undefined;
      this.#goBack(thread);
      if (isNothing(thread) && name !== this.current) this.threads.delete(name);
    }
  }

  /** Where the last thing said is gone, a thread is at what is left before it, or where it was when that branch was begun. */
  #goBack(thread: ShownThread): void {
    const { last } = thread;
    if (last === null || !this.#turn(last).gone) return;
    const way = this.#way(last);
    const at = way.find((id) => !this.#turn(id).gone) ?? null;
    const first = way[(at === null ? way.length : way.indexOf(at)) - 1];
    let stood = first === undefined ? null : this.#turn(first).from;
    while (stood !== null && this.#turn(stood).gone) stood = this.#turn(stood).from ?? this.#turn(stood).after;
    thread.last = stood ?? at;
    const others = thread.ends.filter((end) => end !== at && end !== stood);
    thread.ends = stood === null || stood === at || at === null ? others : [...others, at];
  }

  /** From a turn back to the start. */
  #way(from: string | null): string[] {
    const way: string[] = [];
    for (let id = from; id !== null && this.turns.has(id); id = this.#turn(id).after) way.push(id);
    return way;
  }

  #turn(id: string): Shown {
    const shown = this.turns.get(id);
    if (!shown) throw new Error(`nothing shows ${id}`);
    return shown;
  }

  #thread(id: string): ShownThread {
    const thread = this.threads.get(id);
    if (!thread) throw new Error(`no thread ${id}`);
    return thread;
  }
}

function empty(): ShownThread {
  return { last: null, ends: [], at: 0, left: 0, title: undefined, hint: undefined };
}

function isNothing({ last, title }: ShownThread): boolean {
  return last === null && title === undefined;
}
