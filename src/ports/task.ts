import * as v from 'valibot';
import {
  type ButtonPress,
  type ChatMove,
  groundsSchema,
  type MessageDelete,
  type MessageEdit,
  targetSchema,
} from './event.ts';
import { attachmentSchema } from './media.ts';
import { openingSchema, pieceSchema, quoteSchema, sourceSchema } from './message.ts';
import { type Once, onceSchema } from './settings.ts';

/**
 * Tasks: the core's reading of an event, made once. It fixes who asks, where, whose order it keeps and which message it
 * is about. Settings, the current thread and permissions are read when the task is worked on. Each schema is the one
 * statement of a stored shape; the types are taken from it. Further fields are allowed.
 */

const text = v.string();
const number = v.pipe(v.number(), v.finite());
const flag = v.boolean();
const scalar = v.union([text, number, flag]);

const base = {
  v: v.literal(2),
  /** Key of deduplication; equal for every delivery of the same event. `<surface>:…` */
  key: text,
  /** Further keys that are used up with it. */
  alsoKeys: v.exactOptional(v.array(text)),
  surface: text,
  /** Id of the conversation: context belongs to it. `<surface>:<chat>[:<topic or member>]`. */
  conversation: text,
  /** Conversation of the person's private asks at the same place, where there are such. */
  ownConversation: v.exactOptional(text),
  /**
   * Ordering key: one turn of a queue runs at a time. The conversation's id as a rule; a menu's pages need not wait for an
   * answer, and messages after a chat moved wait for those before.
   */
  queue: text,
  /** Chat whose settings hold, where that is not the target's. */
  settingsChat: v.exactOptional(text),
  place: groundsSchema,
  /** Platform id of the topic it was said in, in a chat that is divided into topics. */
  thread: v.exactOptional(text),
  /** True where nobody chose the title of that topic, or of the thread that is opened for it. */
  unnamed: v.exactOptional(v.literal(true)),
  /** As in Actor. */
  actor: v.object({
    id: text,
    name: text,
    locale: v.exactOptional(text),
    moderator: v.exactOptional(flag),
    kind: v.exactOptional(v.literal('chat')),
    behind: v.exactOptional(text),
  }),
  /** Epoch ms at which the platform says it was sent. */
  sentAt: number,
  /** Target of the answer. */
  target: targetSchema,
  /** Event it came by. */
  cause: v.picklist(['message', 'command', 'press', 'edit', 'delete', 'move', 'stop', 'due']),
  /** Platform id of the edited message. The new answer replaces the bubbles of the earlier one. */
  editOf: v.exactOptional(text),
  /** Messages it was put together from, in order, where that is more than one; its text is theirs joined by `joint`. */
  pieces: v.exactOptional(v.array(pieceSchema)),
  joint: v.exactOptional(text),
};

const tailSchema = v.object({
  at: number,
  album: v.exactOptional(text),
  length: number,
  forward: flag,
  /** Words as they were sent, where the task says something else. */
  words: v.exactOptional(text),
});

/** Facts of a task that messages asked for. */
const act = {
  /** Last message of it, which tells whether another one goes on with it. */
  tail: v.exactOptional(tailSchema),
  /** True once it was begun anew for a message that goes on with it. That happens once. */
  rejoined: v.exactOptional(v.literal(true)),
};

const promptTask = v.object({
  ...base,
  kind: v.literal('prompt'),
  text,
  attachments: v.array(attachmentSchema),
  /** As in Message. */
  details: v.exactOptional(text),
  quote: v.exactOptional(quoteSchema),
  /** Source of its words, if they are not the person's own: then they are material. */
  source: v.exactOptional(sourceSchema),
  /** Opening of its place. */
  opening: v.exactOptional(openingSchema),
  /** Target where it was asked, if its answer opens a thread: it is answered there where none can be opened. */
  askedAt: v.exactOptional(targetSchema),
  ...act,
  ...onceSchema.entries,
  /** Name of the command that asked it, where it is no plain message. */
  command: v.exactOptional(text),
});

