import type { Root } from 'mdast';
import type { Content, Form, Rendered } from './content.ts';
import type { Actor, Place, Target } from './event.ts';
import type { MediaAddress } from './media.ts';

/** Surfaces: whatever shows bubbles to people. */

/** Turns a Markdown tree into a surface's text. Pure: same in, same out, whatever the tree. */
export interface Renderer {
  /** The largest `size` one bubble may have. */
  limit: number;
  render(tree: Root): Rendered;
  /** Text without formatting, the addresses of its links written out; it may be longer. Absent where it is the text itself. */
  plain?(rendered: Rendered): Rendered;
  size(rendered: Rendered): number;
}

/** A platform's limits as data; the code that obeys them is written once, in delivery/. Rates of 0 mean none. */
export interface SurfaceLimits {
  /** Largest caption of files, in the renderer's units. */
  caption: number;
  /** Voice messages; absent where there are none. */
  voice?: {
    /** Largest caption. 0: it holds neither words nor buttons, and no edit changes it. */
    caption: number;
  };
  /** Largest file that can be sent, and largest that can be fetched, bytes; absent where the platform names none. */
  upload?: number;
  download?: number;
  /** Longest quote that is worth showing closed, in UTF-16 units; absent where there are none. */
  collapsed?: number;
  /** True where pictures are made smaller: only as documents they are as they were. */
  recompresses?: true;
  /** Most pictures, or other files, in one message. */
  pictures: number;
  /** True where several files in one message can have buttons under them; elsewhere these need a bubble of their own. */
  albumButtons?: true;
  /** Most pictures an edit can put into a bubble that showed text. */
  picturesPerEdit: number;
  /** Most buttons side by side; 0 where there are none. */
  buttonsPerRow: number;
  /** Shortest time between two edits of one message worth making, ms. */
  editIntervalMs: number;
  /** Lifetime of a typing sign, ms. */
  typingMs: number;
  /** Longest title of a topic or thread, UTF-16 units; absent where there are none to name. */
  title?: number;
  /** The platform wants a first response within this time, ms; absent where it does not. */
  acknowledgeMs?: number;
  /** Most characters of a field of a form; absent where there are no forms. */
  fieldLength?: number;
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
    /** Refusals in any stretch of time past which the platform bans the bot. Absent where it does not. */
    refusals?: { most: number; withinMs: number };
  };
}

/**
 * Kinds of calls that a platform may count apart. `read`: to look for what is there. `react`: to show a receipt. `open` and
 * `rename`: of a thread.
 */
export type CallKind = 'create' | 'edit' | 'remove' | 'typing' | 'read' | 'react' | 'open' | 'rename';

/** Budget of calls: a steady rate with a small burst, or a maximum in any stretch of time. */
export type CallBudget = { calls: readonly CallKind[] } & (
  | { perSecond: number; burst: number }
  | { most: number; withinMs: number }
);

/** Placement of a new bubble. */
export interface Placement {
  /** 0 for the first bubble of an answer. */
  part: number;
  /** Platform id of the message to reply to, if any; the bubble is sent even if that message is gone. */
  replyTo?: string;
  /** Same value for every attempt at the same bubble; ≤ 25 characters. */
  nonce: string;
  /** Marks a message that is no answer's bubble, whatever it replies to: `adopt` passes over it. */
  notice?: true;
}

/** Age up to which a fact about a person at a place is believed, ms. */
export const FACT_HOLDS_MS = 3 * 60_000;

/** Codes of faults: a voice that is taken in no form, a file larger than what may be fetched. */
export const NO_VOICE = 'no-voice';
export const TOO_LARGE = 'too-large';

