import { judgeBatch } from './judge-batch.ts';
import { judgeJoint } from './judge-joint.ts';
import { judgeSummaries } from './judge-summary.ts';
import { judgeTalk } from './judge-talk.ts';
import { judgeReminder, judgeTools } from './judge-tools.ts';
import { answerIn } from './marks.ts';
import type { Asked } from './model.ts';
import { type Evidence, left, missed, type Outcome, owed } from './outcomes.ts';
import type { Place, Turn } from './place.ts';

export type Kind =
  | 'lost'
  | 'torn'
  | 'duplicate'
  | 'order'
  | 'draft'
  | 'leak'
  | 'history'
  | 'calls'
  | 'pushed'
  | 'refused'
  | 'undead'
  | 'condemned'
  /** Several messages: in two answers, of one act in several, of several acts in one, in the words of before an edit. */
  | 'twice'
  | 'split'
  | 'mixed'
  | 'stale'
  /** An answer beside the thread that it was to stand in. */
  | 'beside'
  /** Talk that was answered or told of too long, and words of it that stay. */
  | 'overheard'
  | 'kept'
  /** A file of answers that is not each line of its batch, once, in order, with its own answer. */
  | 'lines'
  /** A summary that says what was changed or taken away. */
  | 'recalled'
  /** A call that changes something: run twice, without leave, with an outcome that nobody is told; results that are lost. */
  | 'repeated'
  | 'unapproved'
  | 'untold'
  | 'unread'
  /** A due time that was not told once. */
  | 'due'
  | 'secret'
  | 'frozen'
  | 'crash'
  | 'store'
  | 'restless';

export interface Violation {
  kind: Kind;
  what: string;
  /** Whose answer is wrong, where it is one turn's. */
  turn?: Turn;
}

/** Everything that must not be. */
export function judge(evidence: Evidence, results: readonly Outcome[]): Violation[] {
  const violations: Violation[] = [];
  const report: Report = (kind, what, turn) => void violations.push({ kind, what, ...(turn ? { turn } : {}) });
  for (const outcome of results) {
    const { turn } = outcome;
    judgeTurn(outcome, evidence, (kind, what) => void violations.push({ kind, what, turn }));
  }
  for (const place of evidence.places)
    judgePlace(
      place,
      results.filter(({ turn }) => turn.place === place),
      evidence,
      report,
    );
  for (const talk of evidence.talks ?? []) judgeTalk(talk, evidence, report);
  for (const batch of evidence.batches ?? [])
    judgeBatch(batch, { ...evidence, lines: evidence.model.lines ?? [] }, report);
  judgeTools(results, evidence, report);
  for (const reminder of evidence.reminders ?? []) judgeReminder(reminder, evidence, report);
  for (const what of evidence.drafts ?? []) violations.push({ kind: 'draft', what });
  for (const what of evidence.engine.penalties.pushed) report('pushed', what);
  return violations;
}

export type Report = (kind: Kind, what: string, turn?: Turn) => void;

function judgeTurn(outcome: Outcome, evidence: Evidence, report: Report): void {
  const { turn, bubbles } = outcome;
  const kept = evidence.accepted?.has(turn.key) ? (evidence.closed?.get(turn.key) ?? 'open') : 'never accepted';
  const name = `Q${turn.id} (${turn.ask}, ${turn.place.name}; ${kept})`;
  const asked = evidence.model.asked.filter((each) => each.turn === turn.id);
  if (turn.place.stranger) {
    if (asked.length > 0 || bubbles.some(({ text }) => answerIn(text)))
      report('refused', `${name} was refused and yet answered`);
    return;
  }
  if (turn.place.joint) {
    judgeShown(outcome, evidence, report, name);
    return;
  }
  if (turn.goneAt !== undefined) {
    if (left(outcome, evidence).length > 0 && !missed(turn, turn.goneAt, evidence))
      report('undead', `${name} was taken away and its answer is still there\n${shown(outcome, evidence)}`);
    return;
  }
  if (bubbles.length === 0) {
    if (owed(outcome, evidence)) report('lost', `${name} has no answer`);
    return;
  }
  if (turn.place.excused || !judgeShown(outcome, evidence, report, name)) return;
  // Each message of the model is asked for once: the results that come with it tell which one it is.
  for (const same of Map.groupBy(asked, ({ results = [] }) => results.length).values())
    judgeAsked(turn, same, evidence, (kind, what) => report(kind, `${name}: ${what}\n${lastOf(outcome)}`));
}

