import type { Root } from 'mdast';
import type { Content, Rendered } from './content.ts';
import type { Actor, Target } from './event.ts';

/** What is shown, and who shows it. */

/** Turns a Markdown tree into a surface's text. Pure: same in, same out, whatever the tree. */
export interface Renderer {
  /** The largest `size` one bubble may have. */
  limit: number;
  render(tree: Root): Rendered;
  size(rendered: Rendered): number;
}

/** A platform's limits as data; the code that obeys them is written once, in delivery/. Rates of 0 mean none. */
export interface SurfaceLimits {
  /** Largest caption of pictures, in the renderer's units. */
  caption: number;
  /** Most pictures in one message. */
  pictures: number;
  /** Most pictures an edit can put into a bubble that showed text. */
  picturesPerEdit: number;
  /** Most buttons side by side; 0 where there are none. */
  buttonsPerRow: number;
  /** Shortest time between two edits of one message worth making, ms. */
  editIntervalMs: number;
  /** How long a typing sign stays, ms. */
  typingMs: number;
  /** The platform wants a first response within this time, ms; absent where it does not. */
  acknowledgeMs?: number;
  /** Most messages one reply token can make; past it an answer becomes a file. */
  messagesPerToken?: number;
  rates: {
    /** Budgets of one chat: the kinds of calls that one of them names count together. Others have no bound there. */
    chat: readonly CallBudget[];
    /**
     * Budgets of one reply token (a target with a `pace` of its own), whose calls count neither for a chat nor for the
     * whole bot. Absent where such calls count as all do.
     */
    token?: readonly CallBudget[];
    /** All calls in one group. */
    groupPerMinute: number;
    /** All calls of the bot. */
    globalPerSecond: number;
  };
}

/** Kinds of calls that a platform may count apart. `read`: to look for what is there. */
export type CallKind = 'create' | 'edit' | 'remove' | 'typing' | 'read';

/** How many calls may go out: at a steady rate with a small burst, or so many in any stretch of time. */
export type CallBudget = { calls: readonly CallKind[] } & (
  | { perSecond: number; burst: number }
  | { most: number; withinMs: number }
);

/** How a new bubble is to be placed. */
export interface Placement {
  /** 0 for the first bubble of an answer. */
  part: number;
  /** Platform id of the message to reply to, if any; the bubble is sent even if that message is gone. */
  replyTo?: string;
  /** Same value for every attempt at the same bubble; ≤ 25 characters. */
  nonce: string;
  /** It is no answer's bubble, whatever it replies to: `adopt` passes over it. */
  notice?: true;
}

/** Writes to one platform. Every method makes at most one attempt, and rejects with a Fault of a SurfaceFaultKind. */
export interface Surface {
  readonly name: string;
  readonly limits: SurfaceLimits;
  /** Loaded when the first text is to be shown. */
  renderer(): Promise<Renderer>;
  /** The platform's "I have got it, an answer will come" (a deferred response). Idempotent; nothing where `acknowledgeMs` is absent. */
  acknowledge(target: Target, signal: AbortSignal): Promise<void>;
  /** Shows the typing sign; may be dropped. */
  typing(target: Target, signal: AbortSignal): Promise<void>;
  /** Makes a bubble; resolves with its message ids (several for an album), the first being the one to edit. */
  create(target: Target, content: Content, placement: Placement, signal: AbortSignal): Promise<string[]>;
  /** Brings a bubble to `content`. Already being so is success. */
  edit(target: Target, id: string, content: Content, signal: AbortSignal): Promise<void>;
  /** Takes a bubble away, or empties it to "…" where it can no longer be deleted. Already being gone is success. */
  remove(target: Target, id: string, signal: AbortSignal): Promise<void>;
  /**
   * Own bubbles of this turn that are on the platform though their ids may not have been stored, in order of their parts.
   * `known` are the ids that were, `others` messages that stand where its bubbles do and are none. Absent where the
   * platform cannot tell. Rejects with `gone` when the platform has already shown the failure itself, so that the turn is
   * to be closed without an answer.
   */
  adopt?(target: Target, known: readonly string[], others: readonly string[], signal: AbortSignal): Promise<string[]>;
  /**
   * Target that reaches the same readers for as long as the chat is there, without reply tokens and presses. Undefined
   * where only a token reaches them.
   */
  lasting(target: Target): Target | undefined;
  /** The same target after its chat moved to the platform id `to`. */
  moved?(target: Target, to: string): Target;
  /**
   * Shows a text that passes (Telegram's draft), where this target has such. `id` ≥ 1, the same for all drafts of an
   * answer. The final bubble must still be made. Absent where there are none.
   */
  draft?(target: Target, id: number, content: Content, signal: AbortSignal): Promise<void>;
  /** Whether `draft` works for this target. */
  drafts?(target: Target): boolean;
  /** Where only the asker sees what is written: undefined where the platform has no such place for this target. */
  privateTarget?(target: Target, actor: Actor): Target | undefined;
  /** Whether a person may take others' messages away at this place. Rejects with a Fault. */
  moderates?(target: Target, actor: Actor, signal: AbortSignal): Promise<boolean>;
  /** What helps or hinders the bot at this place, for /why. Rejects with a Fault. */
  conditions?(target: Target, signal: AbortSignal): Promise<Condition[]>;
}

/**
 * Something about a place that decides whether and to what the bot answers there.
 *
 * `privacy`: it sees every message, or only those meant for it. `member`: it is in the chat. `admin`: it is one there.
 * `speak`: it may write there. `files`: it may send pictures. `content`: it may read what people write. `topic`: the
 * topic or thread is open. `history`: it may read what was written before.
 */
export interface Condition {
  name: 'privacy' | 'member' | 'admin' | 'speak' | 'files' | 'content' | 'topic' | 'history';
  /** `limited`: it answers, but not to everything; `blocked`: it cannot answer. */
  state: 'ok' | 'limited' | 'blocked';
}
