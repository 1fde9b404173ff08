import { type ConversationEvent, DAMAGED, type OwnedItem } from '../ports/index.ts';
import type { Conversations } from './conversations.ts';
import { type Documents, readOne } from './documents.ts';
import { keys, readKey } from './keys.ts';
import { slotOf } from './off-branch.ts';
import { threadOf } from './state.ts';
import { readLink, readThreadIndex } from './stored.ts';
import { THREADS } from './threads.ts';
import { deleteAll, eraseConversation, headOf, readAll, tidyConversation } from './tidy.ts';
import { untilWritten } from './until-written.ts';

/** Ways out for what conversations keep: by age, by number, by size and by person. Each call is harmless when repeated. */
export interface Pruning {
  /** Deletes what was taken away for good, and threads beyond those that are kept; the oldest first. `now`: epoch ms. */
  tidy(conversation: string, now: number): Promise<void>;
  /** Deletes what was last changed before a time, epoch ms, and all of it where nothing else is left; whether that is so. */
  forgetBefore(conversation: string, before: number): Promise<boolean>;
  /** Deletes the oldest of what a person has asked, until that is `most` bytes. Conversations that are `busy` are left alone. */
  shrink(person: string, most: number, busy: (conversation: string) => Promise<boolean>): Promise<void>;
  /** Deletes a conversation. */
  erase(conversation: string): Promise<void>;
  /** Deletes everything of a person; resolves with the conversations that were theirs alone, of which nothing is left. */
  forget(person: string): Promise<string[]>;
}

/** Exchanges taken away at a time. */
const BITE = 50;

