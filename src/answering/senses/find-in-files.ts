import type { BranchExchange } from '../../conversation/exchange.ts';
import type { Perception, Sensed, SensedAt } from '../../media/perception.ts';
import type { Attachment, Clock, PromptRecord, Sent, ToolContext } from '../../ports/index.ts';
import { inSlices } from '../../util/slices.ts';
import { isPicture } from '../pictures/paint.ts';
import type { RequestParts } from '../request/parts.ts';
import { atMost } from './at-most.ts';
import { type Findings, promptMedia } from './senses.ts';

/** Most that is told of files, in UTF-16 units. */
const MOST = 8000;
/** Most files that one search reads for the first time, and longest that it takes for all of them, ms. */
const MOST_READ = 8;
const READING_MS = 20_000;

/** Page of a file, by the name of the file as well. */
interface NamedPage {
  file: string;
  name: string;
  text: string;
}

interface FinderParts extends Pick<RequestParts, 'library'> {
  perception: Pick<Perception, 'sense'>;
  at: SensedAt;
  clock: Clock;
}

/**
 * Makes the way to look through the texts and files of a question once more, with other words than its own. Files that the question
 * itself did not have read are read first, the newest first.
 */
export function finderIn(
  parts: FinderParts,
  findings: Findings | undefined,
  { prompt, turns }: { prompt: PromptRecord; turns: readonly BranchExchange[] },
): ToolContext['findInFiles'] {
  const things = filesIn(prompt, turns);
  /** Findings of searches before, also that a file cannot be read. */
  const read = new Map<Attachment, Sensed>();
  const known = (thing: Sent) => wordy(findings?.whole(thing)) ?? read.get(thing);

  return async (question, signal) => {
    const passages = (await parts.library?.find(question, signal)) ?? [];
    const texts = passages.map(({ number, name, text }) => `[${number}] ${name}\n${text}`);
    const unknown = things.filter((thing) => !known(thing)).slice(0, MOST_READ);
    if (unknown.length > 0) await readAll(parts, unknown, read, signal);
    const unread = things.filter((thing) => !wordy(known(thing))).map(nameOf);
    const pages = things.flatMap((thing) => pagesOf(thing, known(thing)));
    const found = pages.length === 0 ? [] : await stretchesOf(pages, question, signal);
    return { text: [...texts, ...found].join('\n\n'), unread: [...new Set(unread)] };
  };
}

/** Files and recordings of a branch, the newest first, each once. */
function filesIn(prompt: PromptRecord, turns: readonly BranchExchange[]): Sent[] {
  const sent = [prompt, ...turns.map((turn) => turn.prompt).toReversed()].flatMap(promptMedia);
  const bySource = new Map(sent.map((thing) => [JSON.stringify(thing.source ?? thing), thing] as const).toReversed());
  return [...bySource.values()].toReversed().filter((thing) => !isPicture(thing));
}

async function readAll(
  { perception, at, clock }: FinderParts,
  things: readonly Sent[],
  read: Map<Attachment, Sensed>,
  signal: AbortSignal,
): Promise<void> {
  await atMost(READING_MS, { clock, signal }, async (within) => {
    for (const thing of things) read.set(thing, await perception.sense(thing, at, within));
  });
}

/** The words of a thing; undefined where it has none that are known. */
function wordy(sensed: Sensed | undefined): Sensed | undefined {
  return sensed?.read || sensed?.heard !== undefined ? sensed : undefined;
}

function pagesOf(thing: Attachment, { read, heard }: Sensed = {}): NamedPage[] {
  const file = nameOf(thing);
  const words = heard === undefined ? [] : [{ file, name: '', text: heard }];
  return [...words, ...(read?.parts ?? []).map(({ name = '', text }) => ({ file, name, text }))];
}

const nameOf = ({ name, kind }: Attachment) => name ?? kind;

async function stretchesOf(pages: readonly NamedPage[], question: string, signal: AbortSignal): Promise<string[]> {
  const { searchAll } = await import('../../media/search.ts');
  const found = await inSlices(searchAll(pages, question, MOST), signal);
  return found.map(({ at, page, text }) => {
    const where = page === '' ? '' : `, p. ${page}`;
    return `${pages[at]?.file ?? ''}${where}\n${text}`;
  });
}
