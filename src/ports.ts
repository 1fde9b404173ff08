import type { Root } from 'mdast';

/**
 * The small interfaces between the rooms. Everything an adapter hands in and everything that is stored is plain JSON:
 * it survives a restart and can be answered by another process.
 */

// ── What arrives ────────────────────────────────────────────────────────────────────────────────────────────────

/** A person on a platform. */
export interface Actor {
  /** `<surface>:<platform user id>`, e.g. `telegram:123`; the form allow-lists use. */
  id: string;
  /** Display name; never an identity. */
  name: string;
  /** BCP 47 tag of the person's client, when the platform tells. */
  locale?: string;
  /** May take others' messages away here. Undefined where the event does not tell; then the Surface can be asked. */
  moderator?: boolean;
}

/** Where something was said, as far as permission cares. */
export interface Place {
  /** `private`: the person and the bot alone. `group`: others see it. `personal`: the person brought the bot along (user-installed app). */
  kind: 'private' | 'group' | 'personal';
  /** Ids an allow-list may name to admit everybody here, nearest first: chat, parent channel, server. `<surface>:<id>`. */
  scopes: string[];
}

/** Where an answer goes. The core reads the named fields; `address` is the adapter's own and opaque elsewhere. */
export interface Target {
  /** Name of the Surface. */
  surface: string;
  /** Pacing key: one budget and one call in flight per chat. `<surface>:<chat id>`. */
  chat: string;
  /** Paced by itself instead of with its chat: what only one person sees does not count against the others. */
  pace?: string;
  /** Whether the stricter budget of groups applies. */
  group: boolean;
  /** Only the asker sees the answer. */
  privately: boolean;
  /** Platform id of the prompt's message, to reply to. Absent where there is none (slash commands). */
  prompt?: string;
  /** Epoch ms after which nothing can be written here any more (interaction tokens). */
  expiresAt?: number;
  /** What the adapter needs to find the place again. Plain JSON; may hold a reply token, wiped when the turn closes. */
  address: Readonly<Record<string, string | number | boolean>>;
}

/** Something sent along with a message that is not text. */
export interface Attachment {
  kind: 'picture' | 'voice' | 'audio' | 'video' | 'sticker' | 'file' | 'other';
}

/** The message a prompt replies to. */
export interface Quote {
  /** Platform message id. */
  id: string;
  /** Who wrote it: display name, or undefined for the bot itself. */
  author?: string;
  /** Its text or caption; empty when it has none. */
  text: string;
  /** The person picked this passage out of the message. */
  chosen?: boolean;
}

/** One of several messages that are one prompt (a long paste, an album). */
export interface Piece {
  /** Key of the message, as in `key`. */
  key: string;
  /** Platform message id. */
  id: string;
  text: string;
}

interface InboundBase {
  v: 1;
  /** Key of deduplication; equal for every delivery of the same event. `<surface>:…` */
  key: string;
  /** Further keys this event uses up (the other messages of an album). */
  alsoKeys?: string[];
  surface: string;
  /** The conversation's id: order and context belong to it. `<surface>:<chat>[:<topic or member>]`. */
  conversation: string;
  /** The conversation of the person's private asks at the same place, where there are such. */
  ownConversation?: string;
  /** The conversation of the whole group, where `conversation` is that of one topic or thread in it. */
  groupConversation?: string;
  /** Whose order it keeps, where that is not the conversation's: what edits a menu need not wait for an answer. */
  lane?: string;
  /**
   * The chat whose settings hold, where the answer goes elsewhere: to the asker alone, or into a thread of that chat.
   * `target.chat` when absent.
   */
  about?: string;
  place: Place;
  actor: Actor;
  /** Epoch ms at which the platform says it was sent. */
  sentAt: number;
  target: Target;
  /** What it was put together from, in order, where that is more than one message; its text is theirs joined by `joint`. */
  pieces?: Piece[];
  joint?: string;
}

/** A message. `text` has the bot's own mention taken out. A text that starts with `/name` is made a Command by the core. */
export interface Prompt extends InboundBase {
  kind: 'prompt';
  text: string;
  /** The message is meant for the bot: a private chat, a mention, a reply to it, or a command that names it. */
  addressed: boolean;
  attachments: Attachment[];
  quote?: Quote;
}

