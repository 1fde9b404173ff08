import { decodeText } from '../../media/reading/decode.ts';
import type { Persona } from '../../ports/index.ts';
import { pause } from '../../util/pause.ts';
import { Problem } from '../problems.ts';
import { type Data, isRecord, personaOf, readData } from '../read.ts';
import { cardIn } from './card.ts';
import { type Draft, type Dropped, finish } from './draft.ts';
import { agentsIn } from './lobehub.ts';
import { masksIn } from './nextchat.ts';
import { webModelsIn } from './open-webui.ts';
import { cardInPng, isPng } from './png.ts';
import { isPromptsCsv, promptsIn } from './prompts-csv.ts';
import { withVariables } from './variables.ts';

/** Personas of a file, for a preview: nothing is kept yet. */
export interface Imported {
  personas: Persona[];
  /** Parts that no persona got. */
  dropped: Dropped[];
  from: 'parley' | 'nextchat' | 'lobehub' | 'card' | 'open-webui' | 'prompts.chat';
}

/** Most bytes of a picture or an archive. Of texts, `MOST_TEXT` holds. */
export const MOST_IMPORT = 8_388_608;
/** Most personas of one file. */
export const MOST_PERSONAS = 500;

interface Found {
  from: Imported['from'];
  drafts: readonly Draft[];
  dropped?: readonly Dropped[];
}

/**
 * Reads personas out of a file; its content alone says what it is. None gets tools, or a model of its own. Rejects with a
 * Problem.
 */
export async function importPersonas(bytes: Uint8Array): Promise<Imported> {
  if (bytes.length > MOST_IMPORT) throw new Problem('large', { most: '8 MB' });
  const text = await textIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  if (isPromptsCsv(text)) return finished({ from: 'prompts.chat', drafts: await promptsIn(text, MOST_PERSONAS + 1) });
  const data = await readData(text);
  const found = foundIn(data.value);
  return found ? finished(found) : ownIn(data);
}

/** Text of a file, or the one that a picture or an archive holds. */
async function textIn(bytes: Buffer): Promise<string> {
  if (isPng(bytes)) return cardInPng(bytes) ?? fail();
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04') return cardInZip(bytes);
  return decodeText(bytes) ?? fail();
}

function fail(): never {
  throw new Problem('unknown', {});
}

/** Most bytes of the card in an archive. */
const MOST_CARD = 1_048_576;

async function cardInZip(bytes: Buffer): Promise<string> {
  const { openZip } = await import('../../media/reading/zip.ts');
  try {
    return (await openZip(bytes)).read('card.json', MOST_CARD)?.toString('utf8') ?? fail();
  } catch {
    return fail();
  }
}

function foundIn(value: unknown): Found | undefined {
  if (isOwn(Array.isArray(value) ? value[0] : value)) return undefined;
  const card = cardIn(value);
  if (card) return { from: 'card', drafts: [card] };
  const masks = masksIn(value);
  if (masks) return { from: 'nextchat', ...masks };
  const models = webModelsIn(value);
  if (models) return { from: 'open-webui', drafts: models };
  const agents = agentsIn(value);
  return agents && { from: 'lobehub', drafts: agents };
}

const isOwn = (value: unknown) => isRecord(value) && 'slug' in value && 'name' in value;

async function finished({ from, drafts, dropped: known = [] }: Found): Promise<Imported> {
  const dropped = [...known];
  const personas: Persona[] = [];
  const slugs = new Set<string>();
  for (const draft of drafts.slice(0, MOST_PERSONAS)) {
    const persona = finish(draft, dropped);
    if (persona) personas.push(withVariables({ ...persona, slug: free(persona.slug, slugs) }));
    await pause();
  }
  if (drafts.length > MOST_PERSONAS) dropped.push({ what: 'personas', why: 'many' });
  if (personas.length === 0) throw new Problem('empty', {});
  return { personas, dropped, from };
}

/** Slug that none before it has. */
function free(slug: string, taken: Set<string>): string {
  let found = slug;
  for (let count = 2; taken.has(found); count += 1) found = `${slug.slice(0, 36)}-${count}`;
  taken.add(found);
  return found;
}

/** Reads our own form: one persona, or a list of them. */
async function ownIn({ value, placeOf }: Data): Promise<Imported> {
  const dropped: Dropped[] = [];
  const personas: Persona[] = [];
  const all = Array.isArray(value) ? value.slice(0, MOST_PERSONAS) : [value];
  for (const [at, each] of all.entries()) {
    const path = Array.isArray(value) ? [at] : [];
    personas.push(untrusted(await personaOf({ value: each, placeOf: (rest) => placeOf([...path, ...rest]) }), dropped));
    await pause();
  }
  if (personas.length === 0) throw new Problem('empty', {});
  return { personas, dropped, from: 'parley' };
}

/** Takes away what only an operator may give. */
function untrusted(persona: Persona, dropped: Dropped[]): Persona {
  const { tools, documents, contacts, model, ...kept } = persona;
  const drop = (what: string, why: Dropped['why']) => void dropped.push({ persona: persona.name, what, why });
  if (tools) drop('tools', 'tools');
  if (documents) drop('documents', 'owner');
  if (contacts) drop('contacts', 'owner');
  if (model === undefined || model === 'basic') return model === undefined ? kept : { ...kept, model };
  drop('model', 'model');
  return kept;
}
