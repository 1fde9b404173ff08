import * as v from 'valibot';
import { keptFileSchema, type OutgoingFile } from './content.ts';
import type { Drawing } from './conversation.ts';
import { type Drawn, type Usage, usageSchema } from './model.ts';
import type { Prompt } from './task.ts';

/** Tools that a model may call while it answers, and what is kept of calls. */

/** Tool as a model is told of it. */
export interface ToolSpec {
  /** `[A-Za-z0-9_-]{1,64}`, the same for every service. */
  name: string;
  /** English; what it does, and when to use it. */
  description: string;
  /** JSON Schema of an object. */
  parameters: Readonly<Record<string, unknown>>;
}

/** Groups of tools, as operators and chats name them, in the order people read them. `mcp` has a group for each server beneath it. */
export const toolGroups = ['time', 'math', 'memory', 'files', 'images', 'web', 'ask', 'code', 'mcp'] as const;

/** Call of a tool, as a model wrote it. */
export const toolCallSchema = v.object({
  /** Name that its result refers to; made here where the service sent none. */
  id: v.string(),
  name: v.string(),
  /** JSON text. It may be no JSON, and may fit no schema. */
  arguments: v.string(),
});

export type ToolCall = v.InferOutput<typeof toolCallSchema>;

/** Page that an answer draws on. */
export const webSourceSchema = v.object({ url: v.string(), title: v.string() });

export type WebSource = v.InferOutput<typeof webSourceSchema>;

/** Part of a message of the model that its service wants back as it was: encrypted reasoning, words before a call. Plain JSON. */
export const itemSchema = v.object({
  /** Model that made it: no other is given it. */
  model: v.string(),
  item: v.record(v.string(), v.unknown()),
});

export type ServiceItem = v.InferOutput<typeof itemSchema>;

/** Deed that a tool proposes. Nothing is done before somebody presses its button, which stands under the answer. */
export const offerSchema = v.object({
  /** Command as it is typed, without its slash. */
  line: v.string(),
  /** Kind of deed, in whose words the button is written (`tools.offer.<does>`). */
  does: v.picklist(['keep', 'switch']),
  /** Thing that it is done with, as the button names it; not longer than it can show. */
  about: v.string(),
});

export type Offer = v.InferOutput<typeof offerSchema>;

/** Step of an answer that calls tools, as it is journalled with the turn before it goes on. */
export const stepSchema = v.variant('type', [
  /** The model has called tools. */
  v.object({
    type: v.literal('round'),
    /** Words of the answer that it said before. */
    text: v.string(),
    items: v.array(itemSchema),
    calls: v.pipe(v.array(toolCallSchema), v.nonEmpty()),
    /** The service itself has searched for it: somebody else's words are among what the model knows. */
    foreign: v.exactOptional(v.literal(true)),
    /** Pictures that the service drew for it. */
    files: v.exactOptional(v.array(keptFileSchema)),
  }),
  /** A call is about to run. */
  v.object({ type: v.literal('begun'), call: v.string() }),
  /** A call has ended. */
  v.object({
    type: v.literal('result'),
    call: v.string(),
    text: v.string(),
    isError: v.exactOptional(v.literal(true)),
    /** The call was interrupted at work: nobody knows whether it was done. */
    unknown: v.exactOptional(v.literal(true)),
    foreign: v.exactOptional(v.literal(true)),
    sources: v.exactOptional(v.array(webSourceSchema)),
    offers: v.exactOptional(v.array(offerSchema)),
    /** As in ToolResult. */
    about: v.exactOptional(v.string()),
    /** Files that belong to the answer. */
    files: v.exactOptional(v.array(keptFileSchema)),
    /** As in ToolResult. */
    drawn: v.exactOptional(v.literal(true)),
    usage: v.exactOptional(usageSchema),
  }),
  /** The question has another wording from here on, and something had been changed by then. */
  v.object({ type: v.literal('reworded') }),
]);

export type Step = v.InferOutput<typeof stepSchema>;

/** Question to the person, with answers to choose from. Free words are always an answer as well. */
export interface AskBack {
  /** Absent where these are only words that may come next. */
  question?: string;
  /** Up to five. */
  choices: readonly string[];
}

