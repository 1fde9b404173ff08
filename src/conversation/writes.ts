import type { DocumentEntry, Exchange, Origin } from '../ports/index.ts';
import { ageOf, keys, mediaKey, wordsKey } from './keys.ts';
import { homesOf } from './release.ts';
import { ownerOf } from './scope.ts';
import type { State } from './state.ts';
import { type Head, type Link, readHead, type ThreadIndex } from './stored.ts';

/**
 * Documents of a conversation as they are written, each with its owner. A head and an index are of the conversation; where
 * that is one person's alone, of the person, too. Exchanges and their links are of who asked. What is removed is nobody's.
 */

interface Writing {
  conversation: string;
  /** Chat of the messages that links are for. */
  chat: string;
  asker: string;
  /** Present where the conversation is the asker's alone. */
  alone: unknown;
  askedElsewhere?: AskedElsewhere | undefined;
}

/** Chat of the messages that asked, where they are answered in another (a thread that was opened for them). */
export interface AskedElsewhere {
  chat: string;
  answeredAt: Origin;
}

/** Writes everything of a conversation that has changed in `state`. */
export function changesOf(state: State, writing: Writing): DocumentEntry[] {
  const { conversation, asker, alone } = writing;
  const owner = { conversation, ...(alone ? { person: asker } : {}) };
  const whose = (id: string) => ({ conversation, person: state.exchanges.get(id)?.asker ?? null });
  return [
    { key: keys.head(conversation), value: readHead.own(state.head), owner },
    ...(state.indexChanged ? [{ key: keys.index(conversation), value: state.index, owner }] : []),
    ...[...state.changed].map((id) => ({
      key: keys.exchange(conversation, id),
      value: state.exchanges.get(id),
      owner: whose(id),
      ...ageOf(id),
    })),
    // What was heard or read in something goes with it, and where it was kept.
    ...homesOf(conversation, state).flatMap((each) =>
      state.released.flatMap((source) =>
        [wordsKey, mediaKey].map((keyOf) => ({ key: keyOf(each, source), value: undefined })),
      ),
    ),
    ...linksOf(state, writing).map(([key, link]) => ({
      key,
      value: { v: 2, conversation, ...link } satisfies Link,
      owner: whose(link.exchange),
      ...ageOf(link.exchange),
    })),
  ];
}

/** Lists the links to write, by their keys. */
function linksOf(
  { links }: State,
  { chat, askedElsewhere }: Writing,
): (readonly [key: string, link: Omit<Link, 'v' | 'conversation'>])[] {
  const here = [...links].map(([message, link]) => [keys.link(chat, message), link] as const);
  if (!askedElsewhere) return here;
  const { chat: there, answeredAt } = askedElsewhere;
  const asking = [...links].filter(([, { prompt }]) => prompt);
  return [...here, ...asking.map(([message, link]) => [keys.link(there, message), { ...link, answeredAt }] as const)];
}

/** Writes a conversation under the id it has from now on. */
export function movedTo(
  conversation: string,
  head: Head,
  index: ThreadIndex | undefined,
  exchanges: ReadonlyMap<string, Exchange>,
): DocumentEntry[] {
  const owner = ownerOf(conversation);
  return [
    { key: keys.head(conversation), value: head, owner },
    ...(index ? [{ key: keys.index(conversation), value: index, owner }] : []),
    ...[...exchanges].map(([id, value]) => ({
      key: keys.exchange(conversation, id),
      value,
      owner: { conversation, person: value.asker ?? null },
    })),
  ];
}
