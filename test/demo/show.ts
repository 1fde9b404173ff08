import type { Chat, Utterance } from './chat.ts';
import type { Screen } from './screen.ts';
import { lines, run, textOf } from './text.ts';

/** An edit may still be on its way when a turn has just ended, ms. */
const QUIET_MS = 120;
const LOOK_EVERY_MS = 40;

export interface Show {
  /** From now on buttons are shown under what has them. */
  showButtons(): void;
  /** Looks at the chats now. */
  look(): void;
  /** Resolves when nothing has grown and nobody has been busy for `ms`. */
  quiet(signal: AbortSignal, ms?: number): Promise<void>;
  /** Shows what there is for good, and looks no more. */
  stop(): void;
}

/** Keeps the screen showing what the chats hold, looking at them again and again: that is what people do. */
export function startShow(chats: readonly Chat[], screen: Screen, busy: (chat: string) => boolean): Show {
  let withButtons = false;
  const seen = new Map<string, { utterance: Utterance; since: number; settled: boolean; version: number }>();

  function look(last = false): void {
    const now = performance.now();
    const present = new Set<string>();
    for (const chat of chats) {
      for (const utterance of chat.utterances()) {
        if (present.has(utterance.id)) continue;
        present.add(utterance.id);
        const before = seen.get(utterance.id);
        const same = before !== undefined && looksTheSame(before.utterance, utterance);
        const since = same ? before.since : now;
        // What was printed for good cannot be printed over: its new words come below, marked as what they are.
        const version = (before?.version ?? 0) + (before?.settled && !same ? 1 : 0);
        const still = same && before.settled;
        const settled = still || last || !utterance.mine || (!busy(chat.id) && now - since >= QUIET_MS);
        seen.set(utterance.id, { utterance, since, settled, version });
        screen.show(drawn(utterance, version), settled);
        if (version > 0) present.add(drawn(utterance, version).id);
      }
    }
    for (const id of screen.growing()) if (!present.has(id)) screen.drop(id);
    for (const [id, { utterance, settled }] of seen) {
      if (present.has(id)) continue;
      seen.delete(id);
      if (settled) screen.show(gone(utterance), true);
    }
    screen.draw();
  }

  /** Buttons that are only taken away are not worth another print. */
  function looksTheSame(before: Utterance, { runs, buttons }: Utterance): boolean {
    if (textOf(before.runs) !== textOf(runs)) return false;
    return !withButtons || buttons.length === 0 || buttons.join() === before.buttons.join();
  }

  /** A message as it is printed: with its buttons, and marked where it stands in for an earlier wording. */
  function drawn(utterance: Utterance, version: number): Utterance {
    const { id, mine, runs, buttons, alone } = utterance;
    const mark = version === 0 ? [] : [run(mine ? 'in its place: ' : 'edited: ', 'dim')];
    const row = withButtons && buttons.length > 0 ? [run(buttons.map(buttonOf).join(' '), 'dim')] : [];
    const note = alone ? [run(`only ${alone} sees this`, 'dim', 'italic')] : [];
    return {
      ...utterance,
      id: version === 0 ? id : `${id}~${version}`,
      runs: lines([...mark, ...runs], row, note),
    };
  }

  const timer = setInterval(() => look(), LOOK_EVERY_MS);
  return {
    look: () => look(),
    showButtons() {
      withButtons = true;
    },
    async quiet(signal, ms = QUIET_MS) {
      for (let since = performance.now(); performance.now() - since < ms; ) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
        signal.throwIfAborted();
        look();
        if (screen.growing().length > 0 || chats.some(({ id }) => busy(id))) since = performance.now();
      }
    },
    stop() {
      clearInterval(timer);
      look(true);
    },
  };
}

/** A button stays on one line. */
function buttonOf(label: string): string {
  return `[${label}]`.replaceAll(' ', '\u00a0');
}

/** What is left to be said of a message that was deleted. */
function gone(utterance: Utterance): Utterance {
  const [line = ''] = textOf(utterance.runs).split('\n', 1);
  return { ...utterance, id: `${utterance.id}~gone`, runs: [run('deleted: ', 'dim'), run(line, 'dim', 'strike')] };
}
