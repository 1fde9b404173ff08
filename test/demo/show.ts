import type { Chat } from './chat.ts';
import type { Screen } from './screen.ts';

/** An edit may still be on its way when a turn has just ended, ms. */
const QUIET_MS = 120;
const LOOK_EVERY_MS = 40;

export interface Show {
  /** Looks at the chats now. */
  look(): void;
  /** Resolves when nothing has grown and nobody has been busy for `ms`. */
  quiet(signal: AbortSignal, ms?: number): Promise<void>;
  /** Shows what there is for good, and looks no more. */
  stop(): void;
}

/** Keeps the screen showing what the chats hold, looking at them again and again: that is what people do. */
export function startShow(chats: readonly Chat[], screen: Screen, busy: (chat: string) => boolean): Show {
  const seen = new Map<string, { text: string; since: number }>();

  function look(last = false): void {
    const now = performance.now();
    const present = new Set<string>();
    for (const chat of chats) {
      for (const utterance of chat.utterances()) {
        if (present.has(utterance.id)) continue;
        present.add(utterance.id);
        const text = utterance.runs.map((run) => run.text).join('');
        const before = seen.get(utterance.id);
        const since = before?.text === text ? before.since : now;
        seen.set(utterance.id, { text, since });
        const settled = last || !utterance.mine || (!busy(chat.id) && now - since >= QUIET_MS);
        screen.show(utterance, settled);
      }
    }
    for (const id of screen.growing()) if (!present.has(id)) screen.drop(id);
    screen.draw();
  }

  const timer = setInterval(() => look(), LOOK_EVERY_MS);
  return {
    look: () => look(),
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
