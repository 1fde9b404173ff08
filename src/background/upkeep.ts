import type { AppliedTurn } from '../conversation/conversations.ts';
import { keys } from '../conversation/keys.ts';
import type { Pruning } from '../conversation/pruning.ts';
import { type Head, readHead, readSettings } from '../conversation/stored.ts';
import type { Blobs, Clock, Documents, Log, Traces } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { pause } from '../util/pause.ts';

export interface UpkeepParts {
  documents: Pick<Documents, 'keys' | 'getMany' | 'sum' | 'people'>;
  pruning: Pruning;
  traces: Pick<Traces, 'forget'>;
  blobs: Pick<Blobs, 'forget' | 'prune'>;
  clock: Clock;
  log: Log;
  /** Tells whether turns of a conversation are open. */
  isBusy(conversation: string): Promise<boolean>;
  /** Age at which what was said is deleted, ms; 0 for never. */
  retentionMs: number;
  /** Most bytes that are kept of one person; 0 for no limit. */
  personBytes: number;
}

/**
 * Deletes in the background what is too old, too much, or was taken away. Nothing of a conversation with open turns is
 * touched. Where a process ends in the middle, the next one begins anew: everything is decided by what is stored.
 */
export interface Upkeep {
  /** Notes that a turn has written something. */
  wrote(turn: Pick<AppliedTurn, 'conversation' | 'asker'>): void;
  start(): void;
  /** Looks at everything that is stored, once. */
  lookAtAll(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Pause between two looks at those who wrote, ms. */
const SOON_MS = 60_000;
/** Age of a process at its first look at everything, ms: it may not live for long. */
const FIRST_MS = 10 * 60_000;
/** Pause between two looks at everything, ms. */
const EVERY_MS = 6 * 3_600_000;
/** Most people and conversations noted; beyond, they wait until everything is looked at. */
const NOTED = 10_000;
/** Share of the limit that is left of who exceeds it, so that not each further message costs a deletion. */
const LEFT = 0.9;

export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { documents, pruning, traces, blobs, clock, log, isBusy, retentionMs, personBytes } = parts;
  const closing = new AbortController();
  const people = new Set<string>();
  const conversations = new Set<string>();
  let running: Promise<unknown> = Promise.resolve();

  /** Does one deletion. One that fails is made again the next time, and holds up no other. None is begun while all ends. */
  async function attempt(what: object, work: () => Promise<unknown>): Promise<void> {
    closing.signal.throwIfAborted();
    try {
      await work();
    } catch (error) {
      if (!closing.signal.aborted) log.warn({ error, ...what }, 'What is too old or too much could not be deleted');
    }
    await pause();
  }

  async function lookAtPerson(person: string): Promise<void> {
    if (personBytes === 0 || person === '') return;
    const { bytes } = await documents.sum({ person });
    if (bytes > personBytes) await pruning.shrink(person, personBytes * LEFT, isBusy);
  }

  /** Time for which a conversation's exchanges are kept, ms: the operator's, or what the chat or topic chose if that is shorter. */
  async function retentionIn(conversation: string, { settingsChat = conversation }: Head): Promise<number> {
    const places = [...new Set([conversation, settingsChat])];
    const chosen = await documents.getMany(places.map(keys.settings));
    const days = chosen.map((value) => readSettings(value)?.retention ?? 0);
    const times = [retentionMs, ...days.map((count) => count * DAY_MS)].filter((ms) => ms > 0);
    return times.length > 0 ? Math.min(...times) : 0;
  }

  /** `whole`: also what no version has gone over yet. */
  async function lookAtConversation(conversation: string, whole: boolean): Promise<void> {
    const [stored] = await documents.getMany([keys.head(conversation)]);
    const head = readHead(stored);
    if (!head) return;
    if (await isBusy(conversation)) return note(conversations, conversation);
    const now = clock.now();
    const ms = await retentionIn(conversation, head);
    if (ms > 0) {
      const before = now - ms;
      await blobs.forget({ conversation, before });
      if (await pruning.forgetBefore(conversation, before)) return void (await traces.forget({ conversation, before }));
    }
    if (head.untidy || (whole && !head.tidied)) await pruning.tidy(conversation, now);
  }

  async function lookAtNoted(): Promise<void> {
    for (const person of take(people)) await attempt({ person }, () => lookAtPerson(person));
    for (const conversation of take(conversations))
      await attempt({ conversation }, () => lookAtConversation(conversation, false));
  }

  async function lookAtAll(signal: AbortSignal): Promise<void> {
    for await (const person of documents.people()) {
      signal.throwIfAborted();
      await attempt({ person }, () => lookAtPerson(person));
    }
    const prefix = keys.head('');
    for await (const key of documents.keys(prefix)) {
      signal.throwIfAborted();
      const conversation = key.slice(prefix.length);
      await attempt({ conversation }, () => lookAtConversation(conversation, true));
    }
  }

  async function run(): Promise<void> {
    for (let nextAll = clock.elapsed() + FIRST_MS; ; ) {
      await clock.sleep(SOON_MS, closing.signal);
      await lookAtNoted();
      await attempt({}, () => blobs.prune());
      if (clock.elapsed() < nextAll) continue;
      await attempt({}, () => lookAtAll(closing.signal));
      nextAll = clock.elapsed() + EVERY_MS;
    }
  }

  return {
    wrote({ conversation, asker }) {
      note(people, asker);
      note(conversations, conversation);
    },
    start() {
      running = run().catch(() => undefined);
    },
    lookAtAll,
    async close() {
      closing.abort(OVER);
      await running;
    },
  };
}

function note(set: Set<string>, id: string): void {
  if (set.size < NOTED) set.add(id);
}

function take<T>(set: Set<T>): T[] {
  const all = [...set];
  set.clear();
  return all;
}
