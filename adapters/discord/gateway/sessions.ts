import * as v from 'valibot';
import type { AdapterContext } from '../../../src/ports/index.ts';
import { snowflake } from '../ids.ts';
import type { Handled } from './gateway.ts';
import type { SessionInfo } from './library.ts';

/**
 * The gateway's session, kept over restarts: Discord sends a process that resumes it what came after the position it names.
 *
 * The library counts an event before it hands it on. So its position lives in memory, for lines that break. What is stored
 * is the position of what was handled, which after a crash comes again; the inbox knows what it has. A session is stored
 * once what was written before it has been read back, as nobody would do that after it is resumed.
 */
export interface Sessions {
  /** Reads what an earlier process has stored. Rejects where it cannot be read. */
  open(): Promise<void>;
  /** The session to go on with, as the library has it; null where there is none for these intents. */
  retrieve(intents: number): SessionInfo | null;
  /** The library's own position, or that its session is over. */
  update(info: SessionInfo | null): void;
  /** Goes back to the last event that was handed on, for a connection that does not follow from the one before. */
  rewind(): void;
  /** Bot and application of the session, once it is known. */
  identity(): Identity | undefined;
  /** READY: what the session was begun with. It can be stored once what is `handled` with it is. */
  begin(identity: Identity): void;
  /** An event came in. Until `handled` resolves, the stored position stays before it; it may never resolve, or reject. */
  took(sequence: number, handled: Handled): void;
  /** Stores the position, if it has moved. Never rejects. */
  save(): Promise<void>;
}

export interface Identity {
  user: string;
  application: string;
  /** Bit field of what Discord was asked to tell. */
  intents: number;
}

const key = 'session:0';
/** Pause between two writes, ms. A position that lags makes no more than that known events come again. */
const saveEveryMs = 1000;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const stored = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    session: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    url: v.pipe(v.string(), v.regex(/^wss?:\/\//), v.maxLength(500)),
    shards: count,
    sequence: count,
    intents: count,
    user: snowflake,
    application: snowflake,
  }),
);

export function createSessions({ store, clock, log }: Pick<AdapterContext, 'store' | 'clock' | 'log'>): Sessions {
  let live: SessionInfo | null = null;
  let about: Identity | undefined;
  /** Position from which on the session may be stored. */
  let first = 0;
  let seen = 0;
  /** Events under way, in their order. */
  const open = new Set<number>();
  let written = '';
  let savedAt = Number.NEGATIVE_INFINITY;

  function position(): number {
    for (const lowest of open) return lowest - 1;
    return seen;
  }

  async function save(): Promise<void> {
    if (!live || !about || position() < first) return;
    const { sessionId: session, resumeURL: url, shardCount: shards } = live;
    const value = JSON.stringify({ session, url, shards, sequence: position(), ...about });
    if (value === written) return;
    savedAt = clock.elapsed();
    try {
      await store.set([{ key, value }]);
      written = value;
    } catch {
      // Whatever is wrong with the storage, the next message says so.
    }
  }

  function advance(): void {
    if (clock.elapsed() - savedAt >= saveEveryMs) void save();
  }

  return {
    async open() {
      const facts = await store.list(key);
      const value = facts.find((fact) => fact.key === key)?.value;
      if (value === undefined) return;
      const read = v.safeParse(stored, value);
      if (!read.success) return log.warn({}, 'The stored Discord session cannot be made out; a new one is begun');
      const { session: sessionId, url: resumeURL, shards: shardCount, sequence, ...identity } = read.output;
      live = { sessionId, resumeURL, shardCount, sequence, shardId: 0 };
      about = identity;
      first = sequence;
      seen = sequence;
      written = value;
    },
    retrieve: (intents) => (about && about.intents !== intents ? null : live),
    update(info) {
      if (info?.sessionId !== live?.sessionId) {
        about = undefined;
        open.clear();
        seen = 0;
      }
      live = info;
    },
    rewind() {
      if (live) live = { ...live, sequence: seen };
    },
    identity: () => about,
    begin(identity) {
      about = identity;
      first = live?.sequence ?? 0;
    },
    took(sequence, handled) {
      seen = Math.max(seen, sequence);
      if (!handled) return advance();
      const of = live?.sessionId;
      open.add(sequence);
      handled.then(
        () => {
          if (live?.sessionId !== of) return;
          open.delete(sequence);
          advance();
        },
        () => undefined,
      );
    },
    save,
  };
}
