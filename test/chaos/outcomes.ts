import type { End } from './child.ts';
import type { Deeds } from './deeds.ts';
import type { Engine } from './engine.ts';
import type { StoredWord } from './kept.ts';
import { answerIn, promptsIn, type Reading, readAnswer, readFresh } from './marks.ts';
import type { ChaosModel } from './model.ts';
import type { Bubble, Place, Talk, Turn } from './place.ts';
import type { Batched } from './world-behind.ts';
import type { Pressed, Reminded } from './world-tools.ts';

/** What became of each turn: its bubbles, found and read. */

export interface Evidence {
  turns: readonly Turn[];
  places: readonly Place[];
  model: Pick<ChaosModel, 'asked'> & Partial<Pick<ChaosModel, 'lines' | 'proposed'>>;
  engine: Pick<Engine, 'made' | 'modelLost' | 'penalties'>;
  ends: readonly End[];
  /** When a line or the gateway was disturbed, epoch ms. */
  disturbed: readonly number[];
  /** Keys the bot has committed; undefined while it runs. */
  accepted: ReadonlySet<string> | undefined;
  /** What the bot's store says of each closed turn, by key. */
  closed?: ReadonlyMap<string, string>;
  /** Drafts that came after the message they were drafts of, in words; undefined while the round runs. */
  drafts?: readonly string[];
  /** When messages may have reached the bot apart from each other, epoch ms. */
  jolts?: readonly number[];
  /** How what waits is answered, where several messages are one act. */
  bursts?: 'each' | 'together';
  batches?: readonly Batched[];
  /** Leave that was given to calls; what was done; when the definitions of tools changed and processes began, epoch ms. */
  pressed?: readonly Pressed[];
  deeds?: Pick<Deeds, 'done' | 'terms'> | undefined;
  starts?: readonly number[];
  reminders?: readonly Reminded[];
  /** Requests have no room for all earlier turns. */
  trimmed?: boolean;
  /** What people said to others, where the bot overhears. */
  talks?: readonly Talk[];
  /** What of their talk the bot has left in its store. */
  words?: readonly StoredWord[];
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
  { place }: Pick<Turn, 'place'>,
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
        (bubble.about ? byMessage.get(bubble.about) : undefined) ??
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
    // An answer made by /retry can become a sentence when its prompt is edited. The sentence of a /retry that failed
    // answers /retry alone, and stays when the prompt's answer is deleted.
    for (const turn of here) {
      const replies = takeReplies(unclaimed, turn.retries);
      if (turn.goneAt === undefined) matchSentences([turn], replies, found, engine);
    }
    matchLost(here, unclaimed, found);
    // Where its own response was refused, an answer is an ordinary message.
    const unnamed = place.loose ? here : here.filter(({ used }) => used?.state() === 'failed');
    matchSentences(unnamed, unclaimed, found, engine);
  }
  return found;
}

/** Takes the bubbles that reply to one of these messages out of `unclaimed`. */
function takeReplies(unclaimed: Bubble[], messages: readonly string[]): Bubble[] {
  const isReply = ({ chat, replyTo }: Bubble) => messages.includes(`${chat}:${replyTo}`);
  const replies = unclaimed.filter(isReply);
  unclaimed.splice(0, unclaimed.length, ...unclaimed.filter((bubble) => !isReply(bubble)));
  return replies;
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

/** The sentence for pictures that were not kept stands below the others, and may refer to nothing. */
function matchLost(turns: readonly Turn[], unclaimed: Bubble[], found: Map<string, Bubble[]>): void {
  for (const turn of turns) {
    const pictures = (found.get(turn.id) ?? []).filter(({ photos }) => photos > 0);
    if (pictures.length === 0 || readTurn(turn, pictures).whole) continue;
    const at = unclaimed.findLastIndex((bubble) => readTurn(turn, [...pictures, bubble]).whole);
    if (at >= 0) found.set(turn.id, [...(found.get(turn.id) ?? []), ...unclaimed.splice(at, 1)]);
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
  const stays = turn.retries.length > 0 ? besideFailure(bubbles, read) : undefined;
  if (stays) return { ...base, kept: stays, orphans: 0, reading: read(stays) };
  return { ...base, kept: bubbles, orphans: 0, reading: whole };
}

/** What stays of an answer when another one, asked for by /retry, has failed in the middle and stands below it. */
function besideFailure(bubbles: readonly Bubble[], read: (some: readonly Bubble[]) => Reading): Bubble[] | undefined {
  const answers: Bubble[][] = [];
  for (const bubble of bubbles) {
    const last = answers.at(-1);
    if (last && !/A\d+c\d+:0\//.test(bubble.text)) last.push(bubble);
    else answers.push([bubble]);
  }
  const failed = (some: readonly Bubble[]) => {
    const reading = read(some);
    return reading.whole && reading.sentence?.startsWith('error.') === true;
  };
  const stays = answers.filter((some) => !failed(some));
  const [only] = stays;
  return stays.length === 1 && only && read(only).whole ? only : undefined;
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
  // Killed while they were written beside the database: a sentence stands for those that were not (docs/reliability.md).
  const said = readAnswer(turn.id, texts);
  if (photos < due && said.whole && said.sentence === 'error.lost_files') return said;
  return { whole: false, why: `${photos} pictures in ${bubbles.length} messages, of ${due}` };
}

/** All choices of some of them, the smallest first; of the first eight. */
function subsets<T>(all: readonly T[]): T[][] {
  const few = all.slice(0, 8);
  const count = 2 ** few.length;
  const sets = Array.from({ length: count - 1 }, (_, bits) => few.filter((_, at) => ((bits + 1) >> at) & 1));
  return sets.sort((one, other) => one.length - other.length);
}
