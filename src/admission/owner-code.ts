import { timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { Clock, Documents, InboundEvent, Log } from '../ports/index.ts';
import { keyed } from '../util/keyed.ts';
import { newCode } from '../util/spoken-code.ts';
import type { Grants } from './grants.ts';

/** A code that is shown to whoever starts the bot, and makes whoever sends it in private the owner. */
export interface OwnerCode {
  /**
   * Makes the code; the one before is void. Undefined where wrong ones have used up the tries of a day. Rejects with
   * Fault('storage').
   */
  issue(): Promise<string | undefined>;
  /**
   * Makes an owner of whoever says the code.
   * @returns the event, as a `/start` without the code where that was right
   */
  heard(event: InboundEvent): Promise<InboundEvent>;
}

export interface OwnerCodeParts {
  documents: Pick<Documents, 'getMany' | 'setMany'>;
  grants: Grants;
  /** Secret of the installation: only a keyed hash of the code is stored. */
  secret: Uint8Array;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

const KEY = 'owner-code';
const DAY_MS = 24 * 3_600_000;
/** Wrong codes of everybody together, in a day. */
const TRIES = 5;
/** By itself, only what is written as it was shown is taken for a code: words of eight letters are none. */
const ALONE = /^\s*([A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4})\s*$/;
const STARTED = /^\s*\/start(?:@\w{1,64})?\s+([A-HJ-NP-Z2-9]{4}-?[A-HJ-NP-Z2-9]{4})\s*$/i;
/** Longest message that is looked at, in UTF-16 units. */
const LONGEST = 120;

const codeShape = v.object({
  v: v.literal(1),
  /** Absent where the code is void. */
  hash: v.exactOptional(v.string()),
  until: v.number(),
  /** Wrong codes since `since`, epoch ms. */
  tries: v.number(),
  since: v.number(),
});

type Stored = v.InferOutput<typeof codeShape>;

export function createOwnerCode({ documents, grants, secret, clock, log }: OwnerCodeParts): OwnerCode {
  let open: Stored | undefined;

  const hashOf = (code: string) => keyed(secret, 'owner-code', code.replace('-', '').toUpperCase());

  async function keep(next: Stored): Promise<void> {
    open = next.hash === undefined ? undefined : next;
    await documents.setMany([{ key: KEY, value: next }]);
  }

  async function judge(code: string, { actor }: InboundEvent): Promise<boolean> {
    if (!open?.hash) return false;
    if (clock.now() >= open.until) {
      open = undefined;
      return false;
    }
    const { hash, ...rest } = open;
    if (!timingSafeEqual(Buffer.from(hashOf(code)), Buffer.from(hash))) {
      const tries = rest.tries + 1;
      const isLast = tries >= TRIES;
      log.warn({ actor: actor.id, tries }, isLast ? 'Too many wrong codes: the code is void' : 'A wrong code was said');
      await keep({ ...rest, tries, ...(isLast ? {} : { hash }) });
      return false;
    }
    const expected = { key: KEY, value: open };
    const { id, name } = actor;
    const given = await grants.give({ kind: 'owner', id, name }, { expected, entry: { key: KEY, value: undefined } });
    if (!given) return false;
    open = undefined;
    log.info({ actor: id }, 'The code was said: this person is the owner from now on');
    return true;
  }

  return {
    async issue() {
      const [found] = await documents.getMany([KEY]);
      const read = v.safeParse(codeShape, found);
      const now = clock.now();
      const before = read.success && now - read.output.since < DAY_MS ? read.output : { tries: 0, since: now };
      const { tries, since } = before;
      if (tries >= TRIES) {
        const advice = 'Set OWNERS, or start again tomorrow for a new code.';
        log.warn({ advice }, 'Too many wrong codes were said: there is none today');
        return undefined;
      }
      const code = newCode();
      await keep({ v: 1, hash: hashOf(code), until: now + DAY_MS, tries, since });
      return code;
    },

    async heard(event) {
      const said = open && codeIn(event);
      if (said === undefined || !(await judge(said, event))) return event;
      const { body } = event;
      return body.type === 'message' ? { ...event, body: { ...body, text: '/start owner' } } : event;
    },
  };
}

/** Finds a code that a person says in private, in words of their own. */
export function codeIn({ at, actor, body }: InboundEvent): string | undefined {
  if (at.kind !== 'private' || actor.kind !== undefined) return undefined;
  if (body.type === 'command') {
    const { code } = body.options;
    return body.name === 'start' && typeof code === 'string'
      ? STARTED.exec(`/start ${code.slice(0, LONGEST)}`)?.[1]
      : undefined;
  }
  if (body.type !== 'message' || body.source || body.text.length > LONGEST) return undefined;
  return (STARTED.exec(body.text) ?? ALONE.exec(body.text))?.[1];
}
