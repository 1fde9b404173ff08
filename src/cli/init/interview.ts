import type { Config } from '../../config/index.ts';
import type { Introduction } from '../../ports/index.ts';
import type { Fault } from '../../util/errors.ts';
import type { Ask } from './ask.ts';
import type { Draft } from './draft.ts';
import { askModel } from './model.ts';
import { askLanguage, askPeople } from './people.ts';
import { askPlatforms, type Bot } from './platforms.ts';

/** Questions that lead from nothing to a bot that answers. Nothing is written before the last of them is answered. */

export interface Interview {
  ask: Ask;
  draft: Draft;
  looks: Looks;
  /** Keeps what cannot be checked where nobody can be asked. */
  unchecked: boolean;
}

/** Looks at services, each within a short time. They reject with Faults. */
export interface Looks {
  introduce(platform: string, config: Config): Promise<Introduction>;
  models(service: { baseUrl: string; key?: string | undefined }): Promise<string[]>;
  /** Finds servers of models on this machine. */
  nearby(): Promise<readonly Nearby[]>;
}

export interface Nearby {
  title: string;
  baseUrl: string;
  models: readonly string[];
}

/** @param isNew whether there is no .env yet: another one is only completed */
export async function interview(parts: Interview, isNew: boolean): Promise<readonly Bot[]> {
  const bots = await askPlatforms(parts);
  await askModel(parts);
  if (isNew) {
    await askLanguage(parts);
    await askPeople(parts);
  }
  return bots;
}

/** One sentence about a failed look, for whoever sets up the bot. */
export function sentenceOf({ message, facts }: Fault, advice = facts.advice): string {
  const said = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
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
