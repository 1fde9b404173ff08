import { readFile, stat } from 'node:fs/promises';
import type { Clock, Log } from '../ports/index.ts';
import { codeOf, type Fault, isFault } from '../util/errors.ts';

/** Keys of one service, and where new ones come from. */
export interface KeySource {
  /** None for a service that wants none. */
  keys: readonly string[];
  /** File they were read from. One that changes is read again. */
  file?: {
    path: string;
    /** Reads the keys in its text; undefined where they are not of the form that is expected. */
    keysIn(text: string): readonly string[] | undefined;
  };
}

/** Keys that take turns: one that the service refused rests while others are there. */
export interface KeyRing {
  /** Begins the use of keys for one call, with all of its tries. */
  use(): KeyUse;
  /** All keys, those first that can be used now. One that wants none has the key `undefined`. */
  all(): Promise<readonly (string | undefined)[]>;
}

export interface KeyUse {
  /** Key to ask with now; undefined where the service wants none. */
  next(): Promise<string | undefined>;
  /**
   * Takes note that the request with that key failed.
   * @returns whether there is another key, which was not refused of late: the request can be made again at once
   */
  failed(fault: Fault): Promise<boolean>;
}

export interface KeyRingOptions extends KeySource {
  clock: Pick<Clock, 'elapsed'>;
  log: Log;
  /** Is told keys that came while the program runs: no line that it prints may hold one. */
  hide?: ((keys: readonly string[]) => void) | undefined;
}

/** Rest of a key after too many requests, where the service names no time, ms. */
const BUSY_MS = 60_000;
/** Rest of a key that is refused or has no budget, ms: only people mend that. */
const REFUSED_MS = 15 * 60_000;
const SHORTEST_MS = 1_000;
/** Time between two looks at a file, ms. */
const LOOK_MS = 5_000;
/** Most bytes of a file of keys. */
const MOST_BYTES = 64 * 1024;

interface Rest {
  failedAt: number;
  until: number;
}

/** Makes a ring of keys. The first is used until it fails; then comes the one that failed longest ago. */
export function createKeyRing({ keys: given, file, clock, log, hide }: KeyRingOptions): KeyRing {
  let keys = given;
  const resting = new Map<string, Rest>();
  let lookedAt = clock.elapsed();
  let version: string | undefined;
  let unreadable = false;

  /** Reads the file if it is another than before. */
  async function look({ path, keysIn }: NonNullable<KeySource['file']>): Promise<void> {
    lookedAt = clock.elapsed();
    try {
      const { mtimeMs, size } = await stat(path);
      const before = version;
      version = `${mtimeMs} ${size}`;
      if (before === version) return;
      const read = size > MOST_BYTES ? undefined : keysIn(await readFile(path, 'utf8'));
      if (!read || read.length === 0) throw new TypeError('no keys are in it');
      unreadable = false;
      if (read.join() === keys.join()) return;
      hide?.(read);
      keys = read;
      log.info({ keys: keys.length }, 'The file of the key has changed: the keys in it are used from now on');
    } catch (error) {
      if (!unreadable)
        log.warn({ code: codeOf(error) }, 'The file of the key cannot be used: the keys from before stay');
      unreadable = true;
    }
  }

  async function lookAnew(): Promise<void> {
    if (file && clock.elapsed() - lookedAt >= LOOK_MS) await look(file);
  }

  const until = (key: string) => resting.get(key)?.until ?? 0;
  const failedAt = (key: string) => resting.get(key)?.failedAt ?? Number.NEGATIVE_INFINITY;
  const ready = () => keys.filter((key) => until(key) <= clock.elapsed()).toSorted((a, b) => failedAt(a) - failedAt(b));

  function rest(key: string, restMs: number): void {
    const now = clock.elapsed();
    resting.set(key, { failedAt: now, until: now + restMs });
    for (const each of resting.keys()) if (!keys.includes(each)) resting.delete(each);
  }

  return {
    async all() {
      await lookAnew();
      return keys.length === 0 ? [undefined] : keys.toSorted((a, b) => until(a) - until(b));
    },
    use() {
      const tried = new Set<string>();
      let key: string | undefined;
      const untried = () => ready().find((each) => !tried.has(each));
      return {
        async next() {
          await lookAnew();
          if (keys.length < 2) key = keys[0];
          else key = untried() ?? ready()[0] ?? keys.toSorted((a, b) => until(a) - until(b))[0];
          if (key !== undefined) tried.add(key);
          return key;
        },
        async failed(fault) {
          const restMs = restOf(fault);
          if (key === undefined || restMs === undefined) return false;
          rest(key, restMs);
          if (file && isFault(fault, 'model_auth')) await look(file);
          if (untried() === undefined) return false;
          log.warn({ kind: fault.kind, keys: keys.length, restMs }, 'A key was refused: the next one is used');
          return true;
        },
      };
    },
  };
}

/** Time for which a key rests after a failure, ms; undefined where the key is not at fault. */
function restOf(fault: Fault): number | undefined {
  const { kind, facts } = fault;
  if (kind === 'model_auth' || kind === 'model_quota') return REFUSED_MS;
  return kind === 'model_busy' ? Math.max(SHORTEST_MS, facts.retryAfterMs ?? BUSY_MS) : undefined;
}
