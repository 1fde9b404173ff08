import type { Gate } from '../admission/gate.ts';
import type { Permissions } from '../admission/permissions.ts';
import type { MarksOf } from '../answering/told/marks.ts';
import type { BatchStore } from '../batch/store.ts';
import type { CommandDefinition } from '../commands/command.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { WarmableModel } from '../model/index.ts';
import type { Door } from '../net/door.ts';
import type { Inbox, Receive, Storage, Surface, ToolSource } from '../ports/index.ts';

/**
 * Places between the rooms at which meters may stand, or a test: it may take a safeguard away, and show that its loss is
 * noticed.
 */
export interface Seams {
  commands?(commands: readonly CommandDefinition[]): readonly CommandDefinition[];
  storage?(storage: Storage): Storage;
  inbox?(inbox: Inbox): Inbox;
  conversations?(conversations: Conversations): Conversations;
  permissions?(permissions: Permissions): Permissions;
  gate?(gate: Gate): Gate;
  marks?(marks: MarksOf): MarksOf;
  door?(door: Door): Door;
  batches?(store: BatchStore): BatchStore;
  model?(model: WarmableModel): WarmableModel;
  surface?(surface: Surface): Surface;
  tools?(sources: readonly ToolSource[]): readonly ToolSource[];
  receive?(receive: Receive, inbox: Inbox): Receive;
}

/** Gives a room as it is seen through a seam; itself where nobody stands there. */
export function through<T>(seam: ((room: T) => T) | undefined, room: T): T {
  return seam ? seam(room) : room;
}
