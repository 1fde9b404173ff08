import * as v from 'valibot';
import { type Blobs, type Documents, keptSourceSchema } from '../ports/index.ts';
import { mediaKey } from './keys.ts';
import type { State } from './state.ts';

/** Lists the ids under which something of a conversation may be kept: its own, and the one it had before it moved. */
export function homesOf(conversation: string, { head }: Pick<State, 'head'>): string[] {
  return head.movedFrom === undefined ? [conversation] : [conversation, head.movedFrom];
}

/** Takes away the blobs that exchanges had and have no more, also from where the conversation was before. */
export async function release(
  { documents, blobs }: { documents: Pick<Documents, 'getMany'>; blobs: Pick<Blobs, 'forget'> },
  conversation: string,
  state: State,
): Promise<void> {
  const { released } = state;
  if (released.length === 0) return;
  for (const each of homesOf(conversation, state)) {
    const kept = await documents.getMany(released.map((source) => mediaKey(each, source)));
    const named = [...released, ...kept.filter((value) => v.is(keptSourceSchema, value))];
    const names = named.flatMap((source) => ('blob' in source ? source.blob : []));
    if (names.length > 0) await blobs.forget({ conversation: each }, names);
  }
}
