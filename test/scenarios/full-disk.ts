import { DatabaseSync } from 'node:sqlite';
import { vi } from 'vitest';

/** A disk that can be filled: SQLite's own "database or disk is full" on the bot's real file. */
export interface FullDisk {
  /** From now on nothing that needs room can be written. */
  fill(): void;
  /** There is room again. */
  free(): void;
}

/** Sizes of what the remaining room is filled with, the large first. */
const sizes = [3000, 300, 30, 1];
/** Behind every turn's id, so that the pages in which the bot's own rows would go are packed. */
const first = 2 ** 52;
const noLimit = 2 ** 30;

/** To be called before the bot starts: it watches the file being opened. */
export function watchDisk(): FullDisk {
  let database: DatabaseSync | undefined;
  const { exec } = DatabaseSync.prototype;
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
    database = this;
    return exec.call(this, sql);
  });

  function open(): DatabaseSync {
    if (!database?.isOpen) throw new Error('the bot has opened no database');
    return database;
  }

  return {
    fill() {
      const pages = open().prepare('PRAGMA page_count').get()?.['page_count'];
      exec.call(open(), `PRAGMA max_page_count = ${Number(pages)}`);
      const receipt = open().prepare('INSERT INTO receipts (turn, part, receipt) VALUES (?, 0, ?)');
      let at = first;
      for (const size of sizes) {
        for (let full = false; !full; at += 1) {
          try {
            receipt.run(at, 'x'.repeat(size));
          } catch {
            full = true;
          }
        }
      }
    },
    free() {
      exec.call(open(), `PRAGMA max_page_count = ${noLimit}; DELETE FROM receipts WHERE turn >= ${first}`);
    },
  };
}
