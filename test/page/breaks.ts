import { errorReply, Refusal } from '../simulator/openai/failures.ts';
import { failures } from '../simulator/openai/index.ts';
import type { Call, Reply, Rule } from '../simulator/server.ts';
import type { Services } from './engine.ts';
import type { Trouble } from './protocol.ts';

/** What goes wrong on purpose. */
export interface Breaks {
  troubles(): readonly Trouble[];
  set(trouble: Trouble, on: boolean): void;
}

/** Seconds for which a platform wants to be left alone. */
const PENALTY_S = 2;

/** Pieces of the model's stream that come through before it stands still or is cut. */
const PIECES = 12;

const toTelegram = (call: Call) => /\/(?:send|edit|delete|answerCallback)\w+$/.test(call.path);
const toDiscord = ({ method, path }: Call) => method !== 'GET' && /^\/api\/v10\/(?:channels|webhooks)\//.test(path);
/** Creates a message. Nothing that is lost of an edit is seen. */
const tellsTelegram = (call: Call) => /\/send(?!ChatAction|MessageDraft)\w+$/.test(call.path);
const tellsDiscord = (call: Call) => call.method === 'POST' && /\/channels\/\d+\/messages$/.test(call.path);
const toModel = ({ method }: Call) => method === 'POST';

/** Every second call, beginning with the first: what the bot tries again then succeeds. */
function everySecond(match: (call: Call) => boolean): (call: Call) => boolean {
  let calls = 0;
  return (call) => {
    if (!match(call)) return false;
    calls += 1;
    return calls % 2 === 1;
  };
}

const telegramError = (error_code: number, description: string, more: object = {}): Reply => ({
  status: error_code,
  body: { ok: false, error_code, description, ...more },
});

/** Prepares the troubles; none is there yet. */
export function createBreaks({ telegram, discord, openai }: Services): Breaks {
  const active = new Map<Trouble, () => void>();

  /** Rules of the services for each trouble. */
  const causes: Readonly<Record<Trouble, () => (() => void)[]>> = {
    limit: () => [
      telegram.rule({
        match: everySecond(toTelegram),
        reply: telegramError(429, `Too Many Requests: retry after ${PENALTY_S}`, {
          parameters: { retry_after: PENALTY_S },
        }),
      }),
      discord.rule({
        match: everySecond(toDiscord),
        reply: {
          status: 429,
          headers: { 'retry-after': String(PENALTY_S), 'x-ratelimit-scope': 'shared' },
          body: { message: 'The resource is being rate limited.', retry_after: PENALTY_S, global: false },
        },
      }),
    ],
    failure: () => [
      telegram.rule({ match: everySecond(toTelegram), reply: telegramError(500, 'Internal Server Error') }),
      discord.rule({
        match: everySecond(toDiscord),
        reply: { status: 500, body: { message: '500: Internal Server Error', code: 0 } },
      }),
      openai.rule({ match: toModel, reply: serverError() }),
    ],
    stall: () => [openai.rule({ match: toModel, choke: { afterPieces: PIECES, how: 'hold' } })],
    reset: () => [
      telegram.rule({ match: everySecond(toTelegram), drop: 'before' }),
      discord.rule({ match: everySecond(toDiscord), drop: 'before' }),
      openai.rule({ match: toModel, choke: { afterPieces: PIECES, how: 'cut' } }),
    ],
    lost: () => [lose(telegram.rule, tellsTelegram), lose(discord.rule, tellsDiscord)],
  };

  return {
    troubles: () => [...active.keys()],
    set(trouble, on) {
      if (on === active.has(trouble)) return;
      if (on) {
        const mends = causes[trouble]();
        active.set(trouble, () => {
          for (const mend of mends) mend();
        });
        return;
      }
      active.get(trouble)?.();
      active.delete(trouble);
    },
  };
}

/** The call is taken, and who called never hears of it. */
function lose(rule: (rule: Rule) => () => void, match: (call: Call) => boolean): () => void {
  return rule({ match: everySecond(match), drop: 'after' });
}

function serverError(): Reply {
  const { status, error } = failures.server();
  return errorReply(new Refusal(status, error));
}