/** Result of a call, as the model is told it. */
export interface ToolResult {
  text: string;
  /** The call failed; `text` says why. */
  isError?: true;
  /** Words of the text are somebody else's than the asker's or ours: they are marked, and a writing tool asks after them. */
  foreign?: true;
  sources?: readonly WebSource[];
  /** Files that belong to the answer. */
  files?: readonly OutgoingFile[];
  /** Tells of pictures that were drawn for it: they count for what one answer may have drawn. */
  drawn?: true;
  /** Tokens that another model took for it: they are the answer's. */
  usage?: Usage;
  /** Deeds that the person may choose. */
  offers?: readonly Offer[];
  /** The answer ends with this question. */
  asks?: AskBack;
  /** Thing that the call was about, in words of people. */
  about?: string;
}

/** Pictures that a tool would have drawn. `change`: out of those that are there. */
export type PictureWish = Pick<Drawing, 'prompt' | 'size' | 'count'> & { change?: true };

/** Facts that a tool may know of the turn it works for. */
export interface ToolContext {
  /** Id of the turn: what is made by it once carries this. */
  turn: string;
  /** Id of the call, unique within the turn. */
  call: string;
  task: Pick<Prompt, 'conversation' | 'actor' | 'target' | 'place' | 'surface' | 'thread' | 'sentAt' | 'settingsChat'>;
  /** Effective language of the person here, as BCP 47 tag. */
  language: string;
  /** IANA time zone of the person; undefined where it is not known. */
  zone: string | undefined;
  signal: AbortSignal;
  /**
   * Tells where an address stands: in what people, documents and tools say (`told`), or only on a page that a tool has read
   * (`linked`). Undefined: nowhere, so the model has made it up.
   */
  standing(url: string): Promise<'told' | 'linked' | undefined>;
  /**
   * Finds what a question is about in the texts and files of the conversation, with their names; empty where nothing fits. Files
   * that were not read yet are read, as far as there is time. `unread`: names of those that could not be.
   */
  findInFiles(question: string, signal: AbortSignal): Promise<{ text: string; unread: readonly string[] }>;
  /** Draws, as far as the answer may have pictures. `refusal`: why nothing was drawn, for the model. */
  draw(wish: PictureWish, call: Pick<ToolContext, 'signal' | 'note'>): Promise<Drawn | { refusal: string }>;
  /** Shows what is going on, in the person's language: a few words. */
  note(line: string): void;
}

/**
 * Tool. One that reads may run again after a crash; one that writes runs once for each approval. `run` is given arguments that
 * fit the schema. Where it rejects, the model is told that the call failed, and the log why.
 */
export interface Tool {
  spec: ToolSpec;
  /**
   * Kind of what it does. `own`: it makes or takes away what is the asker's alone, and what they can see and undo. It does so once
   * for each turn and call. So it runs like one that reads, until words of others are among what the model was told.
   */
  effect: 'read' | 'own' | 'write';
  /** Group that chats and personas switch: one of `toolGroups`, or `mcp:<server>`. */
  group: string;
  /** Name for people where it has one that needs no translation: that of a tool of an MCP server. */
  title?: string;
  /** Adds nothing to what is known: people are not told that it was used. */
  quiet?: true;
  /** Says nothing to people by its arguments: they are told what its result is about. */
  wordless?: true;
  /** Choice of the chat that has to be on; who draws also has to be let. */
  wants?: 'suggestions' | 'drawing';
  /** One that writes may be allowed for a whole conversation. */
  lasting?: true;
  /** Names those who alone may use it, as Permissions.isNamed has them; everybody may where it is absent. */
  users?: readonly string[];
  /** Results are pages of anybody: an address in them is `linked`, and not `told`. */
  pages?: true;
  /** Results hold words of before, and the model may have said them: no address in them is known. */
  recalls?: true;
  /** Tool that a service may have itself: where it has, this one is not offered. */
  yieldsTo?: 'search' | 'drawing';
  /** Takes minutes: only the time of all calls bounds one of it. */
  slow?: true;
  run(args: Readonly<Record<string, unknown>>, context: ToolContext): Promise<ToolResult>;
}

/** Tools from one place: those built in, those of an MCP server. */
export interface ToolSource {
  /** Lists the tools there are for a turn. Resolves with none, and logs why, where the place cannot be reached. */
  list(task: ToolContext['task'], signal: AbortSignal): Promise<readonly Tool[]>;
  close(): Promise<void>;
}
