import type { Blobs, ChatSettings, ConversationEvent, Exchange } from '../ports/index.ts';
import { pause } from '../util/pause.ts';
import { branchAt } from './branch.ts';
import { isAskedBy } from './branch-tips.ts';
import type { Documents } from './documents.ts';
import { type BranchExchange, isOnBranch, type Screen } from './exchange.ts';
import { keys } from './keys.ts';
import { type Found, foundBy } from './links.ts';
import { slotOf } from './off-branch.ts';
import { createReads } from './reads.ts';
import { applyEvents } from './reducer.ts';
import { release } from './release.ts';
import { isWithin, personOf } from './scope.ts';
import { afterChange, type SettingsChange } from './settings-change.ts';
import { emptyHead, emptyIndex, entryOf, headAt, stateOf, threadOf, withGuest } from './state.ts';
import { type Leave, readLink, readSettings, readThreadIndex } from './stored.ts';
import { createSummaries, type SummaryChange, summariesAfter } from './summaries.ts';
import type { Summary } from './summary.ts';
import { listed, type Thread } from './threads.ts';
import { createWhereabouts } from './whereabouts.ts';
import { type AskedElsewhere, changesOf } from './writes.ts';

export type { Found } from './links.ts';
export type { Leave } from './stored.ts';
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
  /** Tools that run without asking in a thread, as long as it is the current one; in that one when absent. */
  leaves(conversation: string, thread?: string): Promise<readonly Leave[]>;
  /** Tells whether one person (Actor.id) has asked all that would go with a thread. No where a part cannot be read. */
  isAskedBy(conversation: string, thread: string, person: string): Promise<boolean>;
  /** The summary of a path of a thread (`summaryOn`); without a path the one that was written last. */
  summary(conversation: string, thread: string, turns?: readonly BranchExchange[]): Promise<Summary | undefined>;
  /** Writes a summary; false where another was written meanwhile, or a turn that it covers says something else by now. */
  summarise(conversation: string, thread: string, change: SummaryChange): Promise<boolean>;
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
  /** Lists the exchanges of a branch from the newest on, at most `most`: the current one, or the one that ends with `at`. */
  history(conversation: string, most: number, at?: string): AsyncIterable<BranchExchange>;
  /** Lets go of what is remembered of a conversation that was deleted. */
  letGo(conversation: string): void;
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

/**
 * `turnLimit`: most turns of a branch that are read and kept in its head, besides pinned ones. `blobs`: what exchanges refer to; they
 * go with them.
 */
export function createConversations(
  documents: Documents,
  turnLimit: number,
  blobs?: Pick<Blobs, 'follow' | 'forget'>,
): Conversations {
  const reads = createReads(documents);
  const whereabouts = createWhereabouts({ documents, reads, turnLimit, blobs });
  const { find, comeAlong, glance, chatNow, carry, withLock } = whereabouts;

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
    async *history(asked, most, at) {
      const { conversation, head } = await find(asked);
      let id = at ?? head.head;
      for (let left = most; id !== null && left > 0; left -= 1) {
        const { value } = await reads.exchange(conversation, id);
        if (!value || !isOnBranch(value)) return;
        if (!value.removed) yield value;
        id = value.place.parent;
        await pause();
      }
    },

    ...createSummaries({ documents, reads, whereabouts }),

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

    async leaves(asked, thread) {
      const { head } = await find(asked);
      return thread === undefined || thread === threadOf(head) ? (head.leaves ?? []) : [];
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
        const guest = alone === 'chat' && !isWithin(conversation, chat) ? chat : undefined;
        const headChat = guest === undefined ? settingsChat : conversation;
        const state = stateOf(headAt(conversation, headChat, head.value), turnLimit);
        const { value: fresh } = await reads.walk(
          conversation,
          state,
          applyEvents(state, { ...applying, settingsChat, guest }, events),
        );
        if (!fresh) return true;
        if (guest !== undefined) state.head = withGuest(state.head, applying.asker);
        // Other conversations write the same settings: those of a group's topics, and each of its members' own.
        const about = settings ? await chatNow(settings.of ?? settingsChat) : settingsChat;
        const key = keys.settings(about);
        const chosen = settings && (await reads.one(key, readSettings));
        const before = head.value ?? emptyHead;
        const summaries = await summariesAfter({ reads }, conversation, before, state, applying.at);
        const expected = [
          ...summaries.expected,
          { key: keys.head(conversation), value: head.stored },
          ...(chosen ? [{ key, value: chosen.stored }] : []),
        ];
        const isOwn = alone === 'chat' && about === chat;
        const owner = { conversation: about, person: personOf(about) ?? (isOwn ? applying.asker : null) };
        // Before the write: if the process ends in between, both are done again.
        if (blobs) await release({ documents, blobs }, conversation, state);
        const isDone = await documents.compareAndSet(expected, [
          ...changesOf(state, {
            ...{ conversation, chat, asker: applying.asker, askedElsewhere },
            alone: guest === undefined ? alone : undefined,
          }),
          ...(settings ? [{ key, value: afterChange(settings, chosen?.value), owner }] : []),
          ...summaries.entries,
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
    letGo: reads.letGo,
  };
}
