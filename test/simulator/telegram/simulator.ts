import type { Update, UserFromGetMe } from 'grammy/types';
import type { Onlooker, Rule } from '../server.ts';
import type { CommandLists } from './commands.ts';
import type { KeptTelegram } from './keep.ts';
import type { Limits } from './limits.ts';
import type { People } from './people.ts';
import type { Notification, WaitingPress } from './press.ts';
import type { ApiError } from './refusal.ts';
import type { News } from './updates.ts';
import type { Delivery } from './webhook.ts';
import type { Seen, World } from './world.ts';

/** Settings of the stand-in; all have defaults. */
export interface TelegramOptions {
  token?: string;
  /** 0 or absent: any free port. */
  port?: number;
  username?: string;
  /** The bot sees only what is meant for it in groups. Default true, as the real one. */
  privacy?: boolean;
  clock?: { now(): number };
  /** Answer 429 above these rates; `true` for about the published ones. Off when absent. */
  limits?: Partial<Limits> | true;
  /** Length of one second between two tries of a webhook, ms; 1000 when absent. */
  webhookSecondMs?: number;
  /** Everything that another stand-in had seen. */
  world?: KeptTelegram;
}

/** One API call as it was taken or refused. */
export interface ApiCall {
  method: string;
  /** As sent; JSON in forms stays a string, files are `{file, bytes}`. */
  params: Record<string, unknown>;
  /** Epoch ms by the stand-in's clock. */
  at: number;
  ok: boolean;
  error?: ApiError;
  /** Id of the message that it made or changed. */
  message?: number;
}

/** A running stand-in of Telegram's Bot API. */
export interface TelegramSimulator extends People {
  apiRoot: string;
  token: string;
  bot: UserFromGetMe;
  /** The world as it is now, for another stand-in to go on from. */
  keep(): KeptTelegram;
  /** All that it knows, for who shows it. */
  world: World;
  /** Registered commands, by the JSON of scope, chat, person and language; another map after each change. */
  commands: CommandLists['all'];
  /** Shows the calls as they go over the wire. */
  watch(onlooker: Onlooker): () => void;
  /** Breaks calls on the wire; see `isMethod`. */
  rule(rule: Rule): () => void;
  /** Refuses the next `times` calls (1 by default) of a method that match `when`, as the API refuses. */
  fail(
    method: string,
    error: ApiError,
    times?: number,
    when?: (params: Record<string, unknown>) => boolean,
  ): () => void;
  /** Queues an update with any content; its id, or undefined when the bot did not ask for its kind. */
  push(news: News): number | undefined;
  /** Delivers updates (again), ids included. */
  redeliver(...updates: Update[]): void;
  /** The next update gets this id; a lower one makes the ids jump down. */
  nextUpdateId(id: number): void;
  /** Every update queued so far, and those not yet confirmed. */
  updates: readonly Update[];
  pending(): Update[];
  /** What the bot has not confirmed, and with it the calls under way, in words. */
  unheard(): string[];
  busy(): string[];
  /** While on, every getUpdates is refused as if somebody else polled. */
  conflict(on: boolean): void;
  /** Leads the host of a webhook's address to a plain HTTP server: the place of its name, its certificate and its proxy. */
  lead(host: string, to: string): void;
  /** Requests to the webhook that have ended. */
  deliveries: readonly Delivery[];
  /** Number of those that have not. */
  sending(): number;
  /** What is to be seen in a chat now, in order; with `deleted`, also what was taken away. */
  messages(chat: { id: number }, deleted?: 'deleted'): Seen[];
  /** Bytes of the document that a message is. */
  document(seen: Seen): Buffer | undefined;
  /** What only this person sees there now. */
  messagesFor(chat: { id: number }, user: { id: number }): Seen[];
  /** The text that passes in a private chat now; '' shows as "Thinking…", undefined is none. */
  draft(chat: { id: number }): string | undefined;
  /** Whether a Stop is to be pressed under it. */
  stoppable(chat: { id: number }): boolean;
  /** What was shown on the screens of those who pressed. */
  notifications: readonly Notification[];
  /** Presses whose buttons still wait, as clients show it. */
  waitingPresses(): readonly WaitingPress[];
  /** The texts (or captions) of the bot's visible messages in a chat. */
  answers(chat: { id: number }): string[];
  calls: readonly ApiCall[];
  /** The calls of one method. */
  callsOf(method: string): ApiCall[];
  /** Resolves with the first result that is neither undefined nor false; looks again at every change. Rejects after `timeoutMs` (5,000). */
  waitFor<T>(look: () => T | undefined | false, timeoutMs?: number): Promise<T>;
  /** Cuts every open connection. */
  cut(): void;
  close(): Promise<void>;
}
