import * as v from 'valibot';
import { readOne } from '../conversation/documents.ts';
import { type Clock, type Documents, groundsSchema, type Owner, targetSchema } from '../ports/index.ts';
import { keyed } from '../util/keyed.ts';
import { createKeyedMutex } from '../util/keyed-mutex.ts';
import { newCode, readCode } from '../util/spoken-code.ts';

/** Codes by which somebody shows on one platform that an account on another is theirs. Only keyed hashes of them are kept. */

const text = v.string();

/** Person, and where they asked: as in a task. The target reaches them for as long as the code holds. */
export const askedSchema = v.object({
  surface: text,
  conversation: text,
  settingsChat: v.exactOptional(text),
  place: groundsSchema,
  actor: v.object({ id: text, name: text, locale: v.exactOptional(text) }),
  target: targetSchema,
});

export type Asker = v.InferOutput<typeof askedSchema>;

const codeShape = v.object({
  v: v.literal(1),
  asked: askedSchema,
  /** Epoch ms. */
  until: v.number(),
  /** Turn that used it up. */
  taken: v.exactOptional(text),
});

const linkingShape = v.object({
  v: v.literal(1),
  /** Hash of the person's own code. */
  code: v.exactOptional(text),
  /** Wrong codes that they wrote, by turn; epoch ms. */
  wrong: v.array(v.object({ turn: text, at: v.number() })),
  /** Code that they wrote, and may confirm: its hash, and the turn that used it up. */
  offer: v.exactOptional(v.object({ code: text, turn: text })),
});

/** Account that a right code stands for. */
export interface Offer {
  /** Person who made the code, and the place. */
  asked: Asker;
  /** Epoch ms after which nobody can confirm it. */
  until: number;
}

/** Reason for which a code was not taken. `tries`: too many wrong ones within an hour. */
export type NotTaken = 'wrong' | 'own' | 'tries';

export interface Codes {
  /** Makes a code; the person's one before is void. */
  make(asked: Asker): Promise<string>;
  /** Uses a code up, and offers whose it is. `turn`: id of the turn that does it; twice is once. */
  take(person: string, said: string, turn: string): Promise<Offer | NotTaken>;
  /** Makes a code void that others have seen. */
  spoil(said: string): Promise<void>;
  /** Finds what a turn offered this person; undefined where it is kept no more. */
  offered(person: string, turn: string): Promise<Offer | undefined>;
  /** Ends what was offered to a person. */
  done(person: string): Promise<void>;
}

/** Minutes that a code holds. */
export const CODE_MINUTES = 10;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Wrong codes of one person in an hour. */
const TRIES = 5;
/** One after the other: what is kept for a time cannot be compared with. */
const ALL = 'codes';

const reader =
  <T extends v.GenericSchema>(schema: T) =>
  (value: unknown): v.InferOutput<T> | undefined => {
    const result = v.safeParse(schema, value);
    return result.success ? result.output : undefined;
  };
const readStored = reader(codeShape);
const readLinking = reader(linkingShape);

const ownedBy = (person: string): Owner => ({ conversation: '', person });

export interface CodesParts {
  documents: Documents;
  /** Secret of the installation. */
  secret: Uint8Array;
  clock: Pick<Clock, 'now'>;
}

export function createCodes({ documents, secret, clock }: CodesParts): Codes {
  const one = createKeyedMutex();
  const hashOf = (code: string) => keyed(secret, 'link', code);
  const codeKey = (hash: string) => `link-code|${hash}`;

  async function stateOf(person: string): Promise<v.InferOutput<typeof linkingShape>> {
    const { value } = await readOne(documents, `linking|${person}`, readLinking);
    const wrong = (value?.wrong ?? []).filter(({ at }) => clock.now() - at < HOUR_MS);
    return { ...(value ?? { v: 1 as const }), wrong };
  }

  const stateEntry = (person: string, value: v.InferOutput<typeof linkingShape>) => ({
    ...{ key: `linking|${person}`, value, ttl: HOUR_MS, owner: ownedBy(person) },
  });

  async function codeBy(hash: string | undefined) {
    return hash === undefined ? undefined : (await readOne(documents, codeKey(hash), readStored)).value;
  }

  async function offered(person: string, turn: string): Promise<Offer | undefined> {
    const { offer } = await stateOf(person);
    const found = offer?.turn === turn ? await codeBy(offer.code) : undefined;
    return found?.taken === turn ? { asked: found.asked, until: found.until } : undefined;
  }

  return {
    offered,
    make: (asked) =>
      one(ALL, async () => {
        const { actor } = asked;
        const { code: before, ...state } = await stateOf(actor.id);
        const code = newCode();
        const hash = hashOf(readCode(code) ?? '');
        const value = { v: 1, asked, until: clock.now() + CODE_MINUTES * MINUTE_MS };
        await documents.setMany([
          ...(before === undefined ? [] : [{ key: codeKey(before), value: undefined }]),
          { key: codeKey(hash), value, ttl: CODE_MINUTES * MINUTE_MS, owner: ownedBy(actor.id) },
          stateEntry(actor.id, { ...state, code: hash }),
        ]);
        return code;
      }),

    take: (person, said, turn) =>
      one(ALL, async () => {
        const before = await offered(person, turn);
        if (before) return before;
        const state = await stateOf(person);
        if (state.wrong.some((each) => each.turn === turn)) return 'wrong';
        if (state.wrong.length >= TRIES) return 'tries';
        const code = readCode(said);
        if (code === undefined) return 'wrong';
        const hash = hashOf(code);
        const found = await codeBy(hash);
        if (!found || found.taken !== undefined || clock.now() >= found.until) {
          const wrong = [...state.wrong, { turn, at: clock.now() }];
          await documents.setMany([stateEntry(person, { ...state, wrong })]);
          return 'wrong';
        }
        const { asked } = found;
        if (asked.actor.id === person) return 'own';
        // Kept beyond its time: where the process ends while it is confirmed, that goes on with it.
        const used = {
          key: codeKey(hash),
          value: { ...found, taken: turn },
          ttl: HOUR_MS,
          owner: ownedBy(asked.actor.id),
        };
        await documents.setMany([used, stateEntry(person, { ...state, offer: { code: hash, turn } })]);
        return { asked, until: found.until };
      }),

    spoil: (said) =>
      one(ALL, async () => {
        const code = readCode(said);
        const found = code === undefined ? undefined : await codeBy(hashOf(code));
        if (code !== undefined && found?.taken === undefined) await documents.deleteMany([codeKey(hashOf(code))]);
      }),

    done: (person) =>
      one(ALL, async () => {
        const { offer, ...state } = await stateOf(person);
        if (!offer) return;
        await documents.setMany([{ key: codeKey(offer.code), value: undefined }, stateEntry(person, state)]);
      }),
  };
}
