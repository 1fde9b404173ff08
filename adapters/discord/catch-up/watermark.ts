import type { AdapterContext } from '../../../src/ports/index.ts';
import { idAt, positionIn } from '../ids.ts';

/**
 * Position up to which Discord's messages have been handled: one id for all channels, because Discord's ids are
 * moments. It covers messages that were not meant for the bot, so that nobody reads a busy channel's day again.
 * Messages meant for the bot move the cursor of their channel in their own commit. Written now and then only: a message
 * read twice is dropped by its key.
 */
export interface Watermark {
  /** Reads what was stored. */
  open(): Promise<void>;
  /** Everything up to this id has been handled. On a first start: everything before the start. */
  value(): bigint;
  /** Tells whether that comes from this machine's clock: Discord's may be behind it. */
  isGuessed(): boolean;
  /** Something from this id on is not handled yet, until the result is called; it may be called twice. */
  pin(id: bigint): () => void;
  /** A message was handled. */
  advance(id: bigint): void;
  /** Stores the mark, if it has moved. Never rejects. */
  save(): Promise<void>;
}

const cursorName = 'discord:seen';
/** Marks a position that comes from this machine's clock, which may be wrong, and not from Discord. */
const guessSign = '~';
const saveEveryMs = 60_000;
/** Nothing older is read back, ms. */
export const oldestMs = 86_400_000;

type WatermarkParts = Pick<AdapterContext, 'receive' | 'cursor' | 'clock' | 'log'>;

export function createWatermark({ receive, cursor, clock, log }: WatermarkParts) {
  const held = new Set<{ id: bigint }>();
  let newest: { id: bigint; guessed: boolean } | undefined;
  let saved = '';
  let savedAt = Number.NEGATIVE_INFINITY;

  function known(): { id: bigint; guessed: boolean } {
    newest ??= { id: idAt(clock.now()), guessed: true };
    return newest;
  }

  /**
   * Position to start from when the stored one is damaged: as far back as is ever read. Handled messages are known by
   * their channel or their key.
   */
  function furthest(value: string): { id: bigint; guessed: boolean } {
    log.warn({ value }, 'How far Discord was read cannot be made out; the last day is read again');
    return { id: idAt(clock.now() - oldestMs), guessed: true };
  }

  function lowestOpen(): bigint {
    let lowest = known().id;
    for (const { id } of held) if (id <= lowest) lowest = id - 1n;
    return lowest;
  }

  async function save(): Promise<void> {
    // Before anything is known, e.g. where it could not be read, what is stored stays.
    if (!newest) return;
    const value = `${known().guessed ? guessSign : ''}${lowestOpen()}`;
    if (value === saved) return;
    savedAt = clock.elapsed();
    try {
      await receive([], { name: cursorName, value });
      saved = value;
    } catch {
      // Whatever is wrong with the storage, the next message says so.
    }
  }

  const watermark: Watermark = {
    value: lowestOpen,
    isGuessed: () => known().guessed,
    save,
    async open() {
      const value = (await cursor(cursorName)) ?? '';
      const digits = value.replace(guessSign, '');
      const id = positionIn(digits, clock.now());
      if (id !== undefined) newest = { id, guessed: value !== digits };
      else if (value !== '') newest = furthest(value);
      saved = value;
    },
    pin(id) {
      const entry = { id };
      held.add(entry);
      return () => held.delete(entry);
    },
    advance(id) {
      const { id: last, guessed } = known();
      if (!guessed && id <= last) return;
      newest = { id, guessed: false };
      if (guessed || clock.elapsed() - savedAt >= saveEveryMs) void save();
    },
  };
  return watermark;
}
