import type { End } from './child.ts';
import type { Engine } from './engine.ts';
import { answerIn, promptsIn, type Reading, readAnswer, readFresh } from './marks.ts';
import type { ChaosModel } from './model.ts';
import type { Bubble, Place, Turn } from './world.ts';

export type Kind =
  | 'lost'
  | 'torn'
  | 'duplicate'
  | 'order'
  | 'leak'
  | 'history'
  | 'calls'
  | 'pushed'
  | 'refused'
  | 'undead'
  | 'condemned'
  | 'secret'
  | 'crash'
  | 'store'
  | 'restless';

export interface Violation {
  kind: Kind;
  what: string;
  /** Whose answer is wrong, where it is one turn's. */
  turn?: Turn;
}

export interface Evidence {
  turns: readonly Turn[];
  places: readonly Place[];
  model: Pick<ChaosModel, 'asked'>;
  engine: Pick<Engine, 'made' | 'modelLost' | 'penalties'>;
  ends: readonly End[];
  /** When a line or the gateway was disturbed, epoch ms. */
  disturbed: readonly number[];
  /** Keys the bot has committed; undefined while it runs. */
  accepted: ReadonlySet<string> | undefined;
  /** What the bot's store says of each closed turn, by key. */
  closed?: ReadonlyMap<string, string>;
  /** Messages of Discord that came while the bot was away are owed an answer too. */
  catchUp: boolean;
}

/** What became of one turn. */
export interface Outcome {
  turn: Turn;
  bubbles: Bubble[];
  /** Those that make up the answer. */
  kept: Bubble[];
  orphans: number;
  reading: Reading | undefined;
  /** Its chat's platform says itself that nothing came. */
  failed: boolean;
}

/** Reads every turn's bubbles. */
export function outcomes(evidence: Pick<Evidence, 'turns' | 'places' | 'engine' | 'ends' | 'disturbed'>): Outcome[] {
  const { turns, places, engine } = evidence;
  const bubbles = assign(turns, places, engine);
  return turns.map((turn) => {
    const found = bubbles.get(turn.id) ?? [];
    const outcome = outcomeOf(turn, found, engine);
    if (outcome.reading?.whole || !missed(turn, turn.editedAt, evidence)) return outcome;
    // The old words are what the bot knows, if it never heard of the new ones.
    const old = turn.former.map((id) => outcomeOf({ ...turn, id }, found, engine));
    return { ...(old.find(({ reading }) => reading?.whole) ?? outcome), turn };
  });
}

/** Bubbles the bot may know of: those whose answer was lost are orphans. */
export function left({ bubbles }: Outcome, { engine }: Pick<Evidence, 'engine'>): Bubble[] {
  return bubbles.filter(({ chat, id, behind }) => !behind && !engine.made.get(`${chat}:${id}`)?.lost);
}

/** Discord tells of edits and deletions once: whether the bot may have been away just then. */
export function missed(
  { place }: Turn,
  at: number | undefined,
  { ends, disturbed }: Pick<Evidence, 'ends' | 'disturbed'>,
): boolean {
  if (at === undefined || place.service !== 'discord') return false;
  return [...ends.map((end) => end.at), ...disturbed].some((other) => Math.abs(other - at) < AWAY_MS);
}

/** So long before a process ends or a line fails, and so long after, an event may not be heard, ms. */
const AWAY_MS = 8000;

/** Whether an answer is due. */
export function owed(
  { turn, failed }: Outcome,
  { accepted, catchUp }: Pick<Evidence, 'accepted' | 'catchUp'>,
): boolean {
  const { place, key } = turn;
  if (place.excused || place.stranger || failed || turn.goneAt !== undefined) return false;
  if (place.service === 'telegram' || (catchUp && turn.met && !turn.used)) return true;
  return accepted?.has(key) ?? false;
}

/** Which turn each bubble belongs to: by what it says, else by what it replies to. */
function assign(turns: readonly Turn[], places: readonly Place[], engine: Evidence['engine']): Map<string, Bubble[]> {
  const found = new Map<string, Bubble[]>();
  for (const place of places) {
    const here = turns.filter((turn) => turn.place === place);
    const known = (id: string | undefined) =>
      here.find(({ former }) => id !== undefined && former.includes(id))?.id ?? id;
    const byMessage = new Map(here.map((turn) => [turn.message, turn.id]));
    const byBubble = new Map<string, string>();
    const unclaimed: Bubble[] = [];
    for (const bubble of place.bubbles()) {
      const id =
        known(answerIn(bubble.text)) ??
        (bubble.interaction ? byMessage.get(bubble.interaction) : undefined) ??
        byMessage.get(`${bubble.chat}:${bubble.replyTo}`) ??
        byBubble.get(`${bubble.chat}:${bubble.replyTo}`) ??
        // The list of conversations quotes prompts, too.
        (place.steered ? undefined : known(promptsIn(bubble.text)[0]));
      if (id === undefined) {
        unclaimed.push(bubble);
        continue;
      }
      byBubble.set(`${bubble.chat}:${bubble.id}`, id);
      found.set(id, [...(found.get(id) ?? []), bubble]);
    }
    // Where its own response was refused, an answer is an ordinary message.
    const unnamed = place.loose ? here : here.filter(({ used }) => used?.state() === 'failed');
    matchSentences(unnamed, unclaimed, found, engine);
  }
  return found;
}