/** Writes to one platform. Every method makes at most one attempt, and rejects with a Fault of a SurfaceFaultKind. */
export interface Surface {
  readonly name: string;
  readonly limits: SurfaceLimits;
  /** Loaded when the first text is to be shown. */
  renderer(): Promise<Renderer>;
  /**
   * Tells the platform that the event has arrived and an answer will come (a deferred response). Idempotent. Does
   * nothing where `acknowledgeMs` is absent.
   */
  acknowledge(target: Target, signal: AbortSignal): Promise<void>;
  /** Shows the typing sign; may be dropped. */
  typing(target: Target, signal: AbortSignal): Promise<void>;
  /**
   * Makes a bubble; resolves with its message ids (several for an album), the first being the one to edit. A voice that may not
   * be sent here is sent as sound; where that is not taken either, it rejects with `rejected` and facts.code `NO_VOICE`.
   */
  create(target: Target, content: Content, placement: Placement, signal: AbortSignal): Promise<string[]>;
  /** Makes a bubble show `content`. Showing it already is success. Nothing becomes a voice message by an edit. */
  edit(target: Target, id: string, content: Content, signal: AbortSignal): Promise<void>;
  /**
   * Fetches the bytes of media that a message of this platform held. Makes one attempt, from the platform's own hosts alone, and
   * reads no further than `limits.bytes`, whatever size was declared. Its time limit is the signal's. Rejects with a Fault that
   * holds no address: `gone` where it cannot be had (any more), `rejected` with facts.code `TOO_LARGE`. Absent where nothing can
   * be fetched.
   */
  download?(address: MediaAddress, limits: { bytes: number }, signal: AbortSignal): Promise<Uint8Array>;
  /** Removes a bubble, or empties it to "…" where it can no longer be deleted. Being gone already is success. */
  remove(target: Target, id: string, signal: AbortSignal): Promise<void>;
  /**
   * Finds own bubbles of this turn, also those whose ids were not stored, in order of their parts. `known` are the
   * stored ids. `others` are messages among the bubbles that are none. Absent where the platform cannot tell. Rejects
   * with `gone` when the platform has already shown the failure itself: the turn is then closed without an answer.
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
   * Shows a passing preview (Telegram's draft), where this target has one. `id` ≥ 1, the same for all drafts of an
   * answer. The final bubble must still be made. Absent where there are none.
   */
  draft?(target: Target, id: number, content: Content, signal: AbortSignal): Promise<void>;
  /** Tells whether `draft` works for this target. */
  drafts?(target: Target): boolean;
  /** Shows by a reaction to a person's message what becomes of it; undefined takes the sign away. Absent where there are none. */
  react?(target: Target, message: string, mark: 'working' | 'done' | undefined, signal: AbortSignal): Promise<void>;
  /** Target and place of the thread that `openThread` would make of a target; undefined where there can be none. Its ids are known before it is there. */
  threadOf?(target: Target, at: Place): { target: Target; at: Place } | undefined;
  /** Opens the thread of a target that `threadOf` gave. Being open already is success. */
  openThread?(target: Target, title: string, signal: AbortSignal): Promise<void>;
  /** Names the topic or thread of a target. */
  rename?(target: Target, title: string, signal: AbortSignal): Promise<void>;
  /**
   * Opens a form for the person who pressed a button, as the first response to that press. Absent where the platform has
   * none: then a reply is asked for.
   */
  openForm?(target: Target, form: Form, signal: AbortSignal): Promise<void>;
  /** Mention that rings for a person, in the platform's form, as `Content.mention` has it. Undefined for who can be called by none. */
  mentionOf?(actor: Actor): string | undefined;
  /**
   * Address that leads people to a message, or to its chat where they cannot be led to it. Undefined where a chat has none. `group`: the
   * chat may be one of several people. Absent where the platform has none.
   */
  linkTo?(at: { chat: string; message: string; group: boolean }): string | undefined;
  /** Target that only the asker sees. Undefined if the platform has no such place for this target. */
  privateTarget?(target: Target, actor: Actor): Target | undefined;
  /**
   * Opens a person's private chat with the bot: where they can be written to for good. Being open already is success. Absent
   * where each target lasts. Rejects with a Fault.
   */
  openPrivate?(actor: Actor, signal: AbortSignal): Promise<{ target: Target; at: Place }>;
  /** Tells whether a person may delete other people's messages at this place. Rejects with a Fault. */
  moderates?(target: Target, actor: Actor, signal: AbortSignal): Promise<boolean>;
  /**
   * Tells whether a person can read this place now, by a fact no older than `FACT_HOLDS_MS`; a leave that was seen counts
   * at once. Rejects with a Fault where the platform does not tell.
   */
  isPresent?(target: Target, actor: Actor, signal: AbortSignal): Promise<boolean>;
  /** Conditions that help or hinder the bot at this place, for /why. Rejects with a Fault. */
  conditions?(target: Target, signal: AbortSignal): Promise<Condition[]>;
}

/**
 * Condition of a place that decides whether and to what the bot answers there.
 *
 * `privacy`: the bot sees every message, or only those meant for it. `member`: it is in the chat. `admin`: it is an
 * admin there. `speak`: it may write there. `files`: it may send pictures. `content`: it may read what people write.
 * `topic`: the topic or thread is open. `history`: it may read earlier messages.
 */
export interface Condition {
  name: 'privacy' | 'member' | 'admin' | 'speak' | 'files' | 'content' | 'topic' | 'history';
  /** `limited`: it answers, but not to everything; `blocked`: it cannot answer. */
  state: 'ok' | 'limited' | 'blocked';
}
