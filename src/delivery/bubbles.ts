import type { CallKind, Placement, Target } from '../ports/index.ts';
import { Fault, isFault } from '../util/errors.ts';
import {
  type Bubble,
  type BubbleContent,
  type BubblesParts,
  comparedOf,
  indexForWords,
  isFormatted,
  type OfFiles,
  ofFiles,
  placementOf,
  quietIf,
  type Range,
  type ShownBubbles,
  sameContent,
  shownBubbles,
  showsFiles,
  withFiles,
} from './bubble-content.ts';
import type { Scheduled, Urgency } from './scheduler.ts';
import { plainContent } from './unformatted.ts';

/** The bubbles of one turn on the platform, and their receipts. */
export interface Bubbles {
  /** Number of bubbles. */
  count(): number;
  /** Target of the bubbles; the new chat once the old one has moved. */
  target(): Target;
  /**
   * Attaches bubbles that exist: `before` (those of an earlier answer, which this one replaces) and those of an earlier
   * attempt. `search` also asks the platform for bubbles whose ids were not stored.
   */
  attach(before: readonly string[], search: boolean): Promise<void>;
  /** Makes the bubble at `index` show `content`: an edit where there is one, else a new one. */
  show(index: number, range: Range, content: BubbleContent, urgency: Urgency): Promise<void>;
  /** Index of the first bubble behind those that show the answer's files; 0 where none does. */
  behindFiles(): number;
  /** Index for the words' part of this number: what shows the answer's files is passed over. */
  forWords(part: number): number;
  /** Part of the answer's files that a bubble shows from this one on; undefined where none does. */
  showing(file: number): OfFiles | undefined;
  /** Removes the bubbles from `start` on. */
  remove(start: number): Promise<void>;
  /** Removes the bubbles from `start` on that show none of the answer's files, but for those at the indices `stay`. */
  removeWords(start: number, stay?: readonly number[]): Promise<void>;
  /** Removes messages, as far as they are none of these bubbles. Does nothing once the chat has moved. */
  removeOthers(ids: readonly string[]): Promise<void>;
  /** Moves to the chat's new id after a `migrated` Fault; false if that is not possible, or not again. The bubbles stay behind. */
  follow(fault: unknown): boolean;
  /** Gives up a streaming edit that has not gone out yet. */
  cancelEdit(): void;
  /** Platform ids of all messages, and of those that show files. `stay`: earlier ones with files that belong to the answer. */
  all(stay?: readonly string[]): ShownBubbles;
  /** Tells whether a bubble with an unknown id may exist. */
  mayHaveOrphan(): boolean;
}