/**
 * In a chat that moved nothing can refer to a message of the old one, nor can an ordinary message to the slash command it
 * answers, so that a sentence there names no prompt: each stands for one turn without any other bubble, or of which only an
 * unfinished one stayed behind.
 */
function matchSentences(
  turns: readonly Turn[],
  unclaimed: Bubble[],
  found: Map<string, Bubble[]>,
  engine: Evidence['engine'],
): void {
  for (const turn of turns) {
    const known = found.get(turn.id) ?? [];
    if (known.some(({ behind }) => !behind) || outcomeOf(turn, known, engine).reading?.whole) continue;
    const at = unclaimed.findIndex((bubble) => !bubble.behind && readTurn(turn, [bubble]).whole);
    if (at >= 0) found.set(turn.id, [...known, ...unclaimed.splice(at, 1)]);
  }
}

function outcomeOf(turn: Turn, bubbles: Bubble[], engine: Evidence['engine']): Outcome {
  const failed = turn.used?.state() === 'failed';
  const base = { turn, bubbles, failed };
  if (bubbles.length === 0) return { ...base, kept: [], orphans: 0, reading: undefined };
  const lost = bubbles.filter(({ chat, id, behind }) => behind || engine.made.get(`${chat}:${id}`)?.lost);
  const read = (kept: readonly Bubble[]) => readTurn(turn, kept);
  const whole = read(bubbles);
  if (whole.whole) return { ...base, kept: bubbles, orphans: 0, reading: whole };
  for (const without of subsets(lost)) {
    const kept = bubbles.filter((bubble) => !without.includes(bubble));
    if (kept.length === 0) continue;
    const reading = read(kept);
    if (reading.whole) return { ...base, kept, orphans: without.filter(({ behind }) => !behind).length, reading };
  }
  return { ...base, kept: bubbles, orphans: 0, reading: whole };
}

function readTurn(turn: Turn, bubbles: readonly Bubble[]): Reading {
  const photos = bubbles.reduce((sum, bubble) => sum + bubble.photos, 0);
  const due = { picture: 1, album: 2 }[turn.ask as string];
  const texts = bubbles.map(({ text }) => text);
  if (turn.ask === 'fresh') return readFresh(texts);
  if (due === undefined || photos === 0) return readAnswer(turn.id, texts);
  if (photos === due && texts.filter((text) => text !== '').length === 1 && promptsIn(texts.join(' '))[0] === turn.id) {
    return { whole: true, ended: 'complete', sentence: undefined };
  }
  // Shown, not yet stored as shown, and then not drawn again: a picture cannot be edited back into words, so the sentence
  // stands below it (docs/reliability.md).
  const said = readAnswer(turn.id, texts);
  if (photos === due && said.whole) return said;
  return { whole: false, why: `${photos} pictures in ${bubbles.length} messages, of ${due}` };
}

/** All choices of some of them, the smallest first; of the first eight. */
function subsets<T>(all: readonly T[]): T[][] {
  const few = all.slice(0, 8);
  const count = 2 ** few.length;
  const sets = Array.from({ length: count - 1 }, (_, bits) => few.filter((_, at) => ((bits + 1) >> at) & 1));
  return sets.sort((one, other) => one.length - other.length);
}

/** Everything that must not be. */
export function judge(evidence: Evidence, results: readonly Outcome[]): Violation[] {
  const violations: Violation[] = [];
  const report: Report = (kind, what) => void violations.push({ kind, what });
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
  for (const what of evidence.engine.penalties.pushed) report('pushed', what);
  return violations;
}

type Report = (kind: Kind, what: string) => void;

