import { texts as en } from '../../src/locales/en/index.ts';
import { answersIn, batchIn, TEMPLATED } from './batch-files.ts';
import type { Report } from './judge.ts';
import type { AskedLine } from './model.ts';
import type { Evidence } from './outcomes.ts';
import type { Bubble } from './place.ts';
import type { Batched } from './world-behind.ts';

/**
 * What is promised of a batch: one visible answer, then one file of answers, or one visible error. Each line stands in the file
 * once, in order, with its own answer. A line is asked again only where its answer may have been lost.
 */

/** What the bot shows of a batch. */
export interface Shown {
  /** Bubbles that say that it was begun, and how far it is. */
  begun: Bubble[];
  /** Files of its answers. */
  results: Bubble[];
  /** Sentences that stand in the place of either. */
  errors: Bubble[];
}

type Known = Pick<Evidence, 'engine' | 'ends'> & { lines: readonly AskedLine[] };

/** After so long the bot has stored the answer to a line, ms: with a slow line and a busy machine. */
const STORED_MS = 1500;
/** Two lines are asked at a time: once so many more were asked, the answer to one of before is stored. */
const BEHIND = 4;
/** An answer may be under way for so long after its file was shown, ms. */
const UNDER_WAY_MS = 1000;
/** So long around a call its answer may have been lost to a disturbed line, ms. */
const DISTURBED_MS = 3000;

export function shownOf(batch: Pick<Batched, 'id' | 'place' | 'message'>): Shown {
  const all = batch.place.bubbles();
  const begun = all.filter(({ document, text }) => !document && batchIn(text) === batch.id);
  const results = all.filter(({ document }) => document && batchIn(document.name) === batch.id);
  const told = new Set([batch.message, ...begun.map(({ chat, id }) => `${chat}:${id}`)]);
  const errors = all.filter(
    (bubble) => !begun.includes(bubble) && !bubble.document && told.has(`${bubble.chat}:${bubble.replyTo}`),
  );
  return { begun, results, errors };
}

/** Whether the bot still owes something of a batch, as far as the chats tell. */
export function isOpenBatch(batch: Batched, evidence: Pick<Evidence, 'accepted' | 'catchUp'>): boolean {
  const { begun, results, errors } = shownOf(batch);
  if (begun.length === 0) return errors.length === 0 && isOwed(batch, evidence);
  return results.length === 0 && errors.length === 0;
}

function isOwed({ place, key, met }: Batched, { accepted, catchUp }: Pick<Evidence, 'accepted' | 'catchUp'>): boolean {
  return place.service === 'telegram' || (catchUp && met) || (accepted?.has(key) ?? false);
}

export function judgeBatch(
  batch: Batched,
  evidence: Known & Pick<Evidence, 'accepted' | 'catchUp'>,
  report: Report,
): void {
  const { begun, results } = shownOf(batch);
  const name = `batch ${batch.id} (${batch.kind}, ${batch.place.name})`;
  const known = (bubbles: Bubble[]) =>
    bubbles.filter(({ chat, id }) => !evidence.engine.made.get(`${chat}:${id}`)?.lost);
  if (known(begun).length > 1) report('duplicate', `${name} is begun in messages ${known(begun).map(seen).join(', ')}`);
  if (known(results).length > 1) report('duplicate', `${name} has files ${known(results).map(seen).join(', ')}`);
  if (isOpenBatch(batch, evidence)) report('lost', `${name} has ${begun.length > 0 ? 'no answers' : 'no answer'}`);
  for (const result of results) judgeFile(batch, result, evidence, name, report);
  judgeAsked(batch, results, evidence, name, report);
}

/** Says where a bubble stands, and what it says. */
function seen({ chat, id, replyTo, text }: Bubble): string {
  return `${chat}:${id} (to ${replyTo ?? 'nothing'}): ${text.slice(0, 80)}`;
}

function judgeFile(
  batch: Batched,
  { document, text }: Bubble,
  { engine, ends, lines }: Known,
  name: string,
  report: Report,
) {
  const rows = answersIn(batch.kind, document?.text ?? '');
  const there = rows.map(({ of }) => (of?.id === batch.id ? of.n : '?'));
  if (there.length !== batch.lines || there.some((n, at) => n !== at))
    return report('lines', `${name}, of ${batch.lines} lines, comes back with ${there.join(' ')}`);
  const isEarly = text.includes('ended early') && engine.modelLost.length > 0;
  const troubled = ends.length > 0 || engine.modelLost.length > 0 || lines.some(({ broken }) => broken);
  for (const [n, { answer, error }] of rows.entries()) {
    if (answer && (answer.id !== batch.id || answer.n !== n))
      report('lines', `${name} has beside line ${n} the answer to line ${answer.n} of ${answer.id}`);
    const isExplained =
      error === en['batch.line.open'] ? batch.stoppedAt !== undefined || isEarly : error !== '' && troubled;
    if (!answer && !isExplained) report('lines', `${name} has no answer to line ${n}: ${error}`);
  }
}

function judgeAsked(batch: Batched, results: readonly Bubble[], evidence: Known, name: string, report: Report): void {
  const { engine, lines } = evidence;
  const own = lines.filter(({ id }) => id === batch.id);
  for (const [n, calls] of Map.groupBy(own, (call) => call.n)) {
    const again = calls.slice(0, -1).filter((call) => !mayBeLost(call, own, evidence));
    if (again.length > 0)
      report('calls', `${name}: line ${n} was asked ${calls.length} times, ${again.length} of them were answered`);
    if (calls.some(({ text }) => text.includes(TEMPLATED) !== batch.templated))
      report('lines', `${name}: line ${n} was asked ${batch.templated ? 'without its' : 'with a'} template`);
  }
  const told = results.map(({ chat, id }) => engine.made.get(`${chat}:${id}`)?.told ?? Number.POSITIVE_INFINITY);
  const late = own.find(({ at }) => at > Math.min(...told) + UNDER_WAY_MS);
  if (late) report('calls', `${name}: line ${late.n} was asked after the answers were shown`);
}

/** Whether the answer to a call may not have come to be stored. */
function mayBeLost({ at, broken }: AskedLine, own: readonly AskedLine[], { ends, engine }: Known): boolean {
  const isBetween = (time: number, to: number) => time > at && time < to;
  const isCaught = (end: number) =>
    end >= at - 50 && end <= at + STORED_MS && own.filter((each) => isBetween(each.at, end)).length < BEHIND;
  if (broken || ends.some((end) => isCaught(end.at))) return true;
  return engine.modelLost.some((lost) => Math.abs(lost - at) < DISTURBED_MS);
}

/** How many of these moments fell into the work on a batch, epoch ms. */
export function underWay(batches: readonly Batched[], moments: readonly number[], engine: Evidence['engine']): number {
  const spans = batches.map((batch) => {
    const { begun, results } = shownOf(batch);
    const times = (bubbles: Bubble[]) => bubbles.map(({ chat, id }) => engine.made.get(`${chat}:${id}`)?.at ?? 0);
    return begun.length === 0 ? undefined : { from: batch.saidAt, to: Math.max(0, ...times(results)) };
  });
  return moments.filter((at) => spans.some((span) => span && at >= span.from && at <= span.to)).length;
}
