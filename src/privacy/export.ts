import type { Blobs, OutgoingFile, OwnedContent } from '../ports/index.ts';
import { pauseWhenLong } from '../util/pause.ts';
import { zip } from '../util/zip.ts';
import type { Kept } from './kept.ts';
import { type Kind, roomOf } from './rooms.ts';

/** All that is kept of a person, as files for them. */
export interface Export {
  /** One JSON file, or an archive of it and of what was sent and drawn; none where not even that has room. */
  file?: OutgoingFile;
  /** Number of things that had no room in it. */
  missing: number;
}

export interface ExportParts {
  kept: Pick<Kept, 'contents'>;
  blobs: Pick<Blobs, 'get'>;
}

const JSON_NAME = 'parley.json';
/** Most bytes of the JSON text: what is more of it is missing. */
const MOST_JSON = 32_000_000;

/** Makes the files. `most`: bytes that one file may have. */
export async function exportOf({ kept, blobs }: ExportParts, person: string, most: number): Promise<Export> {
  const { text, files, missing } = await written(kept, person);
  const json = { name: JSON_NAME, bytes: Buffer.from(text) };
  if (files.length === 0 && json.bytes.length <= most)
    return { file: { ...json, mime: 'application/json', role: 'document' }, missing };
  const entries = [json];
  const names = new Set<string>();
  // A part of the room is left for what an archive says of each file.
  let left = most * 0.95 - json.bytes.length / 2;
  let more = missing;
  for (const { key, conversation = '' } of files.toReversed()) {
    if (names.has(key)) continue;
    const bytes = left > 0 ? await blobs.get(key, conversation) : undefined;
    if (!bytes || bytes.length > left) {
      more += 1;
      continue;
    }
    left -= bytes.length;
    names.add(key);
    entries.push({ name: `files/${key.slice(0, 16)}.${endingOf(bytes)}`, bytes: Buffer.from(bytes) });
  }
  for (; entries.length > 0; entries.pop(), more += 1) {
    const bytes = await zip(entries);
    if (bytes.length <= most)
      return { file: { bytes, name: 'parley.zip', mime: 'application/zip', role: 'document' }, missing: more };
  }
  return { missing: more };
}

/** Writes everything down as one JSON text, by kind; tells which files belong to it. */
async function written(kept: ExportParts['kept'], person: string) {
  const kinds = new Map<Kind, string[]>();
  const files: OwnedContent[] = [];
  const pause = pauseWhenLong();
  let length = 0;
  let missing = 0;
  for await (const item of kept.contents(person)) {
    if (item.kind === 'blob') files.push(item);
    const room = roomOf(item);
    const { key, conversation, at, content } = item;
    const told = { key, ...(conversation ? { conversation } : {}), at: new Date(at).toISOString() };
    const line = JSON.stringify({ ...told, ...(content === undefined ? {} : { content: read(room, content) }) });
    await pause();
    if (length + line.length > MOST_JSON) {
      missing += 1;
      continue;
    }
    length += line.length;
    const kind = room?.kind ?? 'other';
    kinds.set(kind, [...(kinds.get(kind) ?? []), line]);
  }
  const lists = [...kinds].map(([kind, lines]) => `"${kind}": [\n${lines.join(',\n')}\n]`);
  return {
    text: `{\n"v": 1,\n"person": ${JSON.stringify(person)},\n"kept": {\n${lists.join(',\n')}\n}\n}\n`,
    files,
    missing,
  };
}

function read(room: ReturnType<typeof roomOf>, content: unknown): unknown {
  return room?.read ? room.read(content) : content;
}

const ENDINGS: readonly (readonly [ending: string, begins: string])[] = [
  ['png', '\x89PNG'],
  ['jpg', '\xff\xd8\xff'],
  ['gif', 'GIF8'],
  ['webp', 'RIFF'],
  ['ogg', 'OggS'],
  ['pdf', '%PDF'],
];

/** Ending for the name of a file, by its first bytes. */
function endingOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  return ENDINGS.find(([, begins]) => head.startsWith(begins))?.[0] ?? 'bin';
}
