import type { Chat, User } from 'grammy/types';
import { afterEach, beforeEach } from 'vitest';
import { toEvents } from '../../../adapters/telegram/inbound.ts';
import { readUpdate, type TelegramUpdate } from '../../../adapters/telegram/update.ts';
import type { InboundEvent } from '../../../src/ports/index.ts';
import { type Flat, flatOf, isMeant } from '../../events.ts';
import { startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';

/** What the adapter makes of what people do on a stand-in of its own for each test. */

export let telegram: TelegramSimulator;
export let ada: User;
export let home: Chat;
export let lab: Chat;
export let forum: Chat;

/** Starts a stand-in for each test of a file. */
export function readEach(): void {
  beforeEach(start);
  afterEach(() => telegram.close());
}

async function start(): Promise<void> {
  telegram = await startTelegram({ privacy: false });
  ada = telegram.user({
    id: 7,
    first_name: 'Ada',
    last_name: 'Lovelace',
    username: 'ada',
    language_code: 'en',
  } as never);
  home = telegram.privateChat(ada);
  lab = telegram.group({ title: 'Lab' });
  forum = telegram.group({ title: 'Forum', forum: true });
}

const now = 1_800_000_000_000;

/** What the adapter makes of updates, taken as one batch. */
function read(updates: readonly unknown[], live = false): InboundEvent[] {
  const shaped = updates.map((update) => readUpdate(structuredClone(update)));
  return toEvents(
    shaped.filter((update): update is TelegramUpdate => update !== undefined),
    {
      self: { id: telegram.bot.id, username: telegram.bot.username },
      commands: new Set(['new', 'ask']),
    },
    { now, live },
  );
}

/** What it makes of everything that happened so far, as far as that is meant for the bot. */
export function inbound(): InboundEvent[] {
  return read(telegram.pending()).filter(isMeant);
}

export function prompts(): Flat<'message'>[] {
  return flatOf(inbound(), 'message');
}
