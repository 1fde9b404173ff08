import type { Chat, User } from 'grammy/types';
import { afterEach, beforeEach } from 'vitest';
import { encodeTarget } from '../../../adapters/telegram/ids.ts';
import type { Actor, Surface, Target } from '../../../src/ports/index.ts';
import { startTelegram, type TelegramOptions, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { type Harness, harness } from './harness.ts';

/** A group in which Ada has asked something, and the adapter beside it, which is not started yet. */

export let telegram: TelegramSimulator;
export let surface: Surface;
export let adapter: Harness;
export let ada: User;
export let lab: Chat;
export let target: Target;

export const signal = new AbortController().signal;

/** Opens it, in the place of the one before. */
export async function openLab(options: TelegramOptions = {}): Promise<void> {
  await telegram?.close();
  telegram = await startTelegram(options);
  adapter = harness(telegram);
  surface = adapter.adapter.surface;
  ada = telegram.user({ first_name: 'Ada' });
  lab = telegram.group({ title: 'Lab' });
  const prompt = telegram.say(lab, ada, '/context@parley_bot');
  target = encodeTarget({ chat: lab.id }, prompt.message_id, true);
}

/** Opens one for each test of the file. */
export function openEach(): void {
  beforeEach(() => openLab());
  afterEach(async () => {
    await adapter.stop();
    await telegram.close();
  });
}

export const bot = (): User => ({ ...telegram.bot });
export const actor = ({ id, first_name: name }: User): Actor => ({ id: `telegram:${id}`, name });

/** Where only this person is told. */
export function aloneWith(user: User, from = target): Target {
  const alone = surface.privateTarget?.(from, actor(user));
  if (!alone) throw new Error('there is such a place');
  return alone;
}
