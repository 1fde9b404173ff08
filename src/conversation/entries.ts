import type { Buttons, Controls, ConversationEvent, Decision, Entry, Exchange } from '../ports/index.ts';
import { digest } from '../util/text.ts';
import { ENTRIES, entryKey, isCutShort } from './exchange.ts';

/**
 * Entries of buttons. A button's data holds no words: it names an exchange, and one of the entries kept with it by a digest.
 * So a press finds the very entry it was made for, in whatever order a menu lists its entries by then, or none.
 */

/** Length of an entry's digest in hexadecimal digits: 80 bits. */
const TAG = 20;
const NAMED = new RegExp(`^([0-9a-z]{1,20})\\.([0-9a-f]{${TAG}})$`);

/** Longest line of a button, in UTF-16 units: a reminder that waits for its time zone has all its words in it. */
const LINE = 2000;
/** Longest data of a button on any platform, in UTF-16 units. */
const DATA = 100;

/** Thing that a press's data names. */
export interface Named {
  /** Name of the exchange; undefined where a menu of a version before does not say. */
  exchange?: string;
  /** Finds what it names among the entries of that exchange. */
  among(entries: readonly Entry[]): Entry | undefined;
}

/** Reads the data of a press, which may be anything. Data of versions before is a whole line; it names the equal entry. */
export function readData(data: string): Named & { earlier?: Entry } {
  const [, exchange, tag] = NAMED.exec(data) ?? [];
  if (exchange !== undefined) return { exchange, among: (entries) => entries.find((each) => tagOf(each) === tag) };
  if (data.length > DATA) return { among: () => undefined };
  const earlier = earlierEntry(data);
  const [, turn] = /(?:^|\s)turn=([a-z0-9]{1,20})(?:\s|$)/.exec(earlier.line) ?? [];
  return {
    ...(turn === undefined ? {} : { exchange: turn }),
    earlier,
    among: (entries) => entries.find((each) => tagOf(each) === tagOf(earlier)),
  };
}

/** Reads the data of a version before, which was the command line itself; one that begins with `?` opened a form. */
function earlierEntry(data: string): Entry {
  return data.startsWith('?') ? { line: data.slice(1), form: true } : { line: data };
}

/** Buttons as a platform is given them, under the bubbles of an exchange. */
export function controlsOf(exchange: string, buttons: Buttons): Controls {
  return buttons.map((row) =>
    row.map(({ line, form, label, style }) => ({
      data: `${nameOf(exchange)}.${tagOf({ line, ...(form ? { form } : {}) })}`,
      label,
      ...(style === undefined ? {} : { style }),
    })),
  );
}

/** Leaves out the buttons that are too many, or say too much, to be kept. */
export function bounded(buttons: Buttons): Buttons {
  let count = 0;
  return buttons.map((row) =>
    row.filter(({ line }) => {
      if (line.length <= LINE) count += 1;
      return line.length <= LINE && count <= ENTRIES;
    }),
  );
}

/** Entries of buttons, each once: what is kept of them. */
export function entriesOf(buttons: Buttons): Entry[] {
  const entries = new Map<string, Entry>();
  for (const row of buttons) {
    for (const { line, form } of row) {
      const entry: Entry = form ? { line, form } : { line };
      entries.set(entryKey(entry), entry);
    }
  }
  return [...entries.values()];
}

/** Exchange that a turn's events give other bubbles; undefined where they make a new one, or none. */
export function shownExchange(events: readonly ConversationEvent[]): string | undefined {
  for (const event of events) {
    if (event.type === 'revised' || event.type === 'shown') return event.turn;
    if (event.type === 'recorded' && event.exchange !== undefined) return event.exchange;
  }
  return undefined;
}

/** Name of an exchange in a button's data: the turn that made it, which is known before the exchange is. */
export function nameOf(exchange: string): string {
  return exchange.slice(exchange.indexOf('~') + 1);
}

function tagOf({ line, form }: Entry): string {
  return digest(JSON.stringify([line, form ?? false])).slice(0, TAG);
}

/** Writes the free text of a line so that none of its words is read as an option, whoever wrote them. */
export function freeText(words: string): string {
  return words.replace(/(?<!\S)((?:--)?[a-z_]+)=(?=\S)/gi, '$1 = ');
}

/** Lines of the buttons under an answer. */
export const lineOf = {
  ask: (words: string) => `ask ${freeText(words)}`,
  stop: (turn: string) => `stop turn=${turn}`,
  retry: (turn: string) => `retry turn=${turn}`,
  continue: (turn: string) => `continue turn=${turn}`,
  delete: (turn: string) => `delete turn=${turn}`,
  approve: (turn: string, key: string, how: Decision) => `approve turn=${turn} call=${key} how=${how}`,
  show: (turn: string, answer: number) => `show turn=${turn} answer=${answer}`,
  correct: (turn: string, recording: number) => `correct turn=${turn} of=${recording}`,
} as const;

/** Entries under an answer of a version before: the buttons that it may have had. */
export function earlierEntries({ id, answers }: Pick<Exchange, 'id' | 'answers'>): Entry[] {
  const rest = answers.some(isCutShort) ? [lineOf.continue(id)] : [];
  const shown = answers.length < 2 ? [] : answers.map((_, at) => lineOf.show(id, at));
  return [lineOf.retry(id), ...rest, lineOf.delete(id), ...shown].map((line) => ({ line }));
}
