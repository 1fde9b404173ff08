import type { Grants } from '../admission/grants.ts';
import { createKeyedMutex } from '../util/keyed-mutex.ts';
import { type Export, type ExportParts, exportOf } from './export.ts';
import { createForgetting, type ForgettingParts, type Forgotten } from './forgetting.ts';
import { createKept, type Kept, type KeptParts, type KindSum } from './kept.ts';

/** Rights of people over what is kept of them, as commands use them. */
export interface Privacy {
  /** Tells what is kept of a person; nothing of its content. */
  tell(person: string): Promise<Told>;
  /** Conversations that are a person's alone. */
  conversations(person: string): Promise<string[]>;
  /** Deletes all that is kept of a person, for the turn `turn` of theirs, which is to leave nothing behind. As in Forgetting. */
  forget(person: string, signal: AbortSignal, turn: string): Promise<Forgotten>;
  /** Gives a person all that is kept of them, in a file of at most `most` bytes. */
  export(person: string, most: number): Promise<Export>;
  /** Hosts of the services that a model is asked at. */
  readonly services: readonly string[];
  /** Days after which what was said is deleted; 0 for never. */
  readonly retentionDays: number;
  /** Fate of a person's words in others' questions and texts that quote them, when the person is forgotten. */
  readonly quotes: 'stay' | 'redact';
}

export interface Told {
  sums: readonly KindSum[];
  /** An owner gave the person a right, by name. */
  granted: boolean;
}

export interface PrivacyParts
  extends ForgettingParts,
    Pick<ExportParts, 'blobs'>,
    Pick<Privacy, 'services' | 'retentionDays'> {
  traces: ForgettingParts['traces'] & KeptParts['traces'];
  grants: Pick<Grants, 'list' | 'unname'>;
  people: ForgettingParts['people'] & KeptParts['people'];
}

/** Most bytes of what is given to a person in a chat. */
const MOST = 45_000_000;

export function createPrivacy({ services, retentionDays, ...parts }: PrivacyParts): Privacy {
  const kept: Kept = createKept(parts);
  const { forget } = createForgetting(parts);
  const alone = createKeyedMutex();
  return {
    conversations: kept.conversations,
    forget,
    // One at a time: each is in memory as a whole.
    export: (person, most) => alone('', () => exportOf({ kept, blobs: parts.blobs }, person, Math.min(most, MOST))),
    services,
    retentionDays,
    quotes: parts.quotes,
    async tell(person) {
      const granted = parts.grants.list().some(({ kind, id }) => kind !== 'place' && id === person);
      return { sums: await kept.sums(person), granted };
    },
  };
}
