import type { Context } from '../conversation/conversations.ts';
import { type BranchExchange, exchangeBytes } from '../conversation/exchange.ts';
import { loadTokenizer } from '../conversation/tokens.ts';
import { exchangeTokens, type WindowLimits } from '../conversation/window.ts';

/**
 * Fill of a window. Turns are folded seldom, and then many of them: with each fold the service's prompt cache begins anew.
 */

/** Share of the window from which turns are folded. */
const FULL = 0.8;
/** Share of the window that they are brought down to. */
const LEFT = 0.4;
/** Newest turns, which are never folded. */
const NEWEST = 2;
/** Fewest turns that are worth a fold, unless these few take much room. */
const FEWEST = 4;
/** Windows of fewer turns are meant to be short, and are left alone. */
const SHORT = 8;

/** Room that turns take. */
interface Taken {
  tokens: number;
  turns: number;
}

/**
 * Lists the turns of a branch to fold, oldest first; none where that is not worth it. `covered`: those that a summary stands
 * for. `anyway`: also where the window is not full yet.
 */
export async function foldable(
  { turns, thread }: Pick<Context, 'turns' | 'thread'>,
  covered: readonly BranchExchange[],
  window: WindowLimits,
  anyway = false,
): Promise<BranchExchange[]> {
  if (window.turns < SHORT) return [];
  const known = new Set(covered);
  const start = turns.findLastIndex((turn) => known.has(turn) || turn.place.thread !== thread) + 1;
  const open = turns.slice(start);
  const pinned = turns.slice(0, start).filter((turn) => turn.pinned);
  const tokens = await tokensOf([...pinned, ...open], window.tokens);
  const size = (turn: BranchExchange) => tokens.get(turn) ?? 0;
  const all = [...pinned, ...open];
  const whole = { turns: all.length, tokens: all.reduce((sum, turn) => sum + size(turn), 0) };
  if (!anyway && shareOf(whole, window) < FULL) return [];
  const fold: BranchExchange[] = [];
  const gained = { turns: 0, tokens: 0 };
  for (const turn of open.slice(0, -NEWEST)) {
    const left = { turns: whole.turns - gained.turns, tokens: whole.tokens - gained.tokens };
    if (shareOf(left, window) <= LEFT) break;
    fold.push(turn);
    // Pinned turns stay whole, and are covered with their neighbours.
    if (turn.pinned) continue;
    gained.turns += 1;
    gained.tokens += size(turn);
  }
  const isWorthIt = gained.turns >= FEWEST || (gained.turns > 0 && shareOf(gained, window) >= FULL - LEFT);
  return isWorthIt ? fold : [];
}

/** Share of a window that is taken, by whatever of the two is the larger. */
function shareOf({ turns, tokens }: Taken, window: WindowLimits): number {
  return Math.max(turns / window.turns, window.tokens > 0 ? tokens / window.tokens : 0);
}

/** Tokens of turns: at most as many as bytes. The tokenizer is only asked where these could fill the window. */
async function tokensOf(turns: readonly BranchExchange[], most: number): Promise<Map<BranchExchange, number>> {
  const sizes = new Map(turns.map((turn) => [turn, turn.tokens ?? exchangeBytes(turn)]));
  let sum = 0;
  for (const size of sizes.values()) sum += size;
  if (most <= 0 || sum <= most * LEFT) return sizes;
  const count = await loadTokenizer();
  for (const turn of turns) sizes.set(turn, await exchangeTokens(turn, count));
  return sizes;
}
