import * as v from 'valibot';

/** Window of a model, as its service told it. */
export const windowSchema = v.object({
  tokens: v.pipe(v.number(), v.finite()),
  /** The limit of the answer is counted to it. */
  shared: v.boolean(),
});

export type ModelWindow = v.InferOutput<typeof windowSchema>;

/**
 * Things that a model can do besides answering in words.
 * - `vision`: sees pictures · `files`: reads PDF by itself · `hearing`: hears sound in a question · `tools`: calls functions
 * - `images`: draws · `transcription`: writes sound down · `speech`: speaks
 * - `drawing`, `search`, `code`: draws, searches the web, runs code within an answer, by tools of its service's own
 */
export const abilities = [
  'vision',
  'files',
  'hearing',
  'tools',
  'drawing',
  'search',
  'code',
  'images',
  'transcription',
  'speech',
] as const;

export type Ability = (typeof abilities)[number];

/** Facts that a service taught about one of its models. */
export const lessonSchema = v.object({
  v: v.literal(1),
  /** Parameters that it refuses, whatever their value. */
  unsupported: v.array(v.picklist(['temperature', 'topP', 'maxOutputTokens', 'effort', 'verbosity'])),
  /** Changes to the form of a request, by names that the model's room gives them. */
  adaptations: v.array(v.string()),
  /** Least output limit that it refused as too high, in tokens. */
  tooHigh: v.exactOptional(v.pipe(v.number(), v.finite())),
  /** Window, and the epoch ms from which on it is asked again. */
  window: v.exactOptional(v.object({ ...windowSchema.entries, until: v.pipe(v.number(), v.finite()) })),
  /** Abilities by their names, and the epoch ms until which that holds. */
  abilities: v.exactOptional(
    v.record(v.string(), v.object({ can: v.boolean(), until: v.pipe(v.number(), v.finite()) })),
  ),
  /** Reasoning begins without a mark. */
  unmarked: v.exactOptional(v.boolean()),
});

export type Lesson = v.InferOutput<typeof lessonSchema>;

export interface TaughtEntry {
  /** Name of the service that tells nothing of its address. */
  server: string;
  model: string;
  lesson: Lesson;
}

/** Lessons that outlive the process. */
export interface TaughtStore {
  /** Lessons that are not too old. What cannot be read is left out. */
  all(): Promise<readonly TaughtEntry[]>;
  keep(entry: TaughtEntry): Promise<void>;
}
