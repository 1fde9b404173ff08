import * as v from 'valibot';
import { MOST_DETAILS } from '../../src/ports/index.ts';
import { headOf, oneLine } from '../../src/util/text.ts';

/** Readable contents of a message besides its words, as the Bot API 10.3 shapes them. Each becomes a text, an item a line. */

/** Longest text of a field; questions, tasks and titles are shorter (Bot API). */
const LONGEST_TEXT = 1000;

// Cut before it joins a line: a joined text is copied as a whole when it is read.
const text = v.pipe(
  v.string(),
  v.transform((words) => headOf(words, LONGEST_TEXT)),
);
const number = v.number();

const pollSchema = v.object({
  question: text,
  description: v.optional(text),
  options: v.array(v.object({ text, voter_count: v.optional(number) })),
  type: v.optional(text),
  allows_multiple_answers: v.optional(v.boolean()),
});

const checklistSchema = v.object({
  title: text,
  tasks: v.array(v.object({ text, completion_date: v.optional(number) })),
});

const place = v.object({ latitude: number, longitude: number });

/** Schemas of the fields that hold such contents; one that is not shaped as it should be is there without a word. */
export const readableFields = {
  poll: readable(pollSchema, ({ question, description = '', options, type, allows_multiple_answers: several }) => [
    `${type === 'quiz' ? 'Quiz' : 'Poll'}: ${question}`,
    description,
    ...options.map((option) => `- ${option.text}${votes(option.voter_count)}`),
    several ? '(several answers may be chosen)' : '',
  ]),
  checklist: readable(checklistSchema, ({ title, tasks }) => [
    `Checklist: ${title}`,
    ...tasks.map((task) => `${task.completion_date ? '☑' : '☐'} ${task.text}`),
  ]),
  // A venue comes with a location, which is its own.
  venue: readable(v.object({ location: place, title: text, address: text }), ({ title, address, location }) => [
    `Place: ${title}`,
    `Address: ${address}`,
    coordinates(location),
  ]),
  location: readable(place, (location) => [coordinates(location)]),
  contact: readable(
    v.object({ phone_number: text, first_name: text, last_name: v.optional(text) }),
    ({ phone_number: phone, first_name: first, last_name: last = '' }) => [
      `Contact: ${first} ${last}`,
      `Phone: ${phone}`,
    ],
  ),
  dice: readable(v.object({ emoji: text, value: number }), ({ emoji, value }) => [`Dice: ${emoji} ${value}`]),
  game: readable(v.object({ title: text, description: v.optional(text) }), ({ title, description = '' }) => [
    `Game: ${title}`,
    description,
  ]),
};

export type Readable = { [name in keyof typeof readableFields]?: string | undefined };

const names = Object.keys(readableFields) as (keyof typeof readableFields)[];

/** Gives what can be read of a message besides its words; undefined where there is nothing. */
export function detailsOf(message: Readable): string | undefined {
  const found = names.find((name) => message[name] !== undefined);
  return (found && message[found]) || undefined;
}

/** Tells whether a message holds such content in a shape that cannot be read. */
export function isUnreadable(message: Readable): boolean {
  return names.some((name) => message[name] === '');
}

function readable<const S extends v.GenericSchema>(schema: S, lines: (content: v.InferOutput<S>) => string[]) {
  const read = (value: unknown): string => {
    const result = v.safeParse(schema, value);
    if (!result.success) return '';
    const written = lines(result.output).map(oneLine);
    return headOf(written.filter((line) => line !== '').join('\n'), MOST_DETAILS);
  };
  return v.optional(v.pipe(v.unknown(), v.transform(read)));
}

function votes(count = 0): string {
  return count > 0 ? ` (votes: ${count})` : '';
}

function coordinates({ latitude, longitude }: v.InferOutput<typeof place>): string {
  return `Coordinates: ${latitude}, ${longitude}`;
}
