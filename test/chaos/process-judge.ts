import { holdNoSecrets, type StandIns } from '../support/stand-ins.ts';
import type { Child } from './child.ts';
import type { Violation } from './judge.ts';

/** What a process may not do, whatever becomes of the turns. */

/** What it printed, and how long it held its event loop. */
export function ofProcess({ spilled, longTurns }: Child): Violation[] {
  return [
    ...[...spilled].map((name): Violation => ({ kind: 'secret', what: `the bot printed a ${name}` })),
    ...longTurns.map(({ ms, loaded }): Violation => {
      const beside = loaded.length > 0 ? `, loading ${loaded.join(', ')}` : '';
      return { kind: 'frozen', what: `a turn of the event loop took ${ms} ms of processor time${beside}` };
    }),
  ];
}

/** Secrets in the chats, in what the model was asked, or in the store. */
export function secretsIn(at: Pick<StandIns, 'telegram' | 'discord' | 'openai' | 'folder'>): Violation[] {
  try {
    holdNoSecrets(at);
    return [];
  } catch (error) {
    return [{ kind: 'secret', what: error instanceof Error ? error.message : String(error) }];
  }
}
