import type { ChatSettings, ConversationEvent } from '../ports.ts';
import { createSerial } from '../serial.ts';
import { type Documents, type Read, readShaped } from './documents.ts';
import { isHead, isLink, isSettings, isTurn } from './shapes.ts';
import { applyEvents, emptyHead, type Head, type TurnNode } from './tree.ts';

/** The current branch of a conversation. */
export interface Context {
  /** The turn the next one follows. */
  head: string | null;
  /** The newest turns on the path there, oldest first. */
  turns: readonly TurnNode[];
  /** A part of it could not be read and is set aside. */
  damaged: boolean;
}

/** The only reader and writer of conversations, chat settings and message links. */
export interface Conversations {
  context(conversation: string): Promise<Context>;
  /** The chat's settings. */
  settings(chat: string): Promise<ChatSettings>;
  /** Applies what a turn did, once for each (turn, revision), in one write. */
  apply(turn: AppliedTurn, events: readonly ConversationEvent[]): Promise<void>;
  /** Takes over the history and settings of a chat that got a new id. Harmless when repeated. */
  move(from: Whereabouts, to: Whereabouts): Promise<void>;
  /** Which turn a bubble belongs to. */
  turnOf(chat: string, message: string): Promise<string | undefined>;
}

export interface Whereabouts {
  conversation: string;
  chat: string;
}

export interface AppliedTurn extends Whereabouts {
  turn: string;
  revision: number;
  /** Platform ids of the answer's bubbles. */
  parts: readonly string[];
}

const keys = {
  head: (conversation: string) => `head|${conversation}`,
  turn: (conversation: string, turn: string) => `turn|${conversation}|${turn}`,
  settings: (chat: string) => `settings|${chat}`,
  link: (chat: string, message: string) => `link|${chat}|${message}`,
};

/** A chat moves once in its life; a circle of moves must end. */
const MOVES = 3;

/** `turnLimit`: most turns of a branch that are read and kept in its head. */
export function createConversations(documents: Documents, turnLimit: number): Conversations {
  const serial = createSerial();

  /** Where a conversation stands, and under which id: a turn begun before its chat moved ends in the new one. */
  async function find(asked: string): Promise<{ conversation: string; head: Head; damaged: boolean }> {
    let conversation = asked;
    for (let hops = 0; ; hops += 1) {
      const { value: head = emptyHead, damaged } = await readOne(keys.head(conversation), isHead);
      if (head.movedTo === undefined || hops >= MOVES) return { conversation, head, damaged };
      conversation = head.movedTo;
    }
  }

  async function readOne<T>(key: string, fits: (value: unknown) => value is T): Promise<Read<T>> {
    const [read] = await readShaped(documents, [key], fits);
    return read ?? { value: undefined, damaged: false };
  }

  async function readTurns(conversation: string, { path }: Head): Promise<Read<TurnNode>[]> {
    if (path.length === 0) return [];
    const wanted = path.slice(-turnLimit).map(({ id }) => keys.turn(conversation, id));
    return readShaped(documents, wanted, isTurn);
  }

  return {
    async context(asked) {
      const { conversation, head, damaged } = await find(asked);
      const turns = await readTurns(conversation, head);
      return {
        head: head.head,
        turns: turns.flatMap(({ value }) => value ?? []),
        damaged: damaged || turns.some((turn) => turn.damaged),
      };
    },

    async settings(chat) {
      return (await readOne(keys.settings(chat), isSettings)).value ?? { v: 1 };
    },

    apply({ conversation: asked, chat, turn, revision, parts }, events) {
      if (events.length === 0) return Promise.resolve();
      return serial(asked, async () => {
        const stored = withParts(events, parts);
        const { conversation, head } = await find(asked);
        const change = applyEvents(head, turn, revision, stored, turnLimit);
        if (!change) return;
        const chosen = stored.findLast((event) => event.type === 'settings');
        await documents.setMany([
          { key: keys.head(conversation), value: change.head },
          ...change.turns.map((node) => ({ key: keys.turn(conversation, node.id), value: node })),
          ...(change.turns.length > 0
            ? parts.map((message) => ({ key: keys.link(chat, message), value: { v: 1, conversation, turn } }))
            : []),
          ...(chosen ? [{ key: keys.settings(chat), value: chosen.settings }] : []),
        ]);
      });
    },

    move(from, to) {
      return serial(from.conversation, async () => {
        const [there, here] = await readShaped(
          documents,
          [to, from].map((at) => keys.head(at.conversation)),
          isHead,
        );
        const head = here?.value;
        if (there?.value || !head || head.movedTo !== undefined) return;
        const { value: settings } = await readOne(keys.settings(from.chat), isSettings);
        const turns = await readTurns(from.conversation, head);
        await documents.setMany([
          { key: keys.head(to.conversation), value: head },
          { key: keys.head(from.conversation), value: { ...emptyHead, movedTo: to.conversation } },
          ...turns.flatMap(({ value }) => (value ? [{ key: keys.turn(to.conversation, value.id), value }] : [])),
          ...(settings ? [{ key: keys.settings(to.chat), value: settings }] : []),
        ]);
      });
    },

    async turnOf(chat, message) {
      return (await readOne(keys.link(chat, message), isLink)).value?.turn;
    },
  };
}

function withParts(events: readonly ConversationEvent[], parts: readonly string[]): ConversationEvent[] {
  return events.map((event) =>
    event.type === 'answered' ? { ...event, answer: { ...event.answer, parts: [...parts] } } : event,
  );
}