/** A command with named options, as slash commands deliver it or the core parsed it from text. */
export interface Command extends InboundBase {
  kind: 'command';
  name: string;
  options: Record<string, string | number | boolean>;
  /** What is wrong with the options: which text to show, and its values. */
  problem?: OptionProblem;
  quote?: Quote;
  /** Further messages it is about (a stretch of a channel), oldest first. */
  material?: Quote[];
  /** It came by a button: its answer takes the place of the message that holds the button. Platform message id. */
  pressed?: string;
  /** It is about an earlier turn of the conversation, and its answer takes the place of that turn's. */
  subject?: string;
  /** Where it was asked, if the answer goes to the asker alone elsewhere: to be told there when that is closed. */
  openly?: Target;
  /** The new wording of the subject's prompt. */
  reworded?: Pick<PromptRecord, 'text' | 'pieces'>;
}

/**
 * An option that does not fit its spec; `kind` is the end of a locale key (`option.<kind>`). `alone`: the answer is for the
 * asker alone, and cannot be shown so here.
 */
export interface OptionProblem {
  kind: 'missing' | 'unknown' | 'number' | 'integer' | 'boolean' | 'choice' | 'length' | 'alone';
  values: Readonly<Record<string, string | number>>;
}

/** An act upon a conversation that is committed and applied at once, past the lane. */
export interface Gesture extends InboundBase {
  kind: 'gesture';
  gesture: Act;
}

export type Act =
  /** The running turn of the conversation, or this one. */
  | { type: 'stop'; turn?: string }
  | { type: 'moved'; from: string }
  /** A message now says `text`. `of` is the key it came with, `id` its platform id. */
  | { type: 'edited'; of: string; id: string; text: string }
  /** Messages are gone. */
  | { type: 'deleted'; of: readonly { key: string; id: string }[] }
  /**
   * A button was pressed. `data` is a command as it is typed, without its slash; `message` the platform id of the message
   * that holds the button, `input` what was written into the form the button opened.
   */
  | { type: 'press'; data: string; message: string; input?: string };

/** One event from a platform. Only prompts and commands become turns. */
export type Inbound = Prompt | Command | Gesture;

/** A position in a platform's stream of events, committed together with what was read up to it. */
export interface Cursor {
  name: string;
  value: string;
}

/**
 * Hands events to the core. Resolves when every event is either durably accepted or refused for good, so that the
 * platform may be told "got it"; rejects when nothing was committed (the platform must deliver again).
 */
export type Receive = (batch: readonly Inbound[], cursor?: Cursor) => Promise<void>;

// ── What is shown ───────────────────────────────────────────────────────────────────────────────────────────────

/** Text in the form a surface's own renderer makes; `entities` are the platform's formatting ranges, if it has such. */
export interface Rendered {
  text: string;
  entities?: readonly object[];
}

/** A picture's bytes (or a text file's, where an answer has too many parts); only ever in memory. */
export interface Picture {
  bytes: Uint8Array;
  /** `image/png`, `image/jpeg`, `image/webp` or `text/markdown`. */
  mime: string;
  /** File name with an extension. */
  name: string;
}

/** A button under a bubble. */
export interface Button {
  /**
   * A command as it is typed, without its slash (`retry turn=k3`); at most 64 bytes. One that begins with `?` opens a form
   * with one line, whose text becomes the command's free text.
   */
  data: string;
  /** A word or two, in the asker's language. */
  label: string;
}

/** Rows of buttons. */
export type Controls = readonly (readonly Button[])[];

/** What one bubble shows. With pictures, `rendered` is their caption. An edit without `controls` takes the buttons away. */
export interface Content {
  rendered: Rendered;
  pictures?: readonly Picture[];
  controls?: Controls;
  /** The person is asked to reply to this bubble. */
  form?: boolean;
}

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
  /** Sends, edits and typing count together. */
  rates: {
    chatPerSecond: number;
    chatBurst: number;
    groupPerMinute: number;
    globalPerSecond: number;
  };
}

