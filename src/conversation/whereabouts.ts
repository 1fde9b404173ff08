import type { Blobs, DocumentEntry } from '../ports/index.ts';
import { createKeyedMutex } from '../util/keyed-mutex.ts';
import { type Documents, type Read, readShaped } from './documents.ts';
import { keys } from './keys.ts';
import { carried } from './move.ts';
import type { createReads } from './reads.ts';
import { memberOf, ownerOf, ownOf } from './scope.ts';
import { emptyHead, stateOf, threadOf } from './state.ts';
import { type Head, readHead } from './stored.ts';
import { untilWritten } from './until-written.ts';
import { movedTo } from './writes.ts';

/** A chat moves once in its life; a circle of moves must end. */
const MOVES = 3;

export interface WhereaboutsParts {
  documents: Documents;
  reads: ReturnType<typeof createReads>;
  turnLimit: number;
  blobs: Pick<Blobs, 'follow'> | undefined;
}

/** Whereabouts of conversations: one whose chat got a new id goes on under another. */
export function createWhereabouts({ documents, reads, turnLimit, blobs }: WhereaboutsParts) {
  const serial = createKeyedMutex();

  /** Finds the head of a conversation, and its id now: a turn begun before its chat moved ends in the new one. */
  async function find(asked: string): Promise<{ conversation: string; head: Head; damaged: boolean }> {
    let conversation = asked;
    for (let hops = 0; ; hops += 1) {
      if (memberOf(conversation)) await comeAlong(conversation);
      const { value: head = emptyHead, damaged } = await reads.one(keys.head(conversation), readHead);
      if (head.movedTo === undefined || hops >= MOVES) return { conversation, head, damaged };
      conversation = head.movedTo;
    }
  }

  /** One member's own history moves after the group's, when it is looked at: nobody could list the members. */
  async function comeAlong(conversation: string): Promise<void> {
    const own = memberOf(conversation);
    if (!own) return;
    const { movedFrom, movedTo } = await glance(own.group);
    if (movedFrom === undefined && movedTo === undefined) return;
    const head = await glance(conversation);
    if (head.movedTo !== undefined) return;
    // From where it was it comes by itself.
    if (movedFrom !== undefined && head.movedFrom === undefined) await comeAlong(ownOf(movedFrom, own.member));
    if (movedTo !== undefined) await carry(conversation, ownOf(movedTo, own.member));
  }

  /** A head, only to see whether it moved: that it is damaged is for whoever needs it to find and to say. */
  async function glance(conversation: string): Promise<Head> {
    const [value] = await documents.getMany([keys.head(conversation)]);
    return readHead(value) ?? emptyHead;
  }

  /** Finds the id a chat has by now: a chat that can move has one conversation that is called as it is. */
  async function chatNow(chat: string): Promise<string> {
    let now = chat;
    for (let hops = 0, next: string | undefined = chat; next !== undefined && hops <= MOVES; hops += 1) {
      now = next;
      next = (await glance(now)).movedTo;
    }
    return now;
  }

  /** Has a conversation go on under another id, for good; what `settings` reads is written with it. Harmless when repeated. */
  async function carry(
    from: string,
    to: string,
    settings: () => Promise<DocumentEntry[]> = async () => [],
  ): Promise<void> {
    if (from === to) return;
    const [one = '', other = ''] = [from, to].toSorted();
    // Both stand still meanwhile; always locked in the same order, so that no two moves wait for each other.
    await serial(one, () =>
      serial(other, () =>
        untilWritten(async () => {
          const [there, here] = await readShaped(documents, [to, from].map(keys.head), readHead);
          const head = here?.value ?? emptyHead;
          if (there?.value || head.movedTo !== undefined) return true;
          const state = stateOf(head, turnLimit);
          const { value: exchanges } = await reads.walk(from, state, carried(state));
          await blobs?.follow(from, to);
          const expected = [
            { key: keys.head(to), value: undefined },
            { key: keys.head(from), value: here?.stored },
          ];
          return documents.compareAndSet(expected, [
            ...movedTo(to, { ...head, movedFrom: from }, state.index, exchanges),
            // What it covers does not come along whole.
            ...[threadOf(head), ...(state.index?.threads ?? []).map(({ id }) => id)].map((thread) => ({
              key: keys.summary(from, thread),
              value: undefined,
            })),
            // Also where nothing was said yet: what is being answered there now ends in the new place.
            { key: keys.head(from), value: { ...emptyHead, movedTo: to, untidy: true }, owner: ownerOf(from) },
            ...(await settings()),
          ]);
        }),
      ),
    );
  }

  /**
   * Does `work` where a conversation is now, upon the head it has there. `work` resolves with false where somebody else has
   * written that head meanwhile, and is then done anew. The lock only saves this process's own turns from meeting each other.
   */
  async function withLock(
    asked: string,
    work: (conversation: string, head: Read<Head>) => Promise<boolean>,
  ): Promise<void> {
    let conversation: string | undefined = asked;
    for (let hops = 0; conversation !== undefined; hops += 1) {
      const here: string = conversation;
      let next: string | undefined;
      if (memberOf(here)) await comeAlong(here);
      await serial(here, () =>
        untilWritten(async () => {
          const head = await reads.one(keys.head(here), readHead);
          next = hops < MOVES ? head.value?.movedTo : undefined;
          return next !== undefined || work(here, head);
        }),
      );
      conversation = next;
    }
  }

  return { find, comeAlong, glance, chatNow, carry, withLock };
}
