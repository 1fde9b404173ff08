import type { Call, Reply } from '../simulator/server.ts';
import { limited, type Service } from './faults.ts';

/**
 * The platforms' 429s: whom they refuse for how long, and whether the bot keeps to it. Once a refusal has reached it, nothing
 * may be sent there before its time; calls that were under way by then are nobody's fault, and a process that begins anew
 * knows of no penalty.
 */
export interface Penalties {
  /** Refuses a chat, or everything about any chat, from now on; the 429 for the call that met it. Seconds are the platform's. */
  begin(service: Service, name: string, chat: string | undefined, call: Call, seconds: number, all: boolean): Reply;
  /** The 429 for a call that comes during a penalty; undefined when it may pass. */
  refuse(service: Service, name: string, chat: string | undefined, call: Call): Reply | undefined;
  /** What the bot was told last may not have reached it: its process ended or the line was troubled. */
  doubt(service: Service | 'all'): void;
  /** Calls that should not have been made, in words. */
  pushed: readonly string[];
  /** Penalties that one process waited out before it called again, the platform's seconds. */
  outlasted: readonly number[];
}

interface Penalty {
  service: Service;
  chat: string | undefined;
  all: boolean;
  seconds: number;
  until: number;
  /** When the process that runs was told so, by chat, epoch ms. */
  told: Map<string, number>;
  outlasted: boolean;
}

/** Real time, epoch ms. */
interface Known {
  from: number;
  to: number;
}

/** Everything that goes through the bot's one scheduler; reading and acknowledging does not. */
const scheduled: Readonly<Record<Service, readonly string[]>> = {
  telegram: [
    'sendMessage',
    'sendPhoto',
    'sendMediaGroup',
    'sendDocument',
    'sendChatAction',
    'editMessageText',
    'editMessageCaption',
    'editMessageMedia',
    'deleteMessage',
  ],
  discord: ['create', 'edit', 'delete', 'typing'],
  model: [],
};

/** A call that comes so soon after the refusal may have been under way, ms: in the chat itself, and in another one. */
const MARGIN_MS = { here: 400, elsewhere: 1000 };
/** Telegram does not say that it means the whole bot; it can be known from so many chats at once. */
const CROWD: Readonly<Record<Service, number>> = { telegram: 3, discord: 1, model: 1 };
/** Time for which that is believed where it was not said, ms of the bot's: three chats must not silence the others for longer. */
const BELIEVED_MS = 2000;

export function createPenalties(speed: number, troubled: (service: Service) => boolean): Penalties {
  const all = new Set<Penalty>();
  let doubts = 0;
  const pushed: string[] = [];
  const outlasted: number[] = [];

  /** Once the answer was written whole on a sound line, the bot knows. */
  function tell(penalty: Penalty, chat: string, { gone }: Call): void {
    const before = doubts;
    gone.addEventListener('abort', () => {
      if (doubts === before && !troubled(penalty.service) && !penalty.told.has(chat))
        penalty.told.set(chat, Date.now());
    });
  }

  function answer(penalty: Penalty, name: string, chat: string | undefined, call: Call): Reply {
    const { service, until } = penalty;
    if (chat && scheduled[service].includes(name)) tell(penalty, chat, call);
    return limited(service, Math.max(1, Math.ceil(((until - Date.now()) * speed) / 1000)), penalty.all);
  }

  /** Time in which nothing may be sent into a chat; undefined when the bot cannot know. */
  function known({ service, all: everywhere, told, until }: Penalty, chat: string): Known | undefined {
    const here = told.get(chat);
    if (here !== undefined) return { from: here + MARGIN_MS.here, to: until };
    if (!everywhere || told.size < CROWD[service]) return undefined;
    const proved = [...told.values()].sort((one, other) => one - other)[CROWD[service] - 1] ?? 0;
    const to = CROWD[service] === 1 ? until : proved + BELIEVED_MS / speed;
    return { from: proved + MARGIN_MS.elsewhere, to };
  }

  function about(service: Service, chat: string): Penalty[] {
    return [...all].filter((each) => each.service === service && (each.all || each.chat === chat));
  }

  return {
    begin(service, name, chat, call, seconds, everywhere) {
      const until = Date.now() + (seconds * 1000) / speed;
      const penalty = { service, chat, all: everywhere, seconds, until, told: new Map(), outlasted: false };
      all.add(penalty);
      return answer(penalty, name, chat, call);
    },
    refuse(service, name, chat, call) {
      if (!chat) return undefined;
      const now = Date.now();
      const judged = scheduled[service].includes(name);
      const running = about(service, chat).filter(({ until }) => until > now);
      for (const over of about(service, chat).filter(({ until }) => until <= now)) {
        const waited = judged && over.told.has(chat) && running.length === 0;
        if (waited) outlasted.push(over.seconds);
        if (waited || over.told.size === 0) all.delete(over);
      }
      const longest = running.sort((one, other) => other.until - one.until)[0];
      if (!longest) return undefined;
      const { from, to } = known(longest, chat) ?? { from: Number.POSITIVE_INFINITY, to: 0 };
      if (judged && call.at > from && call.at < to) {
        const left = Math.round((longest.until - call.at) * speed);
        pushed.push(
          `${service} ${name} into ${chat}, ${call.at - from} ms after it was due to know, ${left} ms too early of ${longest.seconds} s${longest.all ? ', for all chats' : ''}`,
        );
      }
      return answer(longest, name, chat, call);
    },
    doubt(service) {
      doubts += 1;
      for (const penalty of all) if (service === 'all' || service === penalty.service) penalty.told.clear();
    },
    pushed,
    outlasted,
  };
}