function judgeTurn(outcome: Outcome, evidence: Evidence, report: Report): void {
  const { turn, bubbles, reading } = outcome;
  const kept = evidence.accepted?.has(turn.key) ? (evidence.closed?.get(turn.key) ?? 'open') : 'never accepted';
  const name = `Q${turn.id} (${turn.ask}, ${turn.place.name}; ${kept})`;
  const asked = evidence.model.asked.filter((each) => each.turn === turn.id);
  if (turn.place.stranger) {
    if (asked.length > 0 || bubbles.some(({ text }) => answerIn(text)))
      report('refused', `${name} was refused and yet answered`);
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
  if (turn.place.excused) return;
  if (!reading?.whole) {
    const texts = bubbles.map(({ text }) => text);
    const again = texts.some(
      (text, at) => texts.findIndex((other) => text !== '' && firstMark(other) === firstMark(text)) !== at,
    );
    report(
      again ? 'duplicate' : 'torn',
      `${name}: ${reading?.why} in ${bubbles.length} messages\n${shown(outcome, evidence)}`,
    );
    return;
  }
  const done = lastOf(outcome);
  const deaths = evidence.ends.filter(({ at }) => at >= turn.saidAt).length;
  if (reading.sentence === 'error.gave_up' && deaths < 3)
    report('condemned', `${name} was given up after ${deaths} ends of the process`);
  if (reading.sentence === 'error.internal' || reading.sentence === 'error.undisplayable')
    report('torn', `${name} ended in ${reading.sentence}`);
  const [first] = asked;
  const last = asked.at(-1);
  if (!first || !last) return;
  const ends = evidence.ends.filter(({ at }) => at >= first.at - 50 && at <= last.at + 50).length;
  const within = (at: number) => at >= first.at - 2000 && at <= last.at + 50;
  const broken = asked.filter((each) => each.broken).length + evidence.engine.modelLost.filter(within).length;
  if (asked.length - 1 > ends + broken + turn.again) {
    report(
      'calls',
      `${name}: the model was asked ${asked.length} times, with ${ends} ends of the process and ${broken} broken streams\n${done}`,
    );
  }
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
  judgeOrder(place, results, evidence, report);
  judgeHistory(place, results, evidence, report);
}

function judgeOrder(place: Place, results: readonly Outcome[], { engine }: Evidence, report: Report): void {
  let before: { id: string; order: bigint; chat: string } | undefined;
  for (const { turn, kept } of results) {
    const [first] = kept;
    // What stands in for a slash command's answer has its place from the moment it was acknowledged.
    if (!first || turn.used) continue;
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

function judgeHistory(place: Place, results: readonly Outcome[], { model }: Evidence, report: Report): void {
  const own = results.map(({ turn }) => turn.id);
  const place0 = new Map(results.flatMap(({ turn }, at) => [turn.id, ...turn.former].map((id) => [id, at] as const)));
  const answered = new Set(
    results
      .filter(({ reading }) => reading?.whole && reading.ended !== 'error' && !reading.sentence)
      .map(({ turn }) => turn.id),
  );
  const outside = new Set(
    results
      .filter(({ turn: { ask } }) => ask === 'picture' || ask === 'album' || ask === 'fresh')
      .map(({ turn }) => turn.id),
  );
  const fresh = results.flatMap(({ turn, reading }, at) =>
    turn.ask === 'fresh' && reading?.whole && reading.ended === 'complete' ? [at] : [],
  );
  for (const { turn, history } of model.asked) {
    const at = turn === undefined ? undefined : place0.get(turn);
    if (turn === undefined || at === undefined) continue;
    const stray = history.find(({ id }) => !place0.has(id));
    if (stray) report('leak', `Q${turn} (${place.name}) was answered knowing of ${stray.id}`);
    const prompts = history.filter(({ role }) => role === 'user').map(({ id }) => id);
    if (new Set(prompts).size < prompts.length)
      report('history', `Q${turn} (${place.name}): twice in its history: ${prompts.join(' ')}`);
    const ranks = prompts.map((id) => place0.get(id) ?? 0);
    if (place.steered) continue;
    if (!place.loose && ranks.some((rank, index) => rank <= (ranks[index - 1] ?? -1) || rank >= at)) {
      report('history', `Q${turn} (${place.name}): its history is out of order: ${prompts.join(' ')}`);
    }
    if (place.loose) continue;
    const beginning = fresh.findLast((each) => each < at) ?? -1;
    const old = prompts.filter((_, index) => (ranks[index] ?? 0) < beginning);
    if (old.length > 0) report('history', `Q${turn} (${place.name}): knows of what came before /new: ${old.join(' ')}`);
    const from = prompts.length < 38 ? 0 : (ranks[0] ?? 0);
    const due = own.slice(Math.max(from, beginning), at).filter((id) => answered.has(id) && !outside.has(id));
    const missing = due.filter((id) => !prompts.includes(id));
    if (missing.length > 0)
      report(
        'history',
        `Q${turn} (${place.name}): missing in its history: ${missing.join(' ')}; there: ${prompts.join(' ')}`,
      );
  }
}
