import type { Discord } from '../simulator/discord/index.ts';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import { openBeside } from '../support/beside.ts';
import type { Turn } from './place.ts';

/** What became of a turn, told by everybody who saw something of it: the chat's platform, the bot's log and its store. */

export interface Witnesses {
  telegram: Pick<TelegramSimulator, 'calls'>;
  discord: Pick<Discord, 'calls'>;
  /** What the bot printed. */
  output: string;
  /** The bot's store. */
  path: string;
  /** When processes ended. */
  ends: readonly { at: number; how: string; why: string }[];
  /** Bubbles by `<chat>:<id>`. */
  made: ReadonlyMap<string, { told: number | undefined; lost: boolean }>;
  /** When the round began, epoch ms. */
  began: number;
}

/** Lines of a story at most. */
const LINES = 120;
/** Of what a call says is shown so much, in UTF-16 units. */
const WORDS = 60;
/** Told from so long before the turn was said, ms. */
const BEFORE_MS = 1000;

export function storyOf(turn: Turn, witnesses: Witnesses): string[] {
  const { telegram, discord, output, path, began, ends, made } = witnesses;
  const chats = turn.place.chats();
  const from = turn.saidAt - BEFORE_MS;
  const seen: { at: number; what: string }[] = [];
  if (turn.place.service === 'telegram') {
    for (const { at, method, params, ok, error } of telegram.calls) {
      if (!chats.includes(String(params['chat_id']))) continue;
      const about = params['message_id'] === undefined ? '' : ` ${String(params['message_id'])}`;
      const end = ok ? '' : ` → ${error?.error_code} ${error?.description}`;
      seen.push({ at, what: `${method}${about}${said(params['text'] ?? params['caption'])}${end}` });
    }
  } else {
    for (const { at, method, path: route, status, body, reply } of discord.calls) {
      const mine = chats.some((chat) => route.includes(chat)) || route.includes('/webhooks/');
      if (!mine || route.endsWith('/typing')) continue;
      const told = Array.isArray(reply) ? `: ${reply.length} messages` : said((body as { content?: unknown })?.content);
      seen.push({ at, what: `${method} ${route.slice(-50)} ${status}${told}` });
    }
  }
  for (const line of output.split('\n')) {
    const at = Date.parse(line.slice(0, 24));
    if (chats.some((chat) => line.includes(chat)) && Number.isFinite(at)) seen.push({ at, what: line.slice(25, 250) });
  }
  for (const { at, what } of closedIn(path, chats)) seen.push({ at, what });
  for (const { at, how, why } of ends) seen.push({ at, what: `the process ended: ${how} ${why}` });
  for (const [key, { told: at = Number.NaN, lost }] of made)
    if (chats.includes(key.split(':')[0] ?? '')) seen.push({ at, what: `${key} was told${lost ? ', and lost' : ''}` });
  return seen
    .filter(({ at }) => at >= from)
    .sort((one, other) => one.at - other.at)
    .slice(0, LINES)
    .map(({ at, what }) => `${((at - began) / 1000).toFixed(2).padStart(7)} s  ${what}`);
}

function said(text: unknown): string {
  if (typeof text !== 'string') return '';
  const line = text.replaceAll('\n', ' ');
  return `: ${line.length > 2 * WORDS ? `${line.slice(0, WORDS)} … ${line.slice(-WORDS)}` : line}`;
}

/** When turns of these chats were closed, and how. */
function closedIn(path: string, chats: readonly string[]): { at: number; what: string }[] {
  const database = openBeside(path);
  try {
    const rows = database.prepare('SELECT id, conversation, key, outcome, attempt, closed_at FROM closed').all();
    return rows
      .filter(({ conversation }) => chats.some((chat) => String(conversation).includes(chat)))
      .map(({ id, key, outcome, attempt, closed_at: at }) => ({
        at: Number(at),
        what: `closed ${Number(id).toString(36)} (${String(key)}): ${String(outcome)} at attempt ${String(attempt)}`,
      }));
  } finally {
    database.close();
  }
}
