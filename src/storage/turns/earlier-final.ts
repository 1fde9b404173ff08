import * as v from 'valibot';
import {
  type Button,
  type ConversationEvent,
  eventSchema,
  type Final,
  finalSchema,
  keptFileSchema,
  originSchema,
  type PromptRecord,
  pieceSchema,
  settingsSchema,
} from '../../ports/index.ts';

/** Final answers that a version before had stored, and that were neither shown nor applied when it ended. */

const text = v.string();
const mark = v.exactOptional(v.literal(true));

/** Events that none makes any more. */
const earlierEventSchema = v.variant('type', [
  v.object({ type: v.literal('menu'), line: v.exactOptional(text), home: v.exactOptional(originSchema) }),
  v.object({
    type: v.literal('noted'),
    messages: v.array(text),
    said: text,
    elsewhere: mark,
    pictures: mark,
    skipped: mark,
    pieces: v.exactOptional(v.array(pieceSchema)),
    joint: v.exactOptional(text),
  }),
  v.object({ type: v.literal('settings'), settings: settingsSchema }),
]);

type EarlierEvent = v.InferOutput<typeof earlierEventSchema>;
type Menu = Extract<EarlierEvent, { type: 'menu' }>;
type Noted = Extract<EarlierEvent, { type: 'noted' }>;

/** Buttons whose data was the command line itself; one that begins with `?` opened a form. */
const controlsSchema = v.array(
  v.array(v.object({ data: text, label: text, style: v.exactOptional(v.literal('danger')) })),
);

const storedFinal = v.object({
  ...finalSchema.entries,
  controls: v.exactOptional(controlsSchema),
  /** Name of its files, which were pictures. Versions before stored how many there were, once all were shown. */
  pictures: v.exactOptional(v.union([v.array(keptFileSchema), v.number()])),
  events: v.array(v.union([eventSchema, earlierEventSchema])),
});

/** A final answer as this version or one before stored it. */
type StoredFinal = Final & Pick<v.InferOutput<typeof storedFinal>, 'controls' | 'pictures'>;

/** Tells whether a value is a final answer as this version or one before stored it. */
export function isStoredFinal(value: unknown): value is StoredFinal {
  return v.is(storedFinal, value);
}

/** A final answer as this version makes them. `inbound`: what it answers, as it was stored. */
export function asNow({ controls, pictures, ...final }: StoredFinal, inbound: unknown): Final {
  const all: readonly (ConversationEvent | EarlierEvent)[] = final.events;
  const menu = all.find((event) => event.type === 'menu');
  const noted = all.find((event) => event.type === 'noted');
  const chosen = all.findLast((event) => event.type === 'settings');
  const events = all.flatMap((event) => (isEarlier(event) ? [] : withPrompt(event, noted?.said)));
  const isOnBranch = events.some((event) => event.type === 'answered' || (event.type === 'revised' && event.prompt));
  const recorded = isOnBranch ? [] : recordedOf(menu, noted, ownerIn(inbound));
  return {
    ...final,
    events: [...events, ...recorded],
    ...(pictures === undefined ? {} : { files: typeof pictures === 'number' ? [] : pictures, captioned: true }),
    ...(chosen ? { settings: chosen.settings } : {}),
    ...(controls ? { buttons: controls.map((row) => row.map(buttonOf)) } : {}),
  };
}

function buttonOf({ data, ...button }: v.InferOutput<typeof controlsSchema>[number][number]): Button {
  return data.startsWith('?') ? { ...button, line: data.slice(1), form: true } : { ...button, line: data };
}

function isEarlier(event: ConversationEvent | EarlierEvent): event is EarlierEvent {
  return event.type === 'menu' || event.type === 'noted' || event.type === 'settings';
}

/** A task's digest was in an event of its own, and the flag of what is asked without history was called `alone`. */
function withPrompt(event: ConversationEvent, fingerprint: string | undefined): ConversationEvent {
  if (!('prompt' in event) || !event.prompt) return event;
  const { alone, ...words }: PromptRecord & { alone?: boolean } = event.prompt;
  const prompt = {
    ...words,
    ...(alone ? { standalone: true as const } : {}),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
  return { ...event, prompt };
}

function recordedOf(menu: Menu | undefined, noted: Noted | undefined, asker: string | undefined): ConversationEvent[] {
  if (!menu && !noted) return [];
  const { messages: [id] = [], said, pieces, joint, pictures, elsewhere, skipped } = noted ?? {};
  const of = { ...(pieces ? { pieces } : {}), ...(joint === undefined ? {} : { joint }) };
  const message = id === undefined || said === undefined ? {} : { id, fingerprint: said, ...of };
  const { line, home } = menu ?? {};
  const kept = { ...(home ? { origin: home } : {}), ...(line === undefined ? {} : { completes: line }) };
  return [
    {
      type: 'recorded',
      prompt: { text: '', ...message },
      ...(asker === undefined ? {} : { asker }),
      ...(menu ? { menu: kept } : {}),
      ...(pictures ? { pictures } : {}),
      ...(elsewhere || skipped ? { lasting: true } : {}),
    },
  ];
}

/** Actor.id of whose menu it was, where somebody else had pressed its button. */
function ownerIn(inbound: unknown): string | undefined {
  const stored = v.safeParse(v.object({ menuOf: text }), inbound);
  return stored.success ? stored.output.menuOf : undefined;
}
