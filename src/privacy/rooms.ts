import type { OwnedItem } from '../ports/index.ts';

/**
 * Kinds of things that are kept of people. A room that keeps something new has a line here: by it, people are told of it and
 * given it. What no line matches is told as `other` and given as it is stored.
 */
export interface RoomOfThings {
  /** Name that people read as `privacy.kind.<kind>`. */
  kind: string;
  /** First parts of the keys of the documents that are some. */
  documents?: readonly string[];
  /** Kind in a store other than that of documents, of which all are some. */
  stored?: string;
  /** Content as it is given to the person, plain JSON; as it is stored when absent. */
  read?(content: unknown): unknown;
  /** Days for which it is kept; 0 where no age ends it, absent where it is kept for as long as what was said. */
  days?: number;
}

export const rooms = [
  { kind: 'questions', documents: ['turn'] },
  { kind: 'menus', documents: ['off-branch'], days: 90 },
  { kind: 'conversations', documents: ['head', 'shelf', 'link'] },
  { kind: 'settings', documents: ['settings'] },
  { kind: 'overheard', documents: ['overheard'], days: 2 },
  { kind: 'words', documents: ['words'], days: 30 },
  { kind: 'files', documents: ['media'], days: 90 },
  { kind: 'files', stored: 'blob', days: 90 },
  { kind: 'summaries', documents: ['summary'] },
  { kind: 'facts', documents: ['facts'], days: 0 },
  { kind: 'personas', documents: ['persona'], days: 0 },
  { kind: 'personas', documents: ['persona-import'], days: 1 },
  { kind: 'knowledge', documents: ['knowledge', 'knowledge-text'], days: 0 },
  { kind: 'schedules', documents: ['schedule'], days: 0 },
  { kind: 'schedules', documents: ['schedule-removed'], days: 1 },
  { kind: 'batches', documents: ['batch', 'batch-line', 'batch-tie'], days: 30 },
  { kind: 'batches', stored: 'job', days: 30 },
  { kind: 'accounts', documents: ['alias', 'linking', 'link-code'], days: 0 },
  { kind: 'access', documents: ['knock'], days: 1 },
  { kind: 'open', stored: 'open turn' },
  { kind: 'closed', stored: 'closed turn', days: 7 },
  { kind: 'platform', stored: 'fact', days: 400 },
  { kind: 'platform', stored: 'position', days: 400 },
  { kind: 'damaged', stored: 'damaged value', days: 90 },
] as const satisfies readonly RoomOfThings[];

/** Names of the kinds, in the order in which people are told of them. */
export type Kind = (typeof rooms)[number]['kind'] | 'other';

export const kinds: readonly Kind[] = [...new Set<Kind>(rooms.map(({ kind }) => kind)), 'other'];

/** Finds the line of something; undefined where no line matches it. */
export function roomOf({ kind, key }: Pick<OwnedItem, 'kind' | 'key'>): (RoomOfThings & { kind: Kind }) | undefined {
  const [name = ''] = key.split('|', 1);
  return rooms.find(({ documents, stored }: RoomOfThings) =>
    kind === 'document' ? documents?.includes(name) : stored === kind,
  );
}
