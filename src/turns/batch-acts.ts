import type { Batches, BatchTurn } from '../batch/batches.ts';
import { nameOf } from '../conversation/entries.ts';
import type { Claim, ConversationEvent, Final, Surface } from '../ports/index.ts';

export interface BatchActParts {
  batches: Pick<Batches, 'apply' | 'takeAway'>;
  surface(name: string): Pick<Surface, 'lasting'>;
}

/** Applies what a turn did to batches: what it says itself, and the end of those whose question it took away. */
export async function applyToBatches(
  { batches, surface }: BatchActParts,
  { id, task }: Pick<Claim, 'id' | 'task'>,
  { batch, events }: Pick<Final, 'batch' | 'events'>,
  bubble: string | undefined,
): Promise<void> {
  for (const event of events) {
    const taken = takenBy(event, task.editOf !== undefined);
    if (taken !== undefined) await batches.takeAway(nameOf(taken));
  }
  if (!batch) return;
  const { conversation, settingsChat, place, thread, actor, target } = task;
  const { prompt } = target;
  const lasting = surface(task.surface).lasting(target) ?? target;
  const asked: BatchTurn['asked'] = {
    surface: task.surface,
    conversation,
    ...(settingsChat === undefined ? {} : { settingsChat }),
    place,
    ...(thread === undefined ? {} : { thread }),
    actor: {
      id: actor.id,
      name: actor.name,
      ...(actor.locale === undefined ? {} : { locale: actor.locale }),
      ...(actor.kind === undefined ? {} : { kind: actor.kind }),
    },
    target: { ...lasting, ...(prompt === undefined ? {} : { prompt }) },
    ...(bubble === undefined ? {} : { bubble }),
  };
  await batches.apply({ id, asked }, batch);
}

/** Exchange whose question is gone, or says something else now. */
function takenBy(event: ConversationEvent, isEdit: boolean): string | undefined {
  if (event.type === 'removed') return event.turn;
  return isEdit && event.type === 'recorded' ? event.exchange : undefined;
}
