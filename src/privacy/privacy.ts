import type { Grants } from '../admission/grants.ts';
import { createForgetting, type ForgettingParts, type Forgotten } from './forgetting.ts';
import { createKept, type Kept, type KeptParts, type KindSum } from './kept.ts';

/** Rights of people over what is kept of them, as commands use them. */
export interface Privacy {
  /** Tells what is kept of a person; nothing of its content. */
  tell(person: string): Promise<Told>;
  /** Deletes all that is kept of a person, for the turn `turn` of theirs, which is to leave nothing behind. Harmless when repeated. */
  forget(person: string, turn: string): Promise<Forgotten>;
  /** Hosts of the services that a model is asked at. */
  readonly services: readonly string[];
  /** Days after which what was said is deleted; 0 for never. */
  readonly retentionDays: number;
}

export interface Told {
  sums: readonly KindSum[];
  /** An owner gave the person a right, by name. */
  granted: boolean;
}

export interface PrivacyParts extends ForgettingParts, Pick<Privacy, 'services' | 'retentionDays'> {
  documents: KeptParts['documents'];
  traces: ForgettingParts['traces'] & KeptParts['traces'];
  grants: Pick<Grants, 'list' | 'unname'>;
}

export function createPrivacy({ services, retentionDays, ...parts }: PrivacyParts): Privacy {
  const kept: Kept = createKept(parts);
  const { forget } = createForgetting(parts);
  return {
    forget,
    services,
    retentionDays,
    async tell(person) {
      const granted = parts.grants.list().some(({ kind, id }) => kind !== 'place' && id === person);
      return { sums: await kept.sums(person), granted };
    },
  };
}