/** Judges requests for the same message. */
function judgeAsked(turn: Turn, asked: readonly Asked[], evidence: Evidence, report: Report): void {
  const [first] = asked;
  const last = asked.at(-1);
  if (!first || !last) return;
  const ends = evidence.ends.filter(({ at }) => at >= first.at - 50 && at <= last.at + 50).length;
  const within = (at: number) => at >= first.at - 2000 && at <= last.at + 50;
  const broken = asked.filter((each) => each.broken).length + evidence.engine.modelLost.filter(within).length;
  if (asked.length - 1 > ends + broken + turn.again) {
    report(
      'calls',
      `the model was asked ${asked.length} times, with ${ends} ends of the process and ${broken} broken streams`,
    );
  }
}

/** Whether what is shown is one whole answer or error, and no error for nothing. */
function judgeShown(outcome: Outcome, evidence: Evidence, report: Report, name: string): boolean {
  const { turn, bubbles, reading } = outcome;
  if (bubbles.length === 0) return true;
  if (!reading?.whole) {
    // Of several messages that are one question, another may have the answer, and this one what nobody knows of.
    if (turn.place.joint && left(outcome, evidence).length === 0) return true;
    const texts = bubbles.map(({ text }) => text);
    const again = texts.some(
      (text, at) => texts.findIndex((other) => text !== '' && firstMark(other) === firstMark(text)) !== at,
    );
    report(
      again ? 'duplicate' : 'torn',
      `${name}: ${reading?.why} in ${bubbles.length} messages\n${shown(outcome, evidence)}`,
    );
    return false;
  }
  const deaths = evidence.ends.filter(({ at }) => at >= turn.saidAt).length;
  if (reading.sentence === 'error.gave_up' && deaths < 3)
    report('condemned', `${name} was given up after ${deaths} ends of the process`);
  if (reading.sentence === 'error.model_spent' && deaths < 2)
    report('condemned', `${name} was taken for too dear after ${deaths} ends of the process`);
  if (reading.sentence === 'error.lost_files' && deaths < 1)
    report('condemned', `${name} has lost its pictures, and no process has ended`);
  if (reading.sentence === 'error.internal' || reading.sentence === 'error.undisplayable')
    report('torn', `${name} ended in ${reading.sentence}`);
  return true;
}

function firstMark(text: string): string {
  return /[AE]\d+c\d+:\d+/.exec(text)?.[0] ?? text.slice(0, 40);
}

function lastOf({ kept }: Outcome): string {
  return `    ${kept.map(({ chat, id }) => `${chat}:${id}`).join(' ')}`;
}

function shown({ bubbles }: Outcome, { engine }: Evidence): string {
  return bubbles
    .map(({ chat, id, text, replyTo, photos }) => {
      const made = engine.made.get(`${chat}:${id}`);
      const short = text.length > 110 ? `${text.slice(0, 60)} … ${text.slice(-45)}` : text;
      return `    ${id}${replyTo ? ` → ${replyTo}` : ''}${made?.lost ? ' (answer lost)' : ''}${photos ? ` [${photos} pictures]` : ''}: ${short.replaceAll('\n', ' ')}`;
    })
    .join('\n');
}

function judgePlace(place: Place, results: readonly Outcome[], evidence: Evidence, report: Report): void {
  if (place.stranger || place.excused) return;
  for (const text of place.exposed?.() ?? [])
    report('leak', `everybody sees what is for one alone (${place.name}): ${text}`);
  judgeOrder(place, results, evidence, report);
  if (place.joint) judgeJoint(place, results, evidence, report);
  judgeHistory(place, results, evidence, report);
  judgeSummaries(place, evidence, report);
}

