import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { Fault } from '../../util/errors.ts';
import type { Dump, DumpRoom, DumpRow } from './dump.ts';

/** Rows of a room that were moved, or are there already. */
export interface Moved {
  room: string;
  rows: number;
}

/** Result of a migration. */
export interface Migration {
  /** True where the same was done before: then nothing was written. */
  already: boolean;
  moved: readonly Moved[];
}

export interface MigrationOptions {
  /** Name of the source, by which a migration that was cut short is known again; no secret. */
  source: string;
  signal: AbortSignal;
}

const markerShape = v.object({
  source: v.string(),
  moved: v.exactOptional(v.array(v.object({ room: v.string(), rows: v.number() }))),
});

/**
 * Copies all rows of a store into another, reads both again, and compares them by number and hash. One that was cut short goes on when
 * it is asked for again; one that is done does nothing. The source is only read.
 * @throws Fault('storage') where the target holds something else, lacks a room, or differs afterwards
 */
export async function migrate(from: Dump, to: Dump, { source, signal }: MigrationOptions): Promise<Migration> {
  const before = await markerOf(to);
  if (before && before.source !== source) throw refusal('filled', 'was filled from another store');
  if (before?.moved) return { already: true, moved: before.moved };
  for (const room of from.rooms)
    if (!to.rooms.some(({ name }) => name === room.name) && !(await isEmpty(room)))
      throw refusal('lacks', `has no room for ${room.name}`);
  if (!before) {
    for (const room of to.rooms) if (!(await isEmpty(room))) throw refusal('filled', `has ${room.name} already`);
    await to.mark(JSON.stringify({ source }));
  }
  const moved: Moved[] = [];
  for (const target of to.rooms) {
    const room = from.rooms.find(({ name }) => name === target.name);
    if (room) await copy(room, target, signal);
  }
  for (const target of to.rooms) {
    const room = from.rooms.find(({ name }) => name === target.name);
    const [ours, theirs] = [room ? await sumOf(room, signal) : NOTHING, await sumOf(target, signal)];
    if (ours.rows !== theirs.rows || ours.hash !== theirs.hash)
      throw refusal('differs', `differs in ${target.name}: ${theirs.rows} instead of ${ours.rows} rows, or other ones`);
    moved.push({ room: target.name, rows: ours.rows });
  }
  await to.mark(JSON.stringify({ source, moved }));
  return { already: false, moved };
}

async function markerOf(to: Dump): Promise<v.InferOutput<typeof markerShape> | undefined> {
  const text = await to.marker();
  if (text === undefined) return undefined;
  try {
    return v.parse(markerShape, JSON.parse(text));
  } catch (error) {
    throw refusal('damaged', 'has a damaged note of a migration', error);
  }
}

async function copy(from: DumpRoom, to: DumpRoom, signal: AbortSignal): Promise<void> {
  for await (const rows of from.read()) {
    signal.throwIfAborted();
    await to.write(rows);
  }
}

async function isEmpty(room: DumpRoom): Promise<boolean> {
  for await (const rows of room.read()) if (rows.length > 0) return false;
  return true;
}

interface Sum {
  rows: number;
  hash: bigint;
}

const NOTHING: Sum = { rows: 0, hash: 0n };
/** Bound of a sum of hashes: as many bits as one has. */
const BOUND = 1n << 256n;

/** Number and hash of all rows, in whatever order they come: their hashes are added up, so that two equal ones do not vanish. */
async function sumOf(room: DumpRoom, signal: AbortSignal): Promise<Sum> {
  let { rows: count, hash } = NOTHING;
  for await (const rows of room.read()) {
    signal.throwIfAborted();
    for (const row of rows) hash = (hash + hashOf(row)) % BOUND;
    count += rows.length;
  }
  return { rows: count, hash };
}

function hashOf(row: DumpRow): bigint {
  const fields = Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return BigInt(`0x${createHash('sha256').update(JSON.stringify(fields)).digest('hex')}`);
}

function refusal(code: string, why: string, cause?: unknown): Fault {
  const facts = { code, advice: 'Name an empty store to migrate to.' };
  return new Fault('storage', `the store to migrate to ${why}`, facts, cause);
}
