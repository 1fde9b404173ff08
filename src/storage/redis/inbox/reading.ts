import type { Log, TaskReader } from '../../../ports/index.ts';
import { newTurn, type StoredTurn } from '../../turns/stored-turn.ts';
import type { Redis } from '../client.ts';
import { ASIDE } from './lane-scripts.ts';
import { factsOf, laneOf, rowOf, type TurnRow, turnOf } from './rows.ts';

/** Attempts a salvaged turn counts as having had: more than the order of work makes, so that it ends in an error. */
const SPENT = 1000;
/** For so long the operator can look at what could not be read, ms. */
const KEEP_DAMAGED_MS = 90 * 86_400_000;

interface ReadingParts {
  redis: Redis;
  prefix: string;
  reader: TaskReader;
  log: Log;
}

/**
 * Reads a turn. A damaged one is set aside for the operator. If it still says where its answer belongs, an empty turn takes its place
 * and ends in an error; else undefined.
 */
export async function readOrSetAside(
  row: TurnRow,
  { redis, prefix, reader, log }: ReadingParts,
): Promise<StoredTurn | undefined> {
  const turn = turnOf(row, reader);
  if (turn) return turn;
  const { fields } = row;
  const id = Number(row.id);
  const acceptedAt = Number(fields.get('accepted_at'));
  const conversation = fields.get('conversation') ?? '';
  const rest = reader.salvage(fields.get('inbound') ?? '', { id, conversation, acceptedAt });
  const answer = rest ? 'an error' : 'no answer';
  log.error({ turn: id }, `a stored turn is damaged; set aside, its message gets ${answer}`);
  const made = rest ? JSON.stringify(factsOf(rest, reader.facts(rest))) : '';
  const reply = await redis.run(ASIDE, [prefix], [row.id, KEEP_DAMAGED_MS, made, SPENT]);
  if (!rest) return undefined;
  const now = Array.isArray(reply) ? rowOf(reply) : row;
  const salvaged = turnOf(now, reader);
  return salvaged ?? { ...newTurn(id, rest, reader.facts(rest), acceptedAt), queue: laneOf(row), attempt: SPENT };
}