function judgeOrder(place: Place, results: readonly Outcome[], { engine }: Evidence, report: Report): void {
  let before: { id: string; order: bigint; chat: string } | undefined;
  for (const { turn, kept } of results) {
    const [first] = kept;
    // What stands in for a slash command's answer has its place from the moment it was acknowledged.
    if (!first || turn.used || turn.retries.length > 0) continue;
    // A group that moved goes on as a conversation of its own.
    const [chat = ''] = turn.message.split(':');
    if (before?.chat !== chat) before = undefined;
    const order =
      place.service === 'discord' ? BigInt(first.id) : BigInt(engine.made.get(`${first.chat}:${first.id}`)?.order ?? 0);
    if (before && order < before.order)
      report('order', `Q${turn.id} was answered before Q${before.id} (${place.name})`);
    if (!before || order > before.order) before = { id: turn.id, order, chat };
  }
}

function judgeHistory(place: Place, results: readonly Outcome[], { model, trimmed }: Evidence, report: Report): void {
  const own = results.map(({ turn }) => turn.id);
  const place0 = new Map(results.flatMap(({ turn }, at) => [turn.id, ...turn.former].map((id) => [id, at] as const)));
  const answered = new Set(
    results
      .filter(({ reading }) => reading?.whole && reading.ended !== 'error' && !reading.sentence)
      .map(({ turn }) => turn.id),
  );
  const outside = new Set(
    results
      .filter(({ turn: { ask } }) => ask === 'picture' || ask === 'album' || ask === 'fresh' || ask === 'menu')
      .map(({ turn }) => turn.id),
  );
  const fresh = results.flatMap(({ turn, reading }, at) =>
    turn.ask === 'fresh' && reading?.whole && reading.ended === 'complete' ? [at] : [],
  );
  for (const { turn, history, summary = [] } of model.asked) {
    const at = turn === undefined ? undefined : place0.get(turn);
    if (turn === undefined || at === undefined) continue;
    const stray = history.find(({ id }) => !place0.has(id));
    if (stray) report('leak', `Q${turn} (${place.name}) was answered knowing of ${stray.id}`);
    const prompts = history.filter(({ role }) => role === 'user').map(({ id }) => id);
    if (new Set(prompts).size < prompts.length)
      report('history', `Q${turn} (${place.name}): twice in its history: ${prompts.join(' ')}`);
    // A translation is asked for by itself.
    if (results[at]?.turn.ask === 'menu') {
      if (prompts.length > 0) report('history', `Q${turn} (${place.name}): has a history: ${prompts.join(' ')}`);
      continue;
    }
    const ranks = prompts.map((id) => place0.get(id) ?? 0);
    if (place.steered) continue;
    if (!place.loose && ranks.some((rank, index) => rank <= (ranks[index - 1] ?? -1) || rank >= at)) {
      report('history', `Q${turn} (${place.name}): its history is out of order: ${prompts.join(' ')}`);
    }
    if (place.loose) continue;
    const beginning = fresh.findLast((each) => each < at) ?? -1;
    const old = [...summary, ...prompts].filter((id) => (place0.get(id) ?? 0) < beginning);
    if (old.length > 0) report('history', `Q${turn} (${place.name}): knows of what came before /new: ${old.join(' ')}`);
    const from = prompts.length < 38 && !trimmed ? 0 : (ranks[0] ?? (trimmed ? at : 0));
    const due = own.slice(Math.max(from, beginning), at).filter((id) => answered.has(id) && !outside.has(id));
    const missing = due.filter((id) => !prompts.includes(id));
    if (missing.length > 0)
      report(
        'history',
        `Q${turn} (${place.name}): missing in its history: ${missing.join(' ')}; there: ${prompts.join(' ')}`,
      );
  }
}
