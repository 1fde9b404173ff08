import { Readable } from 'node:stream';
import { pause } from '../../util/pause.ts';
import { Problem } from '../problems.ts';
import type { Draft } from './draft.ts';

/** Prompts of prompts.chat: CSV with the columns `act` and `prompt`, and others behind them. */

/** UTF-16 units that are read at a time. */
const PIECE = 32_768;
/** Longest row, bytes. */
const LONGEST_ROW = 200_000;

/** Tells by the first line whether it is such a file. */
export function isPromptsCsv(text: string): boolean {
  return /^\ufeff?\s*"?act"?\s*,\s*"?prompt"?\s*(?:,|\r?\n)/i.test(text.slice(0, 200));
}

/** Reads rows, at most so many. Rejects with a Problem. */
export async function promptsIn(text: string, most: number): Promise<Draft[]> {
  const { parse } = await import('csv-parse');
  const parser = parse({
    ...{ columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()), bom: true, to: most },
    ...{ relax_column_count: true, skip_empty_lines: true, max_record_size: LONGEST_ROW },
  });
  // Its errors are those of the loop below.
  const source = Readable.from(piecesOf(text)).on('error', () => undefined);
  source.pipe(parser);
  const drafts: Draft[] = [];
  try {
    for await (const row of parser as AsyncIterable<Record<string, string>>) {
      const { act, prompt, type } = row;
      // Others are for pictures, videos and the like.
      const isText = type === undefined || /^(?:|text|prompt)$/i.test(type.trim());
      drafts.push({ name: act, system: prompt, dropped: isText ? [] : [{ what: 'type', why: 'place' }] });
    }
  } catch (error) {
    const { lines } = Object(error) as { lines?: unknown };
    throw new Problem('syntax_csv', typeof lines === 'number' ? { line: lines, column: 1 } : {});
  } finally {
    source.destroy();
  }
  return drafts;
}

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += PIECE) {
    yield text.slice(at, at + PIECE);
    await pause();
  }
}
