import type { DocumentEntry, OwnedItem } from '../ports/index.ts';
import { pause } from '../util/pause.ts';
import { type Documents, type Read, readOne } from './documents.ts';
import { isOnBranch } from './exchange.ts';
import { keys, readKey } from './keys.ts';
import { lostThreads, type Placed } from './lost-threads.ts';
import { slotOf } from './off-branch.ts';
import { emptyIndex, threadOf } from './state.ts';
import { type Head, readExchange, readHead, readLink, readThreadIndex, type ThreadIndex } from './stored.ts';
import { THREADS, withEntry, withHint } from './threads.ts';

/**
 * Deletes rows of a conversation. Its turns do not wait meanwhile: a deletion is written only where the head is still the one
 * it was decided by. Otherwise it is decided anew another time.
 */

/** Documents read or deleted at a time. */
const BITE = 100;
/**
 * Time for which a removed exchange is known as removed, ms: an edit of its message is none of a new one meanwhile. A platform
 * may tell of it a day late.
 */
const KNOWN_MS = 86_400_000;

/** Deletes all of a conversation, its head at last; false where somebody has written to it meanwhile. */
export async function eraseConversation(documents: Documents, conversation: string): Promise<boolean> {
  const head = await headOf(documents, conversation);
  const items = await Array.fromAsync(documents.owned({ conversation }));
  // Choices of a chat that several people share are nobody's to forget.
  const others = items.filter(({ key, person }) => {
    const isShared = key === keys.settings(conversation) && person === undefined;
    return key !== keys.head(conversation) && !isShared;
  });
  return (
    (await deleteAll(documents, conversation, head, others)) &&
    (await deleteAll(documents, conversation, head, [{ key: keys.head(conversation) }]))
  );
}

/** Deletes these documents of a conversation; false where somebody has written to it meanwhile. */
export async function deleteAll(
  documents: Documents,
  conversation: string,
  head: Read<Head>,
  items: readonly Pick<OwnedItem, 'key'>[],
): Promise<boolean> {
  const expected = [{ key: keys.head(conversation), value: head.stored }];
  for (let at = 0; at < items.length; at += BITE) {
    const bite = items.slice(at, at + BITE).map(({ key }): DocumentEntry => ({ key, value: undefined }));
    if (!(await documents.compareAndSet(expected, bite))) return false;
    await pause();
  }
  return true;
}

export function headOf(documents: Documents, conversation: string): Promise<Read<Head>> {
  return readOne(documents, keys.head(conversation), readHead);
}

/** An exchange on a branch, as far as it has to be known whether it is needed. */
interface Node extends Placed {
  key: string;
}

/**
 * Deletes what was taken away and is not needed any more. These are exchanges of deleted threads, removed ones that none goes
 * on from, and links to either. Exchanges that were removed lately stay known as such, without their words.
 */
export async function tidyConversation(documents: Documents, conversation: string, now: number): Promise<void> {
  const head = await headOf(documents, conversation);
  if (!head.value) return;
  const items = await Array.fromAsync(documents.owned({ conversation }));
  if (head.value.movedTo !== undefined) return tidyMoved(documents, conversation, head, items, now);
  const nodes = await nodesOf(documents, conversation, items);
  const { value: index = emptyIndex } = await readOne(documents, keys.index(conversation), readThreadIndex);
  const { dropped = [] } = head.value;
  const lost = lostThreads(nodes, new Set([threadOf(head.value), ...index.threads.map(({ id }) => id), ...dropped]));
  const isAlive = ({ removed, thread }: Node) => !removed && !dropped.includes(thread) && !lost.deleted.has(thread);
  const needed = neededOf(nodes, isAlive);
  const before = now - KNOWN_MS;
  const isRest = ([id, node]: [string, Node]) =>
    !isAlive(node) && !needed.has(id) && !(node.removed && node.at >= before);
  const rest = new Map([...nodes].filter(isRest));
  const links = await linksTo(documents, items, (exchange) => !nodes.has(exchange) || rest.has(exchange), before);
  if (!(await deleteAll(documents, conversation, head, [...rest.values(), ...links]))) return;
  const threads = lost.found.reduce((whole, entry) => withEntry(whole, entry), index);
  const hasRest = [...nodes].some(([id, { removed }]) => removed && !needed.has(id) && !rest.has(id));
  const untidy = hasRest || threads.threads.length > THREADS;
  await finish(documents, conversation, head, untidy, lost.found.length > 0 ? threads : undefined);
}

