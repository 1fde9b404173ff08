import { createAllowance } from '../admission/allowance.ts';
import type { Permissions } from '../admission/permissions.ts';
import type { Texts } from '../locales/index.ts';
import type { Clock, Progress, Task } from '../ports/index.ts';

/** Time between two hints about one place, ms. */
const ONCE_MS = 24 * 3_600_000;

/** Adds to an owner's answer in a group that it is for owners only, and the way to change that. */
export type OwnerHint = (
  task: Task,
  answer: AsyncIterable<Progress>,
  texts: Texts,
  buttons: boolean,
) => AsyncIterable<Progress>;

/** Owners may speak anywhere: that nobody else at a place can is told them once a day. */
export function createOwnerHint(
  permissions: Pick<Permissions, 'access' | 'isOpen'>,
  clock: Pick<Clock, 'elapsed'>,
): OwnerHint {
  const once = createAllowance({ points: 1, withinMs: ONCE_MS, keys: 1000, clock });

  return async function* hinted(task, answer, texts, buttons) {
    const { place } = task;
    const [scope] = place.scopes;
    const apart = place.kind === 'group' && permissions.access(task) === 'owner' && !permissions.isOpen(place);
    for await (const progress of answer) {
      if (!apart || scope === undefined || progress.type !== 'end' || once.take(scope)) {
        yield progress;
        continue;
      }
      const { end } = progress;
      const notice = [end.notice, texts('access.only_owner', { id: scope })].filter(Boolean).join(' ');
      const allow = [{ line: `allow place=${scope}`, label: texts('access.allow_here') }];
      yield { type: 'end', end: { ...end, notice, ...(buttons ? { buttons: [...(end.buttons ?? []), allow] } : {}) } };
    }
  };
}
