import * as v from 'valibot';
import type { TaskReader } from '../../../ports/index.ts';
import { Fault } from '../../../util/errors.ts';
import { storedText } from '../../stored-text.ts';
import { type Row, readReceipt, readStep, readTurn, type StoredTurn } from '../../turns/stored-turn.ts';
import type { Reply } from '../commands.ts';

/** A turn's row as scripts hand it out. */
export interface TurnRow {
  /** As in the keys: decimal. */
  id: string;
  /** Time for which a message is waited for that may go on with it, ms. */
  waitMs: number;
  fields: ReadonlyMap<string, string>;
  steps: readonly string[];
}

const rowSchema = v.tuple([v.string(), v.number(), v.array(v.string()), v.array(v.string())]);

/** @throws Fault('storage') where it is none */
export function rowOf(reply: unknown): TurnRow {
  if (!v.is(rowSchema, reply)) throw new Fault('storage', 'a row of a turn is damaged', { code: 'damaged' });
  const [id, waitMs, flat, steps] = reply;
  const fields = new Map<string, string>();
  for (let at = 0; at + 1 < flat.length; at += 2) fields.set(flat[at] ?? '', flat[at + 1] ?? '');
  return { id, waitMs, fields, steps };
}

/** Rows of those turns that are open. */
export function rowsOf(reply: Reply): TurnRow[] {
  return Array.isArray(reply) ? reply.map(rowOf).filter(({ fields }) => fields.size > 0) : [];
}

/** Reads a row; undefined where its task cannot be made out any more. */
export function turnOf({ id, waitMs, fields, steps }: TurnRow, reader: TaskReader): StoredTurn | undefined {
  const row: Row = { ...Object.fromEntries(fields), id };
  const taken = steps.map((step) => readStep({ step: step.slice(step.indexOf(' ') + 1) }));
  const turn = readTurn(row, { receipts: receiptsIn(fields), steps: taken }, reader);
  if (!turn) return undefined;
  const promptVersion = Number(fields.get('version'));
  const begun = waitMs === 0 && Number(fields.get('begun')) === promptVersion;
  return Object.assign(turn, { queue: laneOf({ fields }), promptVersion, begun });
}

function receiptsIn(fields: ReadonlyMap<string, string>) {
  return [...fields]
    .flatMap(([name, receipt]) => (name.startsWith('r:') ? [readReceipt({ receipt })] : []))
    .filter((each) => each !== undefined)
    .sort((one, other) => one.part - other.part);
}

/** Lane of a row, which is the stored form of its queue's name. */
export function laneOf({ fields }: Pick<TurnRow, 'fields'>): string {
  return fields.get('lane') ?? '';
}

/** Facts of a task as scripts take them. */
export function factsOf(task: unknown, { conversation, person, surface, tags }: ReturnType<TaskReader['facts']>) {
  return {
    inbound: JSON.stringify(task),
    conversation: storedText(conversation),
    person: storedText(person),
    surface,
    tags: tags.map(storedText),
  };
}

/** Id in the keys, of an id as others know it; undefined where it can be none. */
export function keyOf(turn: string): string | undefined {
  const id = Number.parseInt(turn, 36);
  return Number.isSafeInteger(id) && id.toString(36) === turn ? String(id) : undefined;
}