export function createPruning(documents: Documents, conversations: Pick<Conversations, 'apply'>): Pruning {
  let count = 0;

  /** Applies events that no turn brings about. */
  async function apply(conversation: string, events: readonly ConversationEvent[]): Promise<void> {
    if (events.length === 0) return;
    count += 1;
    const at = Date.now();
    const turn = `prune-${at.toString(36)}-${count}`;
    await conversations.apply({ conversation, chat: conversation, turn, asker: '', at, parts: [] }, events);
  }

  async function remove(conversation: string, exchanges: readonly string[]): Promise<void> {
    for (let at = 0; at < exchanges.length; at += BITE) {
      const bite = exchanges.slice(at, at + BITE);
      await apply(
        conversation,
        bite.map((turn) => ({ type: 'removed', turn })),
      );
    }
  }

  /** Reads the threads of a conversation. Of one that goes on under another id, none: events about them are applied there. */
  async function threadsOf(conversation: string) {
    const head = await headOf(documents, conversation);
    if (head.value?.movedTo !== undefined) return { head, threads: [] };
    const { value: index } = await readOne(documents, keys.index(conversation), readThreadIndex);
    return { head, threads: index?.threads ?? [] };
  }

  function drop(conversation: string, threads: Iterable<string>): Promise<void> {
    return apply(
      conversation,
      Array.from(threads, (thread) => ({ type: 'dropped', thread })),
    );
  }

  /** Deletes links to exchanges that were taken away, what is off every branch, what was overheard, and summaries. */
  async function removeRest(
    conversation: string,
    items: readonly OwnedItem[],
    gone: ReadonlySet<string>,
  ): Promise<void> {
    const links = items.filter(({ key }) => readKey(conversation, key) === 'link');
    const rest = items.filter(({ key }) =>
      ['off-branch', 'overheard', 'summary'].includes(String(readKey(conversation, key))),
    );
    for await (const [link, item] of readAll(documents, links, readLink)) {
      if (link?.v !== 2 || gone.has(link.exchange) || slotOf(link.exchange) !== undefined) rest.push(item);
    }
    await deleteAll(documents, conversation, await headOf(documents, conversation), rest);
  }

  function exchangesIn(conversation: string, items: readonly OwnedItem[]): string[] {
    return items.flatMap(({ key }) => {
      const read = readKey(conversation, key);
      return typeof read === 'object' ? read.exchange : [];
    });
  }

  /** Takes these documents of a conversation away. */
  async function takeAway(conversation: string, items: readonly OwnedItem[]): Promise<void> {
    const head = await headOf(documents, conversation);
    // It goes on elsewhere, with copies of what can still be reached.
    if (head.value?.movedTo !== undefined) return void (await deleteAll(documents, conversation, head, items));
    const before = await emptyThreads(conversation);
    const exchanges = exchangesIn(conversation, items);
    await remove(conversation, exchanges);
    const empty = (await emptyThreads(conversation)).difference(before);
    await drop(conversation, empty);
    await removeRest(conversation, items, new Set(exchanges));
  }

  /** Finds threads of which there is nothing but a name. */
  async function emptyThreads(conversation: string): Promise<Set<string>> {
    const { head, threads } = await threadsOf(conversation);
    const empty = new Set(threads.flatMap((each) => (each.head === null ? each.id : [])));
    return head.value && head.value.head === null && head.value.naming ? empty.add(threadOf(head.value)) : empty;
  }

  return {
    async tidy(conversation, now) {
      const { threads } = await threadsOf(conversation);
      for (const { id } of threads.slice(THREADS)) await drop(conversation, [id]);
      await tidyConversation(documents, conversation, now);
    },

    async forgetBefore(conversation, before) {
      const { threads } = await threadsOf(conversation);
      // One that is empty, or of a version before, does not tell its age: the exchanges do.
      for (const { id } of threads.filter(({ at }) => at > 0 && at < before)) await drop(conversation, [id]);
      await takeAway(conversation, await Array.fromAsync(documents.owned({ conversation, before })));
      return (await isEmpty(conversation, before)) && eraseConversation(documents, conversation);
    },

    async shrink(person, most, busy) {
      let { bytes } = await documents.sum({ person });
      let along = 0;
      const byConversation = new Map<string, OwnedItem[]>();
      for await (const item of documents.owned({ person })) {
        if (bytes <= most) break;
        const { conversation } = item;
        const kind = conversation === undefined ? 'other' : readKey(conversation, item.key);
        // Heads, lists of threads and choices stay: they are small, and what they name goes.
        if (conversation === undefined || ['head', 'knowledge', 'other'].includes(String(kind))) continue;
        // Links go with their exchange, and only then; they are listed before it.
        along += item.bytes;
        if (kind !== 'link') [bytes, along] = [bytes - along, 0];
        byConversation.set(conversation, [...(byConversation.get(conversation) ?? []), item]);
      }
      for (const [conversation, items] of byConversation) {
        if (!(await busy(conversation))) await takeAway(conversation, items);
      }
    },

    erase: (conversation) => untilWritten(() => eraseConversation(documents, conversation)),

    async forget(person) {
      const owned = await Array.fromAsync(documents.owned({ person }));
      const erased: string[] = [];
      for (const [conversation, items] of Map.groupBy(owned, ({ conversation: of }) => of)) {
        if (conversation === undefined) continue;
        if (await isTheirsAlone(conversation, person)) {
          await untilWritten(() => eraseConversation(documents, conversation));
          erased.push(conversation);
        } else {
          await takeAway(conversation, items);
        }
      }
      for await (const item of documents.owned({ person })) await letGo(item);
      return erased;
    },
  };

  /** Tells whether nobody has anything in a conversation, and no other leads to it. */
  async function isEmpty(conversation: string, before: number): Promise<boolean> {
    const { value: head } = await headOf(documents, conversation);
    const leads = head?.movedTo !== undefined || head?.movedFrom !== undefined;
    for await (const { key, person, at } of documents.owned({ conversation })) {
      const kind = readKey(conversation, key);
      if (kind === 'off-branch') return false;
      if (kind === 'head' ? leads && at >= before : kind !== 'other' && person !== undefined) return false;
    }
    return true;
  }

  /**
   * Deletes whatever else is somebody's: choices of their chat, an exchange that could not be read. A head or a list of threads
   * that others share by now only loses its owner.
   */
  async function letGo({ key, conversation = '' }: OwnedItem): Promise<void> {
    if (key !== keys.head(conversation) && key !== keys.index(conversation)) return documents.deleteMany([key]);
    await untilWritten(async () => {
      const [value] = await documents.getMany([key]);
      if (value === undefined || value === DAMAGED) return true;
      const nobodys = { key, value, owner: { conversation, person: null } };
      return documents.compareAndSet([{ key, value }], [nobodys]);
    });
  }

  /** Tells whether nobody else has anything in a conversation, but for what their other accounts said in their own one. */
  async function isTheirsAlone(conversation: string, person: string): Promise<boolean> {
    const { value: head } = await headOf(documents, conversation);
    const others = new Set<string>();
    let isOwn = false;
    for await (const { key, person: whose } of documents.owned({ conversation })) {
      if (key === keys.head(conversation)) isOwn = whose === person;
      if (whose != null && whose !== person) others.add(whose);
    }
    return others.size === 0 || (isOwn && others.isSubsetOf(new Set(head?.guests)));
  }
}
