import type { Blobs, Clock, Log } from '../../ports/index.ts';
import { Fault } from '../../util/errors.ts';
import { sha256 } from '../../util/sha256.ts';
import type { BlobBytes, BlobRows, Held } from './parts.ts';

/** Bounds and surroundings of blobs. */
export interface BlobsOptions {
  /** Most bytes of all together; 0 for no bound. */
  most: number;
  clock: Clock;
  log: Log;
}

/** Rows and bytes of a store. */
export interface BlobStores {
  rows: BlobRows;
  bytes: BlobBytes;
  /** Advice to the operator where something alone is more than all may have, as one imperative sentence in English. */
  advice: string;
}

/** Blobs of a store that was opened. */
export interface OpenBlobs extends Blobs {
  /** Takes away bytes that nobody has, and owners of bytes that are not there: a kill came between, or somebody has deleted them. */
  mend(): Promise<void>;
}

/** Largest share of one person. */
const SHARE_OF_PERSON = 1 / 2;
/** Latest time that is told, epoch ms: SQLite has whole numbers of 64 bits, and JSON those of 53. */
const LATEST = Number.MAX_SAFE_INTEGER;

/**
 * Blobs as bytes by their content, with a row for each owner. Bytes are written before their rows, and taken away before them:
 * a row is never of something half. Whoever dies in between leaves what the next start mends.
 */
export function openBlobs({ rows, bytes: store, advice }: BlobStores, { most, clock, log }: BlobsOptions): OpenBlobs {
  /** Takes bytes away from owners; where nobody else has them, for good. */
  async function drop(items: readonly Held[]): Promise<number> {
    for (const [name, theirs] of Map.groupBy(items, ({ key }) => key)) {
      if ((await rows.of(name)).length === theirs.length) await store.remove(name);
    }
    await rows.remove(items);
    return items.length;
  }

  /** Drops what these rows name until nothing is left of them. */
  async function dropAll(next: () => Promise<readonly Held[]>): Promise<void> {
    for (let items = await next(); items.length > 0; items = await next()) await drop(items);
  }

  /** Makes room for bytes, which a person is to have, by taking the oldest away. */
  async function makeRoom(name: string, bytes: number, person: string | null): Promise<void> {
    if (most === 0) return;
    if (bytes > most) {
      const facts = { code: 'quota', advice };
      throw new Fault('storage', `${bytes} bytes are more than all blobs may have`, facts);
    }
    const tooMuch = (whose: string | null, bound: number) => async () => {
      const sum = await rows.sumBut(name, whose);
      return sum > 0 && sum + bytes > bound ? rows.oldestBut(name, whose) : [];
    };
    if (person !== null) await dropAll(tooMuch(person, most * SHARE_OF_PERSON));
    await dropAll(tooMuch(null, most));
  }

  async function isSound(name: string, bytes: Uint8Array | undefined): Promise<boolean> {
    return bytes !== undefined && (await sha256(bytes)) === name;
  }

  return {
    async put(bytes, { owner, ttl }) {
      const name = await sha256(bytes);
      return rows.alone(async () => {
        await makeRoom(name, bytes.length, owner.person ?? null);
        const at = clock.now();
        const expires = Math.min(at + ttl, LATEST);
        await store.write(name, bytes, expires);
        await rows.add(name, owner, { at, expires, bytes: bytes.length });
        return name;
      });
    },

    async get(name, conversation) {
      if (!(await rows.isKept(name, conversation, clock.now()))) return undefined;
      const bytes = await store.read(name);
      if (await isSound(name, bytes)) return bytes;
      return rows.alone(async () => {
        const again = await store.read(name);
        if (await isSound(name, again)) return again;
        // Deleted meanwhile, as a rule: then no row is left.
        const held = await rows.of(name);
        if (held.length > 0) log.error({ blob: name }, 'Kept bytes are damaged or gone; they are not kept any more');
        await store.remove(name);
        await drop(held);
        return undefined;
      });
    },

    owned: (by) => rows.list(by),
    sum: (by) => rows.sum(by),

    forget: (by, names) =>
      rows.alone(async () => {
        const items = await Array.fromAsync(rows.list(by));
        return drop(names ? items.filter(({ key }) => names.includes(key)) : items);
      }),

    follow: (from, to) => rows.alone(() => rows.follow(from, to)),

    prune: () => rows.alone(() => dropAll(() => rows.expired(clock.now()))),

    mend: () =>
      rows.alone(async () => {
        const there = new Set(await store.list());
        const kept = new Set(await rows.names());
        const [nobodys, lost] = [there.difference(kept), kept.difference(there)];
        for (const name of nobodys) await store.remove(name);
        for (const name of lost) await drop(await rows.of(name));
        const counts = { files: nobodys.size, lost: lost.size };
        if (nobodys.size + lost.size > 0) log.warn(counts, 'Blobs that were kept by halves are taken away');
      }),
  };
}
