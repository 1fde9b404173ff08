import type { Chat, Utterance } from './chat.ts';
import type { Screen } from './screen.ts';
import { lines, run } from './text.ts';

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
  const seen = new Map<string, { text: string; since: number; settled: boolean; version: number }>();

  function look(last = false): void {
    const now = performance.now();
    const present = new Set<string>();
    for (const chat of chats) {
      for (const utterance of chat.utterances()) {
        if (present.has(utterance.id)) continue;
        present.add(utterance.id);
        const text = utterance.runs.map((each) => each.text).join('');
        const before = seen.get(utterance.id);
        const since = before?.text === text ? before.since : now;
        // What was printed for good cannot be printed over: its new words come below, marked as what they are.
        const version = (before?.version ?? 0) + (before?.settled && before.text !== text ? 1 : 0);
        const still = before?.settled === true && before.text === text;
        const settled = still || last || !utterance.mine || (!busy(chat.id) && now - since >= QUIET_MS);
        seen.set(utterance.id, { text, since, settled, version });
        screen.show(drawn(utterance, version), settled);
        if (version > 0) present.add(drawn(utterance, version).id);
      }
    }
    for (const id of screen.growing()) if (!present.has(id)) screen.drop(id);
    for (const [id, { settled }] of seen) {
      if (present.has(id)) continue;
      seen.delete(id);
      const [chat] = id.startsWith('discord') ? ['Discord'] : ['Telegram'];
      if (settled) screen.say(run(`${chat}: a message is gone`, 'dim'));
    }
    screen.draw();
  }

  /** A message as it is printed: with its buttons, and marked where it stands in for an earlier wording. */
  function drawn(utterance: Utterance, version: number): Utterance {
    const { id, mine, runs, buttons } = utterance;
    const mark = version === 0 ? [] : [run(mine ? 'in its place: ' : 'edited: ', 'dim')];
    const row = withButtons && buttons.length > 0 ? [[run(buttons.map((label) => `[${label}]`).join(' '), 'dim')]] : [];
    return { ...utterance, id: version === 0 ? id : `${id}~${version}`, runs: lines([...mark, ...runs], ...row) };
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
