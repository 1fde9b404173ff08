import * as v from 'valibot';

/** Choices that are made for a chat. They are stored: the schema is the one statement of their shape. */

const text = v.string();
const number = v.pipe(v.number(), v.finite());

/** People for whom a command is, from the widest on: those of a rank, or no one at all. */
export const whoSchema = v.picklist(['anybody', 'moderator', 'owner', 'nobody']);

export type Who = v.InferOutput<typeof whoSchema>;

const optionalPick = <const T extends readonly string[]>(choices: T) => v.exactOptional(v.picklist(choices));

/**
 * Reference of a persona: the slug of one that everybody has, or `<owner>/<slug>` of one that a person made. The owner is a keyed
 * hash: nobody's id lies in a chat's settings.
 */
const personaRefSchema = v.pipe(text, v.maxLength(100));

const whole = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

export const settingsSchema = v.object({
  v: v.literal(1),
  tier: v.exactOptional(v.picklist(['basic', 'advanced'])),
  /** A model by name, instead of a tier. */
  model: v.exactOptional(text),
  /** Persona that answers, by its reference. */
  persona: v.exactOptional(personaRefSchema),
  /** Values of that persona's variables, by name. */
  personaValues: v.exactOptional(v.record(text, v.pipe(text, v.maxLength(500)))),
  /** Parameters of a request. Stored by releases under this name. */
  sampling: v.exactOptional(
    v.object({
      temperature: v.exactOptional(number),
      topP: v.exactOptional(number),
      maxOutputTokens: v.exactOptional(number),
      effort: v.exactOptional(text),
      verbosity: v.exactOptional(text),
    }),
  ),
  /** Scope of the history: one per group, one per topic or thread (when absent), or one per member. */
  history: optionalPick(['group', 'topic', 'member']),
  /** Way in which an answer grows: by edits, by drafts where there are such, or not at all. */
  streaming: optionalPick(['edits', 'drafts', 'off']),
  /** Most messages that one answer takes: a longer one is shown by its beginning, and is in a file as a whole. 0: no bound. */
  messages: v.exactOptional(whole(0, 100)),
  /** BCP 47 tag; the person's client decides when absent. */
  language: v.exactOptional(text),
  /** IANA time zone, of a person's own choices. */
  zone: v.exactOptional(v.pipe(text, v.maxLength(64))),
  /** Person for whom a command is here, by its name (`image`) or that of an option of it (`settings.effort`). */
  commands: v.exactOptional(v.record(text, whoSchema)),
  /** Messages of a group that are answered: those meant for the bot, those with one of its names as well, all, or commands only. */
  answers: optionalPick(['asked', 'names', 'always', 'never']),
  names: v.exactOptional(v.pipe(v.array(v.pipe(text, v.maxLength(32))), v.maxLength(10))),
  /** Most messages of others that are kept as background (0: none), and for how many hours. */
  overhear: v.exactOptional(v.object({ messages: whole(0, 200), hours: whole(1, 48) })),
  /** Messages that one person sends while none of them is begun with: one answer each, or one for all. */
  bursts: optionalPick(['each', 'together']),
  /** Reasoning of the model: not shown, or closed under its answer. */
  reasoning: optionalPick(['hidden', 'collapsed']),
  /** Reactions show what is being answered. */
  receipts: v.exactOptional(v.boolean()),
  /** Buttons under answers with what may be said next. */
  suggestions: v.exactOptional(v.boolean()),
  /** Threads that mentions are answered in, where the platform has such. */
  threads: optionalPick(['off', 'mention']),
  /** Words that were heard in a recording: quoted above its answer, or not. */
  transcripts: optionalPick(['shown', 'hidden']),
  /** Answers that are read aloud as well: those to what a person said, or all. */
  speaks: optionalPick(['never', 'voice', 'always']),
  /** Name of the voice. */
  voice: v.exactOptional(v.pipe(text, v.maxLength(60))),
  /** Days after which what was said is deleted, where that is sooner than the operator's; 0 for the operator's. */
  retention: v.exactOptional(whole(0, 3650)),
  /** Pictures within answers: none, or where one is asked for. */
  drawing: optionalPick(['off', 'asked']),
  /** Groups of tools that answers may use; the operator's when absent. */
  tools: v.exactOptional(v.pipe(v.array(v.pipe(text, v.maxLength(100))), v.maxLength(50), v.readonly())),
});

/** Choices that are made for one question, in the question itself. */
export const onceSchema = v.object({
  /** Model it was meant for; the chat's own choice when absent. */
  tier: v.exactOptional(v.picklist(['basic', 'advanced'])),
  /** Persona it was meant for. */
  persona: v.exactOptional(personaRefSchema),
});

export type Once = v.InferOutput<typeof onceSchema>;

/** Choices of a chat; an absent one means the operator's default. */
export type ChatSettings = v.InferOutput<typeof settingsSchema>;

/** Bounds of what is overheard in a place. */
export type Overhearing = NonNullable<ChatSettings['overhear']>;
