import type { Blobs, ChatSettings, ConversationEvent, DocumentEntry, Exchange } from '../ports/index.ts';
import { createKeyedMutex } from '../util/keyed-mutex.ts';
import { branchAt } from './branch.ts';
import { isAskedBy } from './branch-tips.ts';
import { type Documents, type Read, readShaped } from './documents.ts';
import type { BranchExchange, Screen } from './exchange.ts';
import { keys } from './keys.ts';
import { type Found, foundBy } from './links.ts';
import { carried } from './move.ts';
import { slotOf } from './off-branch.ts';
import { createReads } from './reads.ts';
import { applyEvents } from './reducer.ts';
import { release } from './release.ts';
import { memberOf, ownerOf, ownOf } from './scope.ts';
import { afterChange, type SettingsChange } from './settings-change.ts';
import { emptyHead, emptyIndex, entryOf, stateOf, threadOf } from './state.ts';
import { type Head, readHead, readLink, readSettings, readThreadIndex } from './stored.ts';
import { listed, type Thread } from './threads.ts';
import { untilWritten } from './until-written.ts';
import { type AskedElsewhere, changesOf, movedTo } from './writes.ts';

export type { Found } from './links.ts';
export type { Thread } from './threads.ts';

/** A branch of a conversation. */
export interface Context {
  /** The turn the next one follows. */
  head: string | null;
  /** Exchanges on the path there that can matter (the newest, and pinned ones), oldest first; removed ones are left out. */
  turns: readonly BranchExchange[];
  /** A part of it could not be read and is set aside. */
  damaged: boolean;
  /** The thread the head belongs to. */
  thread: string;
  /** Time of the last word in that thread or turn to it, epoch ms; 0 where nothing was said in it. */
  at: number;
}

/** The only reader and writer of conversations, chat settings and message links. */
export interface Conversations {
  /** The current branch, or the one that ends with the turn `at`. A turn that is not there any more: the current one. */
  context(conversation: string, at?: string): Promise<Context>;
  /** An exchange by its id; undefined when it is gone or removed. */
  exchange(conversation: string, id: string): Promise<Exchange | undefined>;
  /** Current first, then the newest. */
  threads(conversation: string): Promise<Thread[]>;
  /** Tells whether one person (Actor.id) has asked all that would go with a thread. No where a part cannot be read. */
  isAskedBy(conversation: string, thread: string, person: string): Promise<boolean>;
  /** The chat's settings. */
  settings(chat: string): Promise<ChatSettings>;
  /** Applies what a turn did, once for each turn, in one write. */
  apply(turn: AppliedTurn, events: readonly ConversationEvent[]): Promise<void>;
  /** Takes over the history and settings of a chat that got a new id. Harmless when repeated. */
  move(from: Whereabouts, to: Whereabouts): Promise<void>;
  /** The id it had before its chat got a new one, if it had another. */
  origin(conversation: string): Promise<string | undefined>;
  /** The exchange that a bubble shows, or a message asked for: also one that was removed. */
  find(chat: string, message: string): Promise<Found | undefined>;
  /** The same, and what the message asked for where that is answered in another chat. */
  findAsked(chat: string, message: string): Promise<Found | undefined>;
}

export interface Whereabouts {
  conversation: string;
  chat: string;
}

export interface AppliedTurn extends Whereabouts, Screen {
  turn: string;
  /** Actor.id of who asked. */
  asker: string;
  /** The chat whose settings it is about; `chat` when absent. */
  settingsChat?: string;
  /** Epoch ms. */
  at: number;
  /** Change to the settings of `settingsChat`. */
  settings?: SettingsChange;
  /** Part of the place that is the asker's alone: the whole chat, or only the conversation. All is shared when absent. */
  alone?: 'chat' | 'conversation';
  askedElsewhere?: AskedElsewhere;
}

/** A chat moves once in its life; a circle of moves must end. */
const MOVES = 3;

/**
 * `turnLimit`: most turns of a branch that are read and kept in its head, besides pinned ones. `blobs`: what exchanges refer to; they
 * go with them.
 */
