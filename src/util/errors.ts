import type { Ability } from '../ports/index.ts';

/** Kinds of failure that the core tells apart. Each has one sentence in the locales (`error.<kind>`). */
export type FaultKind = SurfaceFaultKind | ModelFaultKind | 'storage' | 'config' | 'internal';

/**
 * Reason for which a platform refused or lost a call.
 * - `rate_limited`: `retryAfterMs` says how long, `scope` what is paused
 * - `unreachable`: no answer came; the call may or may not have been taken
 * - `server`: the platform answered with a failure of its own (5xx); not taken
 * - `unauthorized`: the token is wrong or revoked; nothing can be done until the operator acts
 * - `forbidden`: blocked by the user, removed from the chat or a missing permission; terminal for this chat
 * - `gone`: the message to edit or delete, or the chat, does not exist (any more)
 * - `asleep`: the place sleeps, and takes no edit; a new message wakes it
 * - `expired`: the reply token has run out
 * - `migrated`: the chat has a new id, `movedTo`
 * - `rejected`: the platform will never take this content as it is (formatting, size)
 * - `conflict`: somebody else polls with the same token
 */
export type SurfaceFaultKind =
  | 'rate_limited'
  | 'unreachable'
  | 'server'
  | 'unauthorized'
  | 'forbidden'
  | 'gone'
  | 'asleep'
  | 'expired'
  | 'migrated'
  | 'rejected'
  | 'conflict';

/**
 * Reason for which the model gave no answer, or only a part.
 * - `model_busy`: 429; `retryAfterMs` when the service said so
 * - `model_quota`: `insufficient_quota`; waiting does not help
 * - `model_auth`: the key is wrong or may not use the model
 * - `model_unknown`: the service has no such model
 * - `model_rejected`: a 400 for these parameters or this content; `facts.param` when the service named one
 * - `model_too_long`: the request exceeds the model's context window
 * - `model_filtered`: refused by the service's content rules
 * - `model_unreachable`: connection refused, reset, DNS
 * - `model_server`: 5xx or an answer that cannot be read
 * - `model_stalled`: nothing came for too long, or the whole took too long
 * - `model_cut`: the stream ended without completion
 * - `model_empty`: completed with no text at all
 * - `model_spent`: not asked any more, as earlier attempts at this answer may each have cost money
 */
export type ModelFaultKind =
  | 'model_busy'
  | 'model_quota'
  | 'model_auth'
  | 'model_unknown'
  | 'model_rejected'
  | 'model_too_long'
  | 'model_filtered'
  | 'model_unreachable'
  | 'model_server'
  | 'model_stalled'
  | 'model_cut'
  | 'model_empty'
  | 'model_spent';

/** Facts to act on and to log. Never a secret, never the text of a message. */
export interface FaultFacts {
  /** Milliseconds to wait before trying again, when the other side said so. */
  retryAfterMs?: number;
  /** Calls that a rate limit pauses. */
  scope?: 'message' | 'chat' | 'all';
  /** The platform failed for this one call again and again, and took those of others meanwhile. */
  isolated?: boolean;
  /** The chat's new platform id, for `migrated`. */
  movedTo?: string;
  /** HTTP status, platform or service error code. */
  status?: number;
  code?: string | number;
  /** The service's id of the request, for support. */
  requestId?: string;
  /** The parameter that was refused. */
  param?: string;
  /** True if the model takes no such parameter, whatever its value. */
  unsupported?: true;
  /** Tokens of the window that was exceeded, and of what was said to it, as far as the service told. */
  limit?: number;
  input?: number;
  /** Tokens asked for, with the limit of the answer among them. */
  asked?: number;
  /** Limit of the answer that the account can pay, in tokens. */
  affords?: number;
  /** Ability that the model lacks: without what needs it, the request may be taken. */
  lacks?: Ability;
  /** The model is being loaded: waiting helps. */
  loading?: true;
  /** No wording that is known: it may help to ask for less. */
  unclear?: true;
  /** The platform's own description of the failure. */
  description?: string;
  /** Advice to the operator, as one imperative sentence in English. */
  advice?: string;
}

/** The one error type that crosses rooms: a kind to branch on, facts to act on, the cause for the log. */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly facts: FaultFacts;

  constructor(kind: FaultKind, message: string, facts: FaultFacts = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Fault';
    this.kind = kind;
    this.facts = facts;
  }
}

/** Tells whether `error` is a Fault of one of `kinds`, or of any kind when none is named. */
export function isFault(error: unknown, ...kinds: FaultKind[]): error is Fault {
  return error instanceof Fault && (kinds.length === 0 || kinds.includes(error.kind));
}

/** Code that the system or Node gave an error, such as `ENOENT`; undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Tells whether an error has one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(codeOf(error) ?? '');
}