export function createBubbles({ claim, surface, scheduler, others }: BubblesParts, signal: AbortSignal): Bubbles {
  /** Bubbles by part; a hole where a part's bubble is not known. */
  const bubbles: (Bubble | undefined)[] = [];
  /** Ids of the last messages that left an index: what is made there next is another message to the platform. */
  const former: string[] = [];
  let target: Target = claim.task.target;
  let movedTo: string | undefined;
  /** True if the bubbles take the place of an earlier answer. */
  let displaced = false;
  let edit: Scheduled<unknown> | undefined;
  let mayHaveOrphan = false;
  /** Bubbles that were about to call somebody: those that are missing may have done it. */
  const announced = new Map(claim.receipts.filter(({ ids }) => ids.length === 0).map((each) => [each.part, each]));

  function call<T>(
    urgency: Urgency,
    counted: { kind: CallKind; message?: string },
    attempt: (at: Target, signal: AbortSignal) => Promise<T> | undefined,
  ): Promise<T | undefined> {
    const at = target;
    const run = async (callSignal: AbortSignal) => attempt(at, callSignal);
    const scheduled = scheduler.schedule({ surface, target: at, urgency, ...counted, call: run }, signal);
    if (urgency === 'edit') edit = scheduled;
    return scheduled.done;
  }

  /** Makes a bubble, in the place of one whose id is `old` where there was one. */
  async function create(index: number, range: Range, content: BubbleContent, old?: string): Promise<void> {
    if (old !== undefined) former[index] = old;
    const said = quietIf(announced.size > 0, content);
    if (said.mention !== undefined && !said.quietly) await record(index, range, []);
    const made = await send(said, placement(index));
    if (!made) return;
    bubbles[index] = { ...made, ...ofFiles(range) };
    await record(index, range, made.ids);
    // Files of a final answer do not change, and not every message that shows some can be edited.
    if (!made.shown && range.picture === undefined) await show(index, range, content, 'must');
  }

  async function record(index: number, range: Range, ids: string[]): Promise<void> {
    const moved = movedTo === undefined ? {} : { movedTo };
    await claim.record({ part: index, ids, start: range.start, end: range.end, ...ofFiles(range), ...moved });
  }

  /**
   * Makes a bubble of a sleeping place anew, which wakes it. The old one and those below it stand above the new one, so they
   * go: they are recorded with it until they are gone.
   */
  async function wake(index: number, range: Range, content: BubbleContent): Promise<void> {
    const stale = taken(index).flatMap((bubble) => bubble?.ids ?? []);
    const made = await send(content, placement(index));
    if (!made) return;
    const bubble = { ...made, ids: [...made.ids, ...stale], ...ofFiles(range) };
    bubbles[index] = bubble;
    await record(index, range, bubble.ids);
    await leave(index, range, bubble, stale);
  }

  /** Removes messages of a bubble that took their place. */
  async function leave(index: number, range: Range, bubble: Bubble, stale: readonly string[]): Promise<void> {
    for (const id of stale) await remove(id);
    bubble.ids = bubble.ids.filter((id) => !stale.includes(id));
    await record(index, range, bubble.ids);
  }

  /**
   * Sends a new bubble. If refused, it goes without formatting; if its reply reference is unreadable, as a reply to
   * nothing.
   */
  async function send(content: BubbleContent, where: Placement): Promise<Bubble | undefined> {
    // A nonce is remembered for minutes, an outage can last hours: what may have been taken is looked for.
    const attempt = async (at: Target, callSignal: AbortSignal): Promise<Bubble> => {
      const made = mayHaveOrphan ? await madeBefore(where, at, callSignal) : undefined;
      if (made !== undefined) return { ids: [made], shown: undefined };
      try {
        const ids = await withFiles(quietIf(mayHaveOrphan, content), (whole) =>
          surface.create(at, whole, where, callSignal),
        );
        return { ids, shown: comparedOf(content) };
      } catch (error) {
        mayHaveOrphan ||= isFault(error, 'unreachable', 'server');
        // What a new message does not wake takes none.
        if (isFault(error, 'asleep')) throw new Fault('forbidden', 'a locked place', error.facts);
        throw error;
      }
    };
    try {
      const made = await call('must', { kind: 'create' }, attempt);
      mayHaveOrphan = false;
      return made;
    } catch (error) {
      if (isFault(error, 'rejected') && isFormatted(content)) return send(await plainContent(surface, content), where);
      const { replyTo, ...free } = where;
      if (!isFault(error, 'internal') || replyTo === undefined) throw error;
      return send(content, free);
    }
  }

  /** Finds the bubble that a call of unknown outcome has made. Undefined if the platform cannot tell. */
  async function madeBefore(where: Placement, at: Target, callSignal: AbortSignal): Promise<string | undefined> {
    if (!surface.adopt || where.replyTo === undefined) return undefined;
    const known = bubbles.slice(0, where.part).flatMap((bubble) => bubble?.ids ?? []);
    return (await surface.adopt(at, known, others, callSignal))[known.length];
  }

  /**
   * Places a bubble. The first replies to the prompt. A further one replies to the one before if restarts find bubbles
   * by their references, or if it has to come below newer messages.
   */
  function placement(index: number): Placement {
    const before = surface.adopt || displaced ? bubbles[index - 1]?.ids[0] : undefined;
    const replyTo = index === 0 ? claim.task.target.prompt : before;
    return placementOf(index, replyTo, `${claim.id}.1.${index}${former[index] ?? ''}`);
  }

  async function show(index: number, range: Range, content: BubbleContent, urgency: Urgency): Promise<void> {
    const bubble = bubbles[index];
    if (!bubble) return create(index, range, content);
    const [id = '', ...left] = bubble.ids;
    if (!content.files && showsFiles(bubble)) {
      await removeAll([bubble]);
      delete bubbles[index];
      return create(index, range, content, id);
    }
    if (!content.files && sameContent(bubble.shown, content)) return;
    try {
      if (range.preview && !bubble.preview) await record(index, range, bubble.ids);
      Object.assign(bubble, ofFiles(range.preview ? range : {}));
      const counted = { kind: 'edit', message: id } as const;
      const done = await call(urgency, counted, (at, callSignal) =>
        withFiles(content, (whole) => surface.edit(at, id, whole, callSignal)).then(() => true),
      );
      if (done) bubble.shown = comparedOf(content);
      if (range.picture !== undefined) {
        Object.assign(bubble, ofFiles(range));
        delete bubble.preview;
        await record(index, range, bubble.ids);
      }
      if (urgency === 'must' && !content.files && left.length > 0) await leave(index, range, bubble, left);
    } catch (error) {
      if (isFault(error, 'rejected') && isFormatted(content))
        return show(index, range, await plainContent(surface, content), urgency);
      if (urgency === 'must' && isFault(error, 'asleep')) return wake(index, range, content);
      // Somebody deleted the bubble, or its stored id cannot be read: the answer is still owed.
      const unreadable = bubble.shown === undefined && isFault(error, 'internal');
      if (urgency !== 'must' || !(unreadable || isFault(error, 'gone'))) throw error;
      return create(index, range, content, id);
    }
  }

  async function remove(id: string): Promise<void> {
    await call('must', { kind: 'remove', message: id }, (at, callSignal) => surface.remove(at, id, callSignal));
  }

  async function removeAll(gone: readonly (Bubble | undefined)[]): Promise<void> {
    for (const bubble of gone) for (const id of bubble?.ids ?? []) await remove(id);
  }

  /** Takes the bubbles from `start` on out of the list. */
  function taken(start: number): (Bubble | undefined)[] {
    for (const [at, bubble] of bubbles.entries()) if (at >= start && bubble?.ids[0]) former[at] = bubble.ids[0];
    return bubbles.splice(start);
  }

  function moveTo(to: string): void {
    if (!surface.moved) return;
    target = surface.moved(target, to);
    movedTo = to;
    bubbles.splice(0);
  }

  return {
    count: () => bubbles.length,
    target: () => target,
    show,
    cancelEdit: () => edit?.cancel(),
    all: (stay = []) => shownBubbles(bubbles, movedTo === undefined ? stay : []),
    mayHaveOrphan: () => mayHaveOrphan,

    async attach(before, search) {
      displaced = before.length > 0;
      for (const [part, id] of before.entries()) bubbles[part] = { ids: [id], shown: undefined };
      const moved = claim.receipts.findLast((receipt) => receipt.movedTo !== undefined)?.movedTo;
      if (moved !== undefined) moveTo(moved);
      const known = claim.receipts.filter((receipt) => receipt.movedTo === moved);
      // By their part, never by their number: one whose id was not stored must not let the others slip into its place.
      for (const { part, ids, ...range } of known)
        if (ids.length > 0) bubbles[part] = { ids, shown: undefined, ...ofFiles(range) };
      mayHaveOrphan = search;
      if (!search || !surface.adopt) return;
      const ids = bubbles.flatMap((bubble) => bubble?.ids ?? []);
      const found = await call('must', { kind: 'read' }, (at, callSignal) =>
        surface.adopt?.(at, ids, others, callSignal),
      );
      mayHaveOrphan = false;
      for (const [part, id] of (found ?? []).entries()) {
        if (bubbles[part] || ids.includes(id)) continue;
        const range: Range = announced.get(part) ?? { start: 0, end: 0 };
        bubbles[part] = { ids: [id], shown: undefined, ...ofFiles(range) };
        await record(part, range, [id]);
      }
      // What is not found there was not sent.
      announced.clear();
    },

    behindFiles: () => bubbles.findLastIndex((bubble) => bubble?.picture !== undefined) + 1,
    forWords: (part) => indexForWords(bubbles, part),
    showing: (file) => bubbles.find((bubble) => bubble?.picture === file),

    remove: (start) => removeAll(taken(start)),

    async removeWords(start, stay = []) {
      const behind = taken(start);
      const kept = behind.filter((bubble, at) => bubble?.picture !== undefined || stay.includes(start + at));
      bubbles.push(...kept);
      await removeAll(behind.filter((bubble) => !kept.includes(bubble)));
    },

    async removeOthers(ids) {
      // Under the new id these are other people's messages.
      if (movedTo !== undefined) return;
      const own = bubbles.flatMap((bubble) => bubble?.ids ?? []);
      for (const id of ids.filter((each) => !own.includes(each))) {
        try {
          await remove(id);
        } catch (error) {
          // What cannot be taken away there stays; the answer beside it is none the worse.
          if (!isFault(error, 'forbidden', 'expired', 'rejected', 'asleep')) throw error;
        }
      }
    },

    follow(fault) {
      if (!isFault(fault, 'migrated') || !fault.facts.movedTo || !surface.moved || movedTo !== undefined) return false;
      moveTo(fault.facts.movedTo);
      return true;
    },
  };
}
