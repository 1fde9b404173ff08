import type { ChatSettings, ConversationEvent } from '../ports.ts';
import { createSerial } from '../serial.ts';
import { applyEvents, emptyHead, type Head, type TurnNode } from './tree.ts';

/** The current branch of a conversation. */
export interface Context {
  /** The turn the next one follows. */
  head: string | null;
  /** The newest turns on the path there, oldest first. */
  turns: readonly TurnNode[];
}

/** Documents by key; a failed read or write rejects, and never looks like an empty one. */
export interface Documents {
  getMany(keys: readonly string[]): Promise<(unknown | undefined)[]>;
  /** All or none. */
  setMany(entries: readonly { key: string; value: unknown }[]): Promise<void>;
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
  async function find(asked: string): Promise<{ conversation: string; head: Head }> {
    let conversation = asked;
    for (let hops = 0; ; hops += 1) {
      const [found] = await documents.getMany([keys.head(conversation)]);
      const head = isHead(found) ? found : emptyHead;
      if (head.movedTo === undefined || hops >= MOVES) return { conversation, head };
      conversation = head.movedTo;
    }
  }

  return {
    async context(asked) {
      const { conversation, head } = await find(asked);
      const path = head.path.slice(-turnLimit);
      if (path.length === 0) return { head: head.head, turns: [] };
      const found = await documents.getMany(path.map(({ id }) => keys.turn(conversation, id)));
      return { head: head.head, turns: found.filter(isTurn) };
    },

    async settings(chat) {
      const [found] = await documents.getMany([keys.settings(chat)]);
      return isSettings(found) ? found : { v: 1 };
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
        const [there, head] = await documents.getMany([keys.head(to.conversation), keys.head(from.conversation)]);
        if (there !== undefined || !isHead(head) || head.movedTo !== undefined) return;
        const [settings, ...turns] = await documents.getMany([
          keys.settings(from.chat),
          ...head.path.map(({ id }) => keys.turn(from.conversation, id)),
        ]);
        await documents.setMany([
          { key: keys.head(to.conversation), value: head },
          { key: keys.head(from.conversation), value: { ...emptyHead, movedTo: to.conversation } },
          ...turns.filter(isTurn).map((node) => ({ key: keys.turn(to.conversation, node.id), value: node })),
          ...(isSettings(settings) ? [{ key: keys.settings(to.chat), value: settings }] : []),
        ]);
      });
    },

    async turnOf(chat, message) {
      const [link] = await documents.getMany([keys.link(chat, message)]);
      return isLink(link) ? link.turn : undefined;
    },
  };
}

function withParts(events: readonly ConversationEvent[], parts: readonly string[]): ConversationEvent[] {
  return events.map((event) =>
    event.type === 'answered' ? { ...event, answer: { ...event.answer, parts: [...parts] } } : event,
  );
}

// Stored values are outside data too: what has not the shape of its version counts as absent, set aside and not overwritten in place.
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isHead(value: unknown): value is Head {
  return isRecord(value) && value['v'] === 1 && Array.isArray(value['path']) && Array.isArray(value['applied']);
}

function isTurn(value: unknown): value is TurnNode {
  return isRecord(value) && value['v'] === 1 && isRecord(value['prompt']) && Array.isArray(value['answers']);
}

function isSettings(value: unknown): value is ChatSettings {
  return isRecord(value) && value['v'] === 1;
}

function isLink(value: unknown): value is { turn: string } {
  return isRecord(value) && typeof value['turn'] === 'string';
}
