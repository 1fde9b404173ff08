import type { Break, Call } from '../simulator/server.ts';
import {
  breakOf,
  callName,
  chatOf,
  creates,
  type Effect,
  limited,
  losesAnswer,
  type Service,
  type Trap,
} from './faults.ts';

/** How long before its end a process may have taken an answer without having stored what it said, ms. */
const UNSURE_MS = 500;

/** A bubble at the moment the platform made it. */
interface Made {
  /** When the answer that names it had been written whole; undefined while it is under way. */
  told: number | undefined;
  /** Counts up over all chats. */
  order: number;
  /** The bot may not know of it: the answer to its call was lost. */
  lost: boolean;
}

/** What is done to the calls of a round, and what is known of them. */
export interface Engine {
  /** Sets a trap; the result takes it away and says whether it had not sprung yet. */
  set(trap: Trap, sprung?: () => void): () => boolean;
  /** What becomes of a call; for the stand-ins' rules. */
  judge(service: Service, call: Call): false | Break;
  /** Answers of the last moment may not have been stored: the process ended or a line was troubled. */
  unsure(service: Service | 'all'): void;
  made: ReadonlyMap<string, Made>;
  /** When answers of the model were lost on their way, epoch ms. */
  modelLost: readonly number[];
  /** Faults that happened, by name. */
  faults: Map<string, number>;
  /** Calls into a chat while it was limited, by chat. */
  pushed: ReadonlyMap<string, number>;
  /** Ends all traps and limits. */
  calm(): void;
}

export interface EngineOptions {
  kill: (why: string) => void;
  /** Scaled time is this many times as fast. */
  speed: number;
  /** Ids of the newest bubbles of a chat, those made together. */
  newest: (chat: string) => string[];
  trace: (what: string) => void;
  /** Whether answers of a service may be lost right now. */
  troubled: (service: Service) => boolean;
}

export function createEngine({ kill, speed, newest, troubled, trace }: EngineOptions): Engine {
  const traps: { trap: Trap; left: number; sprung: (() => void) | undefined }[] = [];
  const made = new Map<string, Made>();
  const faults = new Map<string, number>();
  const limits = new Map<string, number>();
  const pushed = new Map<string, number>();
  const modelLost: number[] = [];
  let order = 0;
  let calm = false;

  function note(chat: string, lost: boolean, gone: AbortSignal): void {
    for (const id of newest(chat)) {
      const key = `${chat}:${id}`;
      if (made.has(key)) continue;
      order += 1;
      const entry: Made = { told: undefined, order, lost };
      made.set(key, entry);
      trace(`${key} made${lost ? ', the answer is lost' : ''}`);
      gone.addEventListener('abort', () => {
        entry.told = Date.now();
      });
    }
  }

  function take(service: Service, name: string): Trap | undefined {
    const at = traps.findIndex(({ trap }) => trap.service === service && (trap.call === name || trap.call === '*'));
    const found = traps[at];
    if (!found) return undefined;
    found.left -= 1;
    if (found.left > 0) return undefined;
    traps.splice(at, 1);
    found.sprung?.();
    return found.trap;
  }

  function count(service: Service, effect: Effect): void {
    if ('kill' in effect) return;
    const name = `${service} ${Object.entries(effect).map(([kind, value]) => `${kind} ${kind === 'slow' ? '' : value}`)}`;
    faults.set(name, (faults.get(name) ?? 0) + 1);
  }

  function spring({ service, call: name, effect }: Trap, chat: string | undefined): Break {
    count(service, effect);
    if (service === 'model' && !('kill' in effect)) modelLost.push(Date.now());
    if ('limit' in effect && chat && service !== 'model') {
      limits.set(`${service} ${chat}`, Date.now() + (effect.limit * 1000) / speed);
    }
    if (!('kill' in effect)) return breakOf(service, effect);
    const why = `${service} ${name} ${effect.kill}`;
    if (effect.kill === 'later') return { after: () => void setTimeout(() => kill(why), effect.ms) };
    return effect.kill === 'before'
      ? { before: () => void kill(why), drop: 'before' }
      : { after: () => void kill(why), drop: 'after' };
  }

  return {
    set(trap, sprung) {
      const entry = { trap, left: trap.nth, sprung };
      traps.push(entry);
      return () => {
        const at = traps.indexOf(entry);
        if (at >= 0) traps.splice(at, 1);
        return at >= 0;
      };
    },
    judge(service, call) {
      const name = callName(service, call);
      const chat = chatOf(service, call);
      const left = (limits.get(`${service} ${chat}`) ?? 0) - Date.now();
      if (left > 0) {
        pushed.set(`${service} ${chat}`, (pushed.get(`${service} ${chat}`) ?? 0) + 1);
        return { reply: limited(service, Math.ceil((left * speed) / 1000)) };
      }
      const trap = calm ? undefined : take(service, name);
      const plan = trap ? spring(trap, chat) : {};
      if (!chat || !creates[service].includes(name)) return trap ? plan : false;
      const lost = trap !== undefined && losesAnswer(trap.effect);
      return {
        ...plan,
        async after(taken) {
          // A call can be taken after the one who made it has gone.
          note(chat, lost || taken.gone.aborted || troubled(service), taken.gone);
          await plan.after?.(taken);
        },
      };
    },
    unsure(service) {
      const since = Date.now() - UNSURE_MS;
      if (service === 'model') modelLost.push(Date.now());
      if (service === 'model') return;
      for (const entry of made.values()) if ((entry.told ?? since) >= since) entry.lost = true;
    },
    made,
    modelLost,
    faults,
    pushed,
    calm() {
      calm = true;
      traps.length = 0;
      limits.clear();
    },
  };
}
