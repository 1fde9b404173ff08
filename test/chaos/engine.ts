import type { Break, Call } from '../simulator/server.ts';
import {
  breakOf,
  callName,
  chatOf,
  creates,
  type Effect,
  losesAnswer,
  type Service,
  type Trap,
  tokenOf,
} from './faults.ts';
import type { Left } from './kept.ts';
import { createPenalties, type Penalties } from './penalties.ts';

/** How long before a line was troubled an answer may have been sent and not have arrived, ms. */
const UNSURE_MS = 500;
/** How long a process that shares two cores with others may not have come to read an answer it was sent, ms. */
const DEAF_MS = 3000;

/** A bubble at the moment the platform made it. */
interface Made {
  service: Service;
  /** Epoch ms. */
  at: number;
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
  /** Answers of the last moment may not have arrived: a line was troubled. */
  unsure(service: Service): void;
  /** The process has ended and left this; whatever else it made for open turns, it did not write down. */
  ended(left: Left | undefined): void;
  made: ReadonlyMap<string, Made>;
  /** When answers of the model were lost on their way, epoch ms. */
  modelLost: readonly number[];
  /** Faults that happened, by name. */
  faults: Map<string, number>;
  penalties: Pick<Penalties, 'pushed' | 'outlasted'>;
  /** Ends all traps; penalties run their time. */
  calm(): void;
}

export interface EngineOptions {
  kill: (why: string) => void;
  /** Scaled time is this many times as fast. */
  speed: number;
  /** The newest bubbles as `<chat>:<id>`, those made together: of a chat, or of the interaction a token stands for. */
  newest: (of: { chat: string } | { token: string }) => string[];
  trace: (what: string) => void;
  /** Whether answers of a service may be lost right now. */
  troubled: (service: Service) => boolean;
}

export function createEngine({ kill, speed, newest, troubled, trace }: EngineOptions): Engine {
  const traps: { trap: Trap; left: number; sprung: (() => void) | undefined }[] = [];
  const made = new Map<string, Made>();
  const faults = new Map<string, number>();
  const penalties = createPenalties(speed, troubled);
  const modelLost: number[] = [];
  let order = 0;
  let calm = false;

  function note(service: Service, keys: readonly string[], lost: boolean, gone: AbortSignal): void {
    for (const key of keys) {
      if (made.has(key)) continue;
      order += 1;
      const entry: Made = { service, at: Date.now(), told: undefined, order, lost };
      made.set(key, entry);
      trace(`${key} made${lost ? ', the answer is lost' : ''}`);
      gone.addEventListener('abort', () => {
        entry.told = Date.now();
      });
    }
  }

  /** What was told in the last so many ms, if at all. */
  function doubt(ms: number, which: (key: string) => boolean): void {
    const since = Date.now() - ms;
    for (const [key, entry] of made) if ((entry.told ?? since) >= since && which(key)) entry.lost = true;
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

  function spring({ service, call: name, effect }: Trap, chat: string | undefined, call: Call): Break {
    count(service, effect);
    if (service === 'model' && !('kill' in effect)) modelLost.push(Date.now());
    if (chat && service !== 'model') {
      if ('limit' in effect) return { reply: penalties.begin(service, name, chat, call, effect.limit, false) };
      if ('flood' in effect) return { reply: penalties.begin(service, name, chat, call, effect.flood, true) };
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
      const refusal = penalties.refuse(service, name, chat, call);
      if (refusal) return { reply: refusal };
      const trap = calm ? undefined : take(service, name);
      const plan = trap ? spring(trap, chat, call) : {};
      // Discord finds what it made in a channel by its nonce; a follow-up can be made twice, as on Telegram.
      const of = service === 'telegram' ? chat && { chat } : name === 'follow-up' && { token: tokenOf(call) ?? '' };
      if (!of || !creates[service].includes(name)) return trap ? plan : false;
      const lost = trap !== undefined && losesAnswer(trap.effect);
      return {
        ...plan,
        async after(taken) {
          // A call can be taken after the one who made it has gone.
          note(service, newest(of), lost || taken.gone.aborted || troubled(service), taken.gone);
          await plan.after?.(taken);
        },
      };
    },
    unsure(service) {
      penalties.doubt(service);
      if (service === 'model') modelLost.push(Date.now());
      else doubt(UNSURE_MS, () => true);
    },
    ended(left) {
      penalties.doubt('all');
      if (!left) doubt(UNSURE_MS, () => true);
      else doubt(DEAF_MS, (key) => left.chats.has(key.split(':')[0] ?? '') && !left.bubbles.has(key));
    },
    made,
    modelLost,
    faults,
    penalties,
    calm() {
      calm = true;
      traps.length = 0;
    },
  };
}