export function createConversations(
  documents: Documents,
  turnLimit: number,
  blobs?: Pick<Blobs, 'follow' | 'forget'>,
): Conversations {
  const serial = createKeyedMutex();
  const reads = createReads(documents);

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

  /** Reads an exchange wherever its conversation is now. One off every branch stays where it was when its chat moved. */
  async function exchangeIn(asked: string, id: string): Promise<Exchange | undefined> {
    const conversation = slotOf(id) === undefined ? (await find(asked)).conversation : asked;
    return (await reads.exchange(conversation, id)).value;
  }

  async function findAsked(chat: string, message: string): Promise<Found | undefined> {
    const { value: link } = await reads.one(keys.link(chat, message), readLink);
    return link && foundBy(link, { chat, message }, exchangeIn);
  }

  return {
    async context(asked, at) {
      const { conversation, head, damaged } = await find(asked);
      const state = stateOf(head, turnLimit);
      const { value: branch, damaged: torn } = await reads.walk(conversation, state, branchAt(state, at));
      const read = await reads.turns(conversation, head, branch.path);
      return {
        head: branch.head,
        turns: read.turns,
        damaged: damaged || torn || read.damaged,
        thread: branch.thread,
        at: branch.at,
      };
    },

    async exchange(asked, id) {
      const exchange = await exchangeIn(asked, id);
      return exchange?.removed ? undefined : exchange;
    },

    async threads(asked) {
      const { conversation, head } = await find(asked);
      const { value: index = emptyIndex } = await reads.one(keys.index(conversation), readThreadIndex);
      return listed(head, index);
    },

    async isAskedBy(asked, thread, person) {
      const { conversation, head, damaged } = await find(asked);
      const state = stateOf(head, turnLimit);
      const place =
        thread === threadOf(head) ? head : (await reads.walk(conversation, state, entryOf(state, thread))).value;
      const { value } = await reads.walk(conversation, state, isAskedBy(state, person, place ?? emptyHead));
      return value && !damaged;
    },

    async settings(chat) {
      return (await reads.one(keys.settings(chat), readSettings)).value ?? { v: 1 };
    },

    apply({ conversation: asked, chat, settingsChat = chat, settings, alone, askedElsewhere, ...applying }, events) {
      if (events.length === 0 && !settings) return Promise.resolve();
      return withLock(asked, async (conversation, head) => {
        const state = stateOf(head.value ?? emptyHead, turnLimit);
        const { value: fresh } = await reads.walk(
          conversation,
          state,
          applyEvents(state, { ...applying, settingsChat }, events),
        );
        if (!fresh) return true;
        // Other conversations write the same settings: those of a group's topics, and each of its members' own.
        const about = settings ? await chatNow(settings.of ?? settingsChat) : settingsChat;
        const key = keys.settings(about);
        const chosen = settings && (await reads.one(key, readSettings));
        const expected = [
          { key: keys.head(conversation), value: head.stored },
          ...(chosen ? [{ key, value: chosen.stored }] : []),
        ];
        const owner = { conversation: about, person: alone === 'chat' && about === chat ? applying.asker : null };
        // Before the write: if the process ends in between, both are done again.
        if (blobs) await release({ documents, blobs }, conversation, state);
        const isDone = await documents.compareAndSet(expected, [
          ...changesOf(state, { conversation, chat, asker: applying.asker, alone, askedElsewhere }),
          ...(settings ? [{ key, value: afterChange(settings, chosen?.value), owner }] : []),
        ]);
        if (isDone) reads.written(conversation, head.value, state);
        return isDone;
      });
    },

    async move(from, to) {
      await carry(from.conversation, to.conversation, async () => {
        const { value } = await reads.one(keys.settings(from.chat), readSettings);
        return value ? [{ key: keys.settings(to.chat), value, owner: { conversation: to.chat, person: null } }] : [];
      });
    },

    async origin(conversation) {
      await comeAlong(conversation);
      return (await glance(conversation)).movedFrom;
    },

    async find(chat, message) {
      const found = await findAsked(chat, message);
      return found?.answeredAt ? undefined : found;
    },

    findAsked,
  };
}