const problemSchema = v.object({
  kind: v.picklist([
    'missing',
    'unknown',
    'number',
    'integer',
    'boolean',
    'choice',
    'length',
    'alone',
    'anonymous',
    'gone',
  ]),
  values: v.record(text, v.union([text, number])),
});

const editedPromptSchema = v.object({
  text,
  ...onceSchema.entries,
  command: v.exactOptional(text),
  pieces: v.exactOptional(v.array(pieceSchema)),
});

const commandTask = v.object({
  ...base,
  ...act,
  kind: v.literal('command'),
  name: text,
  options: v.record(text, scalar),
  /** As in SlashCommand. */
  files: v.exactOptional(v.record(text, attachmentSchema)),
  /** Files that came with its message, where the command takes files. */
  attachments: v.exactOptional(v.array(attachmentSchema)),
  problem: v.exactOptional(problemSchema),
  quote: v.exactOptional(quoteSchema),
  /** Further messages it is about (a stretch of a channel), oldest first. */
  material: v.exactOptional(v.array(quoteSchema)),
  /** Effect on the turn it is about; see CommandSpec. */
  effect: v.exactOptional(v.picklist(['revise', 'renew', 'remove'])),
  /** Id of the earlier turn it is about; its answer takes the place of that turn's. */
  turnId: v.exactOptional(text),
  /** Platform id of the message whose button asked for it; its answer takes that message's place. */
  menuMessage: v.exactOptional(text),
  /** Platform ids of messages that answer the same prompt, and are another turn's. */
  others: v.exactOptional(v.array(text)),
  /** Target where it was asked, if the answer goes to the asker alone elsewhere: a failure is told there. */
  askedAt: v.exactOptional(targetSchema),
  /** Target at the place it is about, if its button was shown to the asker alone elsewhere; `place` is that place. */
  origin: v.exactOptional(targetSchema),
  /** New wording of the prompt of `turnId`. */
  editedPrompt: v.exactOptional(editedPromptSchema),
});

/** Messages that came too late, without their words: the answer is the sentence that says so, for their whole chat. */
const lateTask = v.object({ ...base, kind: v.literal('late') });

export const taskSchema = v.variant('kind', [promptTask, commandTask, lateTask]);

/** Question to the model in the person's own words, or with words that they pass on. */
export interface Prompt extends v.InferOutput<typeof promptTask> {}
/** Command with named options. */
export interface Command extends v.InferOutput<typeof commandTask> {}
export interface LateNotice extends v.InferOutput<typeof lateTask> {}
/** Turn's body. */
export type Task = Prompt | Command | LateNotice;

/**
 * Option that does not fit its spec; `kind` is the end of a locale key (`option.<kind>`). `alone`: the answer is for the
 * asker only, and cannot be shown so here. Releases store that kind under this name. `gone`: the message it is about
 * cannot be read any more.
 */
export type OptionProblem = v.InferOutput<typeof problemSchema>;

/** Stop of the answer that is written, or of the one that `message` (a platform id; it was a reply) asked for or shows. */
export interface Stop {
  type: 'stop';
  message?: string;
}

/** Act upon a conversation that is committed and applied at once, past the queue. */
export interface UserAction
  extends Omit<
    Prompt,
    | 'kind'
    | 'text'
    | 'attachments'
    | 'details'
    | 'quote'
    | 'source'
    | 'opening'
    | 'askedAt'
    | 'tail'
    | 'rejoined'
    | keyof Once
    | 'command'
  > {
  kind: 'action';
  action: Stop | ButtonPress | MessageEdit | MessageDelete | ChatMove;
  /** Place that a pressed menu is about, if the person may speak only there. */
  about?: Prompt['place'];
}

/** Event as the core understands it. Only tasks become turns. */
export type Resolved = Task | UserAction;
