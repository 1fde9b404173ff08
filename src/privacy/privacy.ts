import type { Grants } from '../admission/grants.ts';
import { createKept, type Kept, type KeptParts, type KindSum } from './kept.ts';

/** Rights of people over what is kept of them, as commands use them. */
export interface Privacy {
  /** Tells what is kept of a person; nothing of its content. */
  tell(person: string): Promise<Told>;
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

export interface PrivacyParts extends KeptParts, Pick<Privacy, 'services' | 'retentionDays'> {
  grants: Pick<Grants, 'list'>;
}

export function createPrivacy({ grants, services, retentionDays, ...parts }: PrivacyParts): Privacy {
  const kept: Kept = createKept(parts);
  return {
    services,
    retentionDays,
    async tell(person) {
      const granted = grants.list().some(({ kind, id }) => kind !== 'place' && id === person);
      return { sums: await kept.sums(person), granted };
    },
  };
}
