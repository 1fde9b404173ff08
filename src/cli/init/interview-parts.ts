import type { Fault } from '../../util/errors.ts';
import { capitalized } from '../../util/text.ts';
import type { Ask } from './ask.ts';
import type { Draft } from './draft.ts';
import type { Looks } from './looks.ts';

/** Things that every question of the interview works with. */
export interface Interview {
  ask: Ask;
  draft: Draft;
  looks: Looks;
  /** Keeps what cannot be checked where nobody can be asked. */
  unchecked: boolean;
}

/** One sentence about a failed look, for whoever sets up the bot. */
export function sentenceOf({ message, facts }: Fault, advice = facts.advice): string {
  const said = `${capitalized(message)}.`;
  return advice === undefined ? said : `${said} ${advice}`;
}

/** Asks what is to become of an answer that could not be checked. */
export async function askUnchecked({ ask, unchecked }: Interview, why: string): Promise<'again' | 'keep' | 'other'> {
  const question = { text: why, option: '--unchecked', ...(unchecked ? { usual: 'keep' } : {}) };
  const next = await ask.choose(question, [
    { value: 'again', label: 'Try again' },
    { value: 'keep', label: 'Keep it unchecked', hint: 'the start will tell what is wrong with it' },
    { value: 'other', label: 'Give another answer' },
  ]);
  return next === 'keep' || next === 'other' ? next : 'again';
}
