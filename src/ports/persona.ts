import * as v from 'valibot';
import { graphemesOf, oneLine } from '../util/text.ts';

/** Roles that the model takes on: read from files, made by people, stored. The schema is the one statement of their shape. */

const isOneGrapheme = (text: string) => text.length <= 16 && [...graphemesOf(text)].length === 1;
const isOneLine = (text: string) => text === oneLine(text);

const upTo = (most: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(most));
const line = (most: number) =>
  v.pipe(v.string(), v.minLength(1), v.maxLength(most), v.check(isOneLine, 'Expected one line and nothing hidden'));
const few = <const T extends v.GenericSchema>(item: T, most: number) => v.pipe(v.array(item), v.maxLength(most));
const numberIn = (least: number, most: number) => v.pipe(v.number(), v.finite(), v.minValue(least), v.maxValue(most));

/** Form of a persona's short name. */
export const slugSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Expected a-z, 0-9 and -, at most 40'),
);

/** Fields of a persona, as files have them too. */
export const personaSchema = v.strictObject({
  /** Short name, by which it is chosen. */
  slug: slugSchema,
  name: line(60),
  emoji: v.exactOptional(v.pipe(v.string(), v.maxLength(16), v.check(isOneGrapheme, 'Expected one emoji'))),
  description: v.exactOptional(line(300)),
  /** BCP 47 tag of the language it is written in. */
  language: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/))),
  /** Instructions to the model. They follow the operator's, which `{{original}}` places elsewhere. */
  system: v.exactOptional(upTo(32_000)),
  /** Exchanges that show how it answers. */
  examples: v.exactOptional(few(v.strictObject({ user: upTo(8000), assistant: upTo(8000) }), 20)),
  /** Words that it is introduced with when it is chosen. */
  greeting: v.exactOptional(upTo(2000)),
  /** Questions to begin with, as buttons under the greeting. */
  starters: v.exactOptional(few(line(80), 6)),
  /** Name of a model that the operator offers, or `basic` or `advanced`. */
  model: v.exactOptional(line(200)),
  parameters: v.exactOptional(
    v.strictObject({
      temperature: v.exactOptional(numberIn(0, 2)),
      top_p: v.exactOptional(numberIn(0, 1)),
      max_tokens: v.exactOptional(v.pipe(numberIn(1, 10_000_000), v.integer())),
      effort: v.exactOptional(line(20)),
      verbosity: v.exactOptional(line(20)),
    }),
  ),
  /** Style that pictures are drawn in. */
  image_style: v.exactOptional(upTo(300)),
  /** Name of the voice that reads its answers aloud. */
  voice: v.exactOptional(line(60)),
  /** Names of tools that it uses, or of groups of them; all when absent. Names of what is not there are kept. */
  tools: v.exactOptional(few(line(100), 50)),
  /** Names of files in the operator's folder of knowledge. */
  documents: v.exactOptional(few(line(200), 50)),
  /** Mentions of whoever takes over, by the name of a surface. */
  contacts: v.exactOptional(v.record(line(40), line(100))),
  /** Hands over to whoever takes over at a place; it does so where it has texts to answer from, when absent. */
  handover: v.exactOptional(v.boolean()),
  /** Values that are asked for before it begins, and that `${name}` stands for in `system`. */
  variables: v.exactOptional(
    few(
      v.strictObject({
        name: v.pipe(line(40), v.regex(/^[^${}:]+$/, 'Expected no $, {, } or :')),
        label: v.exactOptional(line(45)),
        default: v.exactOptional(upTo(500)),
      }),
      5,
    ),
  ),
  /** Fields of other programs. */
  extensions: v.exactOptional(v.record(v.string(), v.unknown())),
});

export type Persona = v.InferOutput<typeof personaSchema>;
