import type { OwnedItem } from '../ports/index.ts';

/**
 * Kinds of things that are kept of people. A room that keeps something new has a line here: by it, people are told of it and
 * given it. What no line matches is told as `other` and given as it is stored.
 */
export interface RoomOfThings {
  /** Name that people read as `privacy.kind.<kind>`. */
  kind: string;
  /** Kind of the item in its store; a document's when absent. */
  stored?: string;
  /** Tells whether something with this key is one of them. */
  matches(key: string): boolean;
  /** Content as it is given to the person, plain JSON; as it is stored when absent. */
  read?(content: unknown): unknown;
  /** Days for which it is kept; when absent, for as long as what was said. */
  days?: number;
}

/** Matches keys whose first part is one of these. */
const named =
  (...names: readonly string[]) =>
  (key: string): boolean =>
    names.includes(key.split('|', 1)[0] ?? '');

const all = (): boolean => true;

export const rooms = [
  { kind: 'questions', matches: named('turn') },
  { kind: 'menus', matches: named('off-branch'), days: 90 },
  { kind: 'conversations', matches: named('head', 'shelf', 'link') },
  { kind: 'settings', matches: named('settings') },
  { kind: 'overheard', matches: named('overheard'), days: 2 },
  { kind: 'words', matches: named('words'), days: 30 },
  { kind: 'files', matches: named('media'), days: 90 },
  { kind: 'files', stored: 'blob', matches: all, days: 90 },
  { kind: 'summaries', matches: named('summary') },
  { kind: 'facts', matches: named('facts'), days: 0 },
  { kind: 'personas', matches: named('persona') },
  { kind: 'personas', matches: named('persona-import'), days: 1 },
  { kind: 'knowledge', matches: named('knowledge', 'knowledge-text') },
  { kind: 'batches', matches: named('batch', 'batch-line', 'batch-tie') },
  { kind: 'batches', stored: 'job', matches: all },
  { kind: 'accounts', matches: named('alias', 'linking', 'link-code') },
  { kind: 'access', matches: named('knock'), days: 1 },
  { kind: 'open', stored: 'open turn', matches: all },
  { kind: 'closed', stored: 'closed turn', matches: all, days: 7 },
  { kind: 'platform', stored: 'fact', matches: all, days: 400 },
  { kind: 'platform', stored: 'position', matches: all, days: 400 },
  { kind: 'damaged', stored: 'damaged value', matches: all, days: 90 },
] as const satisfies readonly RoomOfThings[];

/** Names of the kinds, in the order in which people are told of them. */
export type Kind = (typeof rooms)[number]['kind'] | 'other';

export const kinds: readonly Kind[] = [...new Set<Kind>(rooms.map(({ kind }) => kind)), 'other'];

/** Finds the line of something; undefined where no line matches it. */
export function roomOf({ kind, key }: Pick<OwnedItem, 'kind' | 'key'>): (RoomOfThings & { kind: Kind }) | undefined {
  return rooms.find((room: RoomOfThings) => (room.stored ?? 'document') === kind && room.matches(key));
}
