/**
 * Reasons for which the door gives nothing.
 * - `scheme`: no address of the web, or too long a one
 * - `address`: not a public address of the internet
 * - `port`: another port than that of its scheme
 * - `credentials`: a name and password stand in the address
 * - `redirects`: too many, to nowhere, or to where they may not go
 * - `size`: a body or a head that is too large
 * - `time`: it took too long, or stood still
 * - `encoding`: a packed answer, which was not asked for
 * - `unreachable`: no connection, or no whole answer
 * - `status`: an answer that is no page
 * - `type`: another kind of content than what was asked for
 * - `host`: there is none of this name, or the operator lets nobody there
 */
export type DoorReason =
  | 'scheme'
  | 'address'
  | 'port'
  | 'credentials'
  | 'redirects'
  | 'size'
  | 'time'
  | 'encoding'
  | 'unreachable'
  | 'status'
  | 'type'
  | 'host';

/** Ending without an answer. It names no address: not in its message, nor in a cause. */
export class DoorRefusal extends Error {
  readonly reason: DoorReason;
  /** Code of the system, of the parser, or an HTTP status, for the log. */
  readonly code: string | number | undefined;

  constructor(reason: DoorReason, code?: string | number) {
    super(`Nothing was fetched: ${reason}`);
    this.name = 'DoorRefusal';
    this.reason = reason;
    this.code = code;
  }
}
