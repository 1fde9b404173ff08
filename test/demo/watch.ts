import type { Over, Told, TurnStep } from './told.ts';

/** Steps that are kept for who comes later. */
const KEPT = 400;

/** Notes which turns run and what became of them, by what the bot's process tells. */
export function createWatch() {
  /** Chats of turns that were begun and are not over. The bot may have died meanwhile: the next one takes them up. */
  const running = new Map<string, string>();
  const waiting = new Set<(over: Over) => void>();
  const listeners = new Set<(step: TurnStep) => void>();
  const steps: TurnStep[] = [];

  function onStep(step: TurnStep): void {
    const { turn, chat, what } = step;
    if (what === 'begun') running.set(turn, chat);
    // A bot that was started again tells of what it found, too.
    if (what === 'accepted' && steps.some((each) => each.turn === turn)) return;
    if (steps.push(step) > KEPT) steps.shift();
    for (const listener of [...listeners]) listener(step);
  }

  function onOver(over: Over): void {
    running.delete(over.turn);
    for (const tell of [...waiting]) tell(over);
  }

  return {
    steps,
    told(told: Told): void {
      if ('step' in told) onStep(told.step);
      else onOver(told.over);
    },
    busy: (chat: string) => [...running.values()].includes(chat),
    onStep(listener: (step: TurnStep) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    nextDone(chat: string, signal: AbortSignal): Promise<Over> {
      return new Promise((resolve, reject) => {
        const end = () => {
          waiting.delete(tell);
          signal.removeEventListener('abort', onAbort);
        };
        const onAbort = () => {
          end();
          reject(signal.reason);
        };
        const tell = (over: Over) => {
          if (over.chat !== chat) return;
          end();
          resolve(over);
        };
        waiting.add(tell);
        signal.addEventListener('abort', onAbort);
      });
    },
  };
}
