import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { Fault, type FaultFacts, type SurfaceFaultKind } from '../../src/util/errors.ts';
import { namedPause } from '../../src/util/retry.ts';
import { alwaysNeeded } from './invite.ts';

/**
 * Discord's refusals as faults.
 * Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
 */

const kinds: Record<number, SurfaceFaultKind> = {
  10003: 'forbidden', // unknown channel: deleted, or the bot was removed
  10008: 'gone', // unknown message
  10015: 'expired', // unknown webhook: the interaction was never answered in time
  10062: 'expired', // unknown interaction
  20016: 'rate_limited', // slow mode, which bots are not subject to
  40005: 'rejected', // request entity too large
  50001: 'forbidden',
  50006: 'rejected', // empty message
  50007: 'forbidden', // the user takes no direct messages
  50013: 'forbidden',
  50027: 'expired', // invalid webhook token
  50035: 'rejected', // invalid form body
  50045: 'rejected', // file too large
  50159: 'rejected', // a voice message with more than its voice
  50160: 'rejected', // a voice message without one file of sound
  50161: 'rejected', // a voice message without its facts
  50162: 'rejected', // an edit of a voice message
  50173: 'rejected', // no voice messages in this channel
  50083: 'asleep', // the thread is archived: a new message opens it, unless it is locked
  50278: 'forbidden', // no server shared with the user
  130000: 'server', // overloaded
  160002: 'forbidden', // replies need Read Message History
};

const adviceFor: Record<number, string> = {
  50001: 'Let the bot view the channel: give its role the permission View Channels there.',
  50013: `Give the bot's role the permissions ${alwaysNeeded} in that channel.`,
  50173: "Give the bot's role the permission Send Voice Messages in that channel.",
  50083: 'Unlock the thread, or give the bot the permission Manage Threads.',
  160002: "Give the bot's role the permission Read Message History in that channel.",
};

export const tokenAdvice =
  'Set DISCORD_BOT_TOKEN to the token from the Bot page of the application in the Discord Developer Portal.';

/** Discord's 50027: the 15 minutes of an interaction are over. Its other refusals of a token mean that nobody responded in time. */
export function tokenHasRunOut(error: unknown): boolean {
  return error instanceof Fault && error.facts.code === 50027;
}

/** Discord's 160002: who may not read what was said before may not reply to it either. */
export function needsHistory(error: unknown): error is Fault {
  return error instanceof Fault && error.facts.code === 160002;
}

/** Tells whether a voice message was refused as such; a lacking permission may be told either way. */
export function isVoiceRefused(error: unknown): error is Fault {
  return error instanceof Fault && [50013, 50159, 50160, 50161, 50173].includes(Number(error.facts.code));
}

/** Turns whatever a call threw into a Fault. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof RateLimitError) return rateLimited(error);
  if (error instanceof HTTPError) {
    return new Fault('server', `Discord failed with ${error.status}`, { status: error.status }, redacted(error));
  }
  if (error instanceof DiscordAPIError) return refused(error);
  // The REST client forgets its token after a 401 and then throws this.
  if (error instanceof Error && error.message.startsWith('Expected token to be set')) {
    return new Fault('unauthorized', 'Discord refused the token', { advice: tokenAdvice });
  }
  if (error instanceof SyntaxError) return new Fault('server', 'Discord sent an answer that cannot be read');
  return new Fault('unreachable', 'no answer from Discord', { advice: unreachable }, redacted(error));
}

function refused(error: DiscordAPIError): Fault {
  if (!isDiscords(error)) {
    return new Fault('unreachable', `something else than Discord answered with ${error.status}`, {
      status: error.status,
      advice:
        'Something between the bot and Discord refuses its calls: check PROXY_URL, DISCORD_API_URL and the network.',
    });
  }
  const code = Number(error.code);
  const kind = error.status === 401 && code !== 50027 ? 'unauthorized' : (kinds[code] ?? kindByStatus(error.status));
  const advice = kind === 'unauthorized' ? tokenAdvice : adviceFor[code];
  const facts: FaultFacts = {
    status: error.status,
    code: error.code,
    description: error.message.slice(0, 200),
    ...(advice === undefined ? {} : { advice }),
    ...(kind === 'rate_limited' ? { scope: 'chat' } : {}),
  };
  const message =
    kind === 'unauthorized' ? 'Discord refused the token' : `Discord refused: ${error.status} ${error.code}`;
  return new Fault(kind, message, facts);
}

/** Statuses that say the same whoever answers: too large, too many. */
const alike = [413, 429];

/** Tells whether a refusal is Discord's own, which has a code. A proxy's or a firewall's page has none. */
function isDiscords({ code, status }: DiscordAPIError): boolean {
  return alike.includes(status) || Number.isInteger(Number(code));
}

function kindByStatus(status: number): SurfaceFaultKind {
  if (status === 403) return 'forbidden';
  if (status === 404) return 'gone';
  if (status === 429) return 'rate_limited';
  return 'rejected';
}

function rateLimited(error: RateLimitError): Fault {
  const waitMs = waitOf(error);
  const facts = { status: 429, scope: scopeOf(error), ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
  return new Fault('rate_limited', 'Discord limits the rate', facts);
}

/** Wait that Discord names, ms. Without its headers the library makes one up, which is of no use. */
function waitOf({ retryAfter, timeToReset, limit }: RateLimitError): number | undefined {
  const named = retryAfter > 0 ? retryAfter : Number.isFinite(limit) ? timeToReset : 0;
  return named > 0 ? namedPause(Math.ceil(named)) : undefined;
}

function scopeOf(error: RateLimitError): 'message' | 'chat' | 'all' {
  if (error.global || error.scope === 'global') return 'all';
  // An edit that is refused though its route has calls left: the message is an old one that was edited too often.
  return error.sublimitTimeout > 0 && error.method.toUpperCase() === 'PATCH' ? 'message' : 'chat';
}

const unreachable = 'Check the network, DISCORD_API_URL and PROXY_URL.';

/** An error without what the SDK attaches to it: the address may hold a token, the body what people say. */
function redacted(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const plain = new Error(error.name === 'Error' ? error.message : error.name);
  if ('code' in error && typeof error.code === 'string') Object.assign(plain, { code: error.code });
  // Where the failure was, not where it was copied.
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  plain.stack = [`${plain.name}: ${plain.message}`, ...frames].join('\n');
  return plain;
}
