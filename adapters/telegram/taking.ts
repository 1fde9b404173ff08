import type { Clock, Cursor, InboundEvent, Log, Receive } from '../../src/ports/index.ts';
import type { Reading } from './inbound.ts';
import { readUpdate, type TelegramUpdate } from './update.ts';

/** The way from updates to the core, whether they were polled or sent. */

export interface TakingParts {
  receive: Receive;
  translate(updates: readonly TelegramUpdate[], reading: Reading): InboundEvent[];
  /** Is shown what was accepted. */
  accepted(updates: readonly TelegramUpdate[]): void;
  clock: Clock;
  log: Log;
}

/** One update as far as it could be read. */
export interface Entry {
  id: number | undefined;
  /** `message`, … ; for the log. */
  type: string;
  /** Undefined where it is not shaped as the Bot API says. */
  update: TelegramUpdate | undefined;
}

export function toEntry(value: unknown): Entry {
  const update = readUpdate(value);
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return {
    id: update?.update_id ?? idOf(value),
    type: keys.find((key) => key !== 'update_id')?.slice(0, LONGEST_TYPE) ?? 'none',
    update,
  };
}

/** Longest name of a kind of update that goes into the log. */
const LONGEST_TYPE = 40;

function idOf(update: unknown): number | undefined {
  if (typeof update !== 'object' || update === null || !('update_id' in update)) return undefined;
  const { update_id: id } = update;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : undefined;
}

/**
 * Hands a batch to the core. Once it resolves, what became of it is committed, and Telegram may be told.
 * @param live it came as it was sent
 */
export async function take(
  parts: TakingParts,
  entries: readonly Entry[],
  live: boolean,
  cursor?: Cursor,
): Promise<void> {
  await parts.receive(translate(parts, entries, { now: parts.clock.now(), live }), cursor);
  parts.accepted(updatesOf(entries));
}

function updatesOf(entries: readonly Entry[]): TelegramUpdate[] {
  return entries.map(({ update }) => update).filter((update) => update !== undefined);
}

/** Reads a batch. An unreadable update is named in the log and left out: otherwise it would come again for ever. */
function translate(parts: TakingParts, entries: readonly Entry[], reading: Reading): InboundEvent[] {
  for (const { id, type, update } of entries) {
    if (!update) parts.log.warn({ update: id, type }, 'Telegram: skipped an update that cannot be read');
  }
  try {
    return parts.translate(updatesOf(entries), reading);
  } catch {
    return entries.flatMap((entry) => translateSafely(parts, entry, reading));
  }
}

function translateSafely(
  { translate, log }: TakingParts,
  { id, type, update }: Entry,
  reading: Reading,
): InboundEvent[] {
  try {
    return update ? translate([update], reading) : [];
  } catch {
    log.error({ update: id, type }, 'Telegram: skipped an update that cannot be translated');
    return [];
  }
}