/** Deletes what a chat that got a new id left behind. What is off every branch stays for its time. */
async function tidyMoved(
  documents: Documents,
  conversation: string,
  head: Read<Head>,
  items: readonly OwnedItem[],
  now: number,
): Promise<void> {
  const left = items.filter(({ key, at }) => {
    const isOld = key === keys.index(conversation) || typeof readKey(conversation, key) === 'object';
    return isOld || (key === keys.settings(conversation) && at < now - KNOWN_MS);
  });
  const waits = items.some(({ key, at }) => key === keys.settings(conversation) && at >= now - KNOWN_MS);
  if (await deleteAll(documents, conversation, head, left)) await finish(documents, conversation, head, waits);
}

async function nodesOf(
  documents: Documents,
  conversation: string,
  items: readonly OwnedItem[],
): Promise<Map<string, Node>> {
  const nodes = new Map<string, Node>();
  const exchanges = items.flatMap((item) => {
    const read = readKey(conversation, item.key);
    return typeof read === 'object' ? [{ ...item, id: read.exchange }] : [];
  });
  for await (const [read, { id, key, at }] of readAll(documents, exchanges, readExchange)) {
    if (!read || !isOnBranch(read)) continue;
    const { place, removed = false, prompt } = read;
    nodes.set(id, { key, ...place, at, removed, label: withHint({}, id, prompt) });
  }
  return nodes;
}

/** Finds the exchanges that others which are there go on from. */
function neededOf(nodes: ReadonlyMap<string, Node>, isAlive: (node: Node) => boolean): Set<string> {
  const needed = new Set<string>();
  for (const node of nodes.values()) {
    if (!isAlive(node)) continue;
    for (let next = node.parent; next !== null && !needed.has(next); next = nodes.get(next)?.parent ?? null)
      needed.add(next);
  }
  return needed;
}

async function linksTo(
  documents: Documents,
  items: readonly OwnedItem[],
  isGone: (exchange: string) => boolean,
  before: number,
): Promise<OwnedItem[]> {
  const old = items.filter(({ key, at }) => readKey('', key) === 'link' && at < before);
  const gone: OwnedItem[] = [];
  for await (const [link, item] of readAll(documents, old, readLink)) {
    if (link?.v === 2 && slotOf(link.exchange) === undefined && isGone(link.exchange)) gone.push(item);
  }
  return gone;
}

/** Reads the documents of items, some at a time. */
export async function* readAll<T, Item extends Pick<OwnedItem, 'key'>>(
  documents: Documents,
  items: readonly Item[],
  reader: (value: unknown) => T | undefined,
): AsyncGenerator<[T | undefined, Item]> {
  for (let at = 0; at < items.length; at += BITE) {
    const bite = items.slice(at, at + BITE);
    const values = await documents.getMany(bite.map(({ key }) => key));
    for (const [index, item] of bite.entries()) yield [reader(values[index]), item];
    await pause();
  }
}

/** Notes that a conversation was gone over, and whether something is left to do another time. */
async function finish(
  documents: Documents,
  conversation: string,
  { value, stored }: Read<Head>,
  untidy: boolean,
  index?: ThreadIndex,
): Promise<void> {
  if (!value || (value.tidied && value.untidy && untidy && !index)) return;
  const { untidy: _, ...rest } = value;
  const head: Head = { ...rest, tidied: true, ...(untidy ? { untidy } : {}) };
  const owner = { conversation };
  await documents.compareAndSet(
    [{ key: keys.head(conversation), value: stored }],
    [
      { key: keys.head(conversation), value: head, owner },
      ...(index ? [{ key: keys.index(conversation), value: index, owner }] : []),
    ],
  );
}