/** How a new bubble is to be placed. */
export interface Placement {
  /** 0 for the first bubble of an answer. */
  part: number;
  /** Platform id of the message to reply to, if any; the bubble is sent even if that message is gone. */
  replyTo?: string;
  /** Same value for every attempt at the same bubble; ≤ 25 characters. */
  nonce: string;
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
   * `known` are the ids that were. Absent where the platform cannot tell. Rejects with `gone` when the platform has
   * already shown the failure itself, so that the turn is to be closed without an answer.
   */
  adopt?(target: Target, known: readonly string[], signal: AbortSignal): Promise<string[]>;
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
  alone?(target: Target, actor: Actor): Target | undefined;
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

/** One platform's whole: events in, surface out. */
export interface Adapter {
  readonly surface: Surface;
  /** Connects and lets events flow; resolves once they do, keeps trying while the platform is away, rejects with a Fault that never mends itself. */
  start(signal: AbortSignal): Promise<void>;
  /** Settles when the adapter has ended: resolved after the signal, rejected with the Fault it cannot go on with. */
  readonly ended: Promise<void>;
}

/** What every adapter is handed. */
export interface AdapterContext {
  receive: Receive;
  /** The stored position by name; undefined when there is none yet. */
  cursor(name: string): Promise<string | undefined>;
  commands: readonly CommandDescription[];
  /** What a person may want to fill into an option, for autocompletion; at most 25, none where they may not speak. */
  suggest(command: Command, option: string): Promise<Suggestion[]>;
  clock: Clock;
  log: Log;
}

/** What is shown and what is filled in. */
export interface Suggestion {
  label: string;
  value: string;
}

// ── Commands ────────────────────────────────────────────────────────────────────────────────────────────────────

export interface CommandOption {
  /** `[a-z0-9_]{1,32}` */
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean';
  required?: boolean;
  choices?: readonly string[];
  min?: number;
  max?: number;
  /** Most characters of a string. */
  maxLength?: number;
  /** In the text form this option takes everything that follows. At most one, the text's last. */
  rest?: boolean;
  /** Its values are suggested while they are typed (`CommandDefinition.suggest`). */
  suggest?: boolean;
  /** Only buttons fill it in: not registered, not described, not taken when typed. */
  internal?: boolean;
}

/** A command as data: what registers it, parses it and describes it. Its descriptions are in the locales. */
export interface CommandSpec {
  /** `[a-z0-9_]{1,32}` */
  name: string;
  options: readonly CommandOption[];
  /**
   * Who sees the answer: everybody; the asker, where the platform can do that at this place; the asker `alone`, wherever
   * that takes the answer. An option `private` set to true makes it the asker in either case.
   */
  visibility: 'asker' | 'chat' | 'alone';
  /** Name of the option that is shown above the answer where the platform shows only the command's name. */
  echo?: string;
  /** Not listed in the platform's menu (e.g. /start). */
  hidden?: boolean;
  /** Also offered on a message's own menu, where the platform has such; the message comes as `quote`. */
  onMessage?: {
    /** Name of the option a form asks for first. */
    form?: string;
    /** What was written after the message comes along as `material`. */
    since?: boolean;
  };
  /** Only buttons and gestures use it: not listed, not taken when typed. */
  internal?: boolean;
  /** Everybody may use it, whom the gate refuses as well. */
  open?: boolean;
}

/** A spec with what people read about it, by locale (BCP 47; `en` always present). */
export interface CommandDescription {
  spec: CommandSpec;
  description: Readonly<Record<string, string>>;
  /** By option name, then locale. */
  options: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What it is called on a message's menu, by locale; where it is offered there. */
  onMessage?: Readonly<Record<string, string>>;
}

// ── The model ───────────────────────────────────────────────────────────────────────────────────────────────────

export interface ModelMessage {
  role: 'user' | 'assistant';
  text: string;
}

export interface Sampling {
  /** 0 to 2 */
  temperature?: number;
  /** 0 to 1 */
  topP?: number;
  /** Includes reasoning tokens. */
  maxOutputTokens?: number;
  /** How long a reasoning model thinks: `none` to `max`, by model. */
  effort?: string;
  /** `low`, `medium` or `high`. */
  verbosity?: string;
}

export interface ModelRequest extends Sampling {
  model: string;
  system?: string;
  messages: readonly ModelMessage[];
  /** Stable, opaque id of the person (a hash), for the service's abuse checks. */
  safetyId?: string;
  /** Stable id of the conversation, for the service's prompt cache. */
  cacheKey?: string;
}

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens?: number;
}

export type ModelEvent =
  | { type: 'text'; delta: string }
  /** Comes exactly once and last; without it the stream has thrown. `length`: cut by a token limit. */
  | { type: 'end'; reason: 'complete' | 'length' | 'filtered'; usage?: Usage };

