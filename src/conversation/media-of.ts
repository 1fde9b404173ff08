import type { Attachment, Task } from '../ports/index.ts';

/** Lists all that was sent along with a task: with its messages, to its options, and with what it is about. */
export function mediaOf(task: Task): Attachment[] {
  if (task.kind === 'late') return [];
  const { pieces = [], quote, attachments = [] } = task;
  const { files = {}, material = [] } = task.kind === 'command' ? task : {};
  const told = [...pieces, ...pieces.map((piece) => piece.quote), quote, ...material];
  return [...attachments, ...Object.values(files), ...told.flatMap((each) => each?.attachments ?? [])];
}
