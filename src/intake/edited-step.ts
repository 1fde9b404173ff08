import type { Exchange, MessageEdit, Resolved, UserAction } from '../ports/index.ts';
import type { EditParts } from './edits.ts';

/** A reply to a question of a form as it says now, as if it were sent again; nothing where its words are known. */
export async function asNewStep(
  { resolve }: Pick<EditParts, 'resolve'>,
  { key, sentAt }: UserAction,
  { text, whole }: MessageEdit,
  { menu }: Pick<Exchange, 'menu'>,
): Promise<Resolved[]> {
  const to = whole?.body.quote?.id;
  const { steps } = menu ?? {};
  const option = to === undefined ? undefined : steps?.about[to];
  if (!whole || option === undefined || steps?.given[option] === text.trim()) return [];
  const now = await resolve({ ...whole, key, sentAt, body: { ...whole.body, addressed: true } }, true);
  return now.kind === 'command' && now.cause === 'press' ? [now] : [];
}