export interface ImageRequest {
  model: string;
  prompt: string;
  /** `1024x1024` and the like, or `auto`. */
  size?: string;
  quality?: string;
  /** 1 to 10 */
  count: number;
  safetyId?: string;
}

/** Asks a model. Rejects (or throws while iterating) with a Fault of a ModelFaultKind; an abort throws the signal's reason. */
export interface Model {
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  paint(request: ImageRequest, signal: AbortSignal): Promise<{ pictures: Picture[]; usage?: Usage }>;
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Why an answer ended. */
export type EndReason = 'complete' | 'length' | 'filtered' | 'stop' | 'timeout' | 'error' | 'cut';

/** Why a running turn is aborted; says what happens to the part said so far (see docs: ARCHITECTURE). */
export type AbortReason = 'stop' | 'timeout' | 'superseded' | 'forgotten' | 'shutdown' | 'lost';

/** What happened to a conversation. Applied once for each (turn, revision). */
export type ConversationEvent =
  /** A new turn. `thread`: the thread it belongs to, begun if there is none of that id; the current one when absent. */
  | { type: 'answered'; parent: string | null; prompt: PromptRecord; answer: AnswerRecord; thread?: string }
  /**
   * A turn has another answer, which is shown from now on. With `prompt` it answers a new wording, and what answered the
   * old one is forgotten; with `replace` it takes the place of the answer shown (it was continued).
   */
  | { type: 'revised'; turn: string; answer: AnswerRecord; prompt?: PromptRecord; replace?: boolean }
  /** Another of a turn's answers is shown; `answer` counts from 0. */
  | { type: 'shown'; turn: string; answer: number }
  /** A turn leaves the context for good. */
  | { type: 'removed'; turn: string }
  /** A pinned turn never leaves the window. */
  | { type: 'pinned'; turn: string; pinned: boolean }
  /** A new thread begins; the one before is kept. */
  | { type: 'reset'; thread?: string; title?: string }
  | { type: 'switched'; thread: string }
  | { type: 'titled'; thread: string; title: string }
  /** A thread and what was said in it are forgotten. */
  | { type: 'dropped'; thread: string }
  /** The answer's bubbles hold buttons (`line`: ask for a reply that completes this command): whose they are is remembered. */
  | { type: 'menu'; line?: string }
  /** What the chat has set from now on, whole. */
  | { type: 'settings'; settings: ChatSettings };

/** What a chat has chosen for itself; absent means the operator's default. */
export interface ChatSettings {
  v: 1;
  tier?: 'basic' | 'advanced';
  /** A model by name, instead of a tier. */
  model?: string;
  sampling?: Sampling;
  /** Whose history it is: one a group, one a topic or thread (when absent), one a member. */
  history?: 'group' | 'topic' | 'member';
  /** How an answer grows: by edits, by drafts where there are such, or not at all. */
  streaming?: 'edits' | 'drafts' | 'off';
  /** BCP 47 tag; the person's client decides when absent. */
  language?: string;
}

/** A prompt as it is kept in context. */
export interface PromptRecord {
  text: string;
  /** Display name of who said it, in groups. */
  speaker?: string;
  quote?: { author?: string; text: string };
  /** Platform message id. */
  id?: string;
  /**
   * What is shown above its answers where there is no message to see; `text` when absent. Empty where the words are not the
   * person's: a command's task.
   */
  echo?: string;
  /** What it was put together from, where that is more than one message. */
  pieces?: Piece[];
  joint?: string;
  /** It is asked without what was said before. */
  alone?: true;
  /** The turn that asked this before, in words of the same message. */
  twin?: string;
}

export interface AnswerRecord {
  text: string;
  reason: EndReason;
  usage?: Usage;
  /** Platform message ids of the bubbles. */
  parts?: string[];
}

/** What respond() yields. */
export type Progress =
  /** The whole text so far. */
  { type: 'text'; text: string } | { type: 'end'; end: Ending };

/** How a response ended. `text` is Markdown. */
export interface Ending {
  reason: EndReason;
  text: string;
  /** One sentence under the text, in the user's language: stopped, cut off, an error. */
  notice?: string;
  pictures?: readonly Picture[];
  events: readonly ConversationEvent[];
  usage?: Usage;
  /** Buttons under the last bubble. */
  controls?: Controls;
  /** Nothing is shown, and what was is taken away. */
  hidden?: boolean;
  /** Platform ids of further messages that are taken away. */
  removes?: readonly string[];
}

/** An Ending as stored: whatever happens later, the model is not asked again. Pictures' bytes are not kept. */
export interface Final {
  v: 1;
  reason: EndReason;
  text: string;
  notice?: string;
  /** How many pictures belonged to it. */
  pictures?: number;
  events: readonly ConversationEvent[];
  usage?: Usage;
  controls?: Controls;
  hidden?: boolean;
  removes?: readonly string[];
}

/** A bubble that is on the platform. */
export interface Receipt {
  part: number;
  /** Message ids, the first being the one to edit. */
  ids: string[];
  /** Source range of the answer's Markdown it last showed, in UTF-16 units. */
  start: number;
  end: number;
  /** The platform id of the chat it is in, where the turn's chat had moved before. */
  movedTo?: string;
}

// ── The inbox ───────────────────────────────────────────────────────────────────────────────────────────────────

/** A turn that this process owns for now. Its writes are durable when they resolve. */
export interface Claim {
  /** Unique, stable over restarts. */
  readonly id: string;
  readonly inbound: Prompt | Command;
  /** 1 on the first try; written before the work. */
  readonly attempt: number;
  readonly acceptedAt: number;
  readonly receipts: readonly Receipt[];
  readonly final: Final | undefined;
  /** A stop was asked for, perhaps before a restart. */
  readonly stopped: boolean;
  /** What it answers is gone: nothing is to be shown, and what was is to be taken away. */
  readonly forgotten: boolean;
  /** Counts up whenever what is to be answered changes: it has another wording, or is gone. */
  readonly revision: number;
  /** Stores where a bubble is and what it shows. */
  record(receipt: Receipt): Promise<void>;
  /**
   * Stores the final text; from now on the model is not asked again. False, and nothing is stored, when it answers an
   * earlier revision.
   */
  settle(final: Final, revision: number): Promise<boolean>;
  /** The turn is done: reply tokens and texts are wiped. */
  close(outcome: 'answered' | 'failed' | 'undeliverable' | 'forgotten'): Promise<void>;
  /** Gives the turn back uncounted (shutdown). */
  release(): Promise<void>;
}

/** A turn that is not closed yet. */
export interface OpenTurn {
  id: string;
  inbound: Prompt | Command;
  /** Its final text is stored. */
  settled: boolean;
}

/**
 * Keeps accepted turns until they are closed: one at a time in a lane (a conversation, unless the inbound names another),
 * oldest first, many lanes at once.
 */
export interface Inbox {
  /** Which of these keys have been accepted before. */
  known(keys: readonly string[]): Promise<Set<string>>;
  /** Commits a batch and the cursor in one transaction; true for each event that was new. Gestures use up their keys only. */
  accept(batch: readonly Inbound[], cursor?: Cursor): Promise<boolean[]>;
  /** Open turns of a lane, the running one included. */
  open(lane: string): number;
  /** An open turn: by its id, by the key of a message it was accepted with, or the newest command `name` about an earlier turn. */
  find(by: { turn: string } | { key: string } | { subject: string; name: string }): OpenTurn | undefined;
  /** Marks the lane's oldest open turn, or this one, as stopped, durably; its id, or undefined when there is none. */
  stop(lane: string, turn?: string): Promise<string | undefined>;
  /** Puts another inbound in an open turn's place, durably; false when its answer is final already, or it is closed. */
  replace(turn: string, inbound: Prompt | Command): Promise<boolean>;
  /** Marks an open turn as one whose prompt is gone, durably; false when its answer is final already, or it is closed. */
  forget(turn: string): Promise<boolean>;
  cursor(name: string): Promise<string | undefined>;
  /** Hands out claims until the signal fires, then waits for the handlers to return. `concurrency` 0: no bound. */
  work(handler: (claim: Claim) => Promise<void>, concurrency: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

// ── Surroundings ────────────────────────────────────────────────────────────────────────────────────────────────

/** Time, so that tests can own it. */
export interface Clock {
  /** Epoch ms; may jump. */
  now(): number;
  /** Ms since some moment; never jumps: for pacing and measuring. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Structured log. Fields never hold a secret or a message text. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}
