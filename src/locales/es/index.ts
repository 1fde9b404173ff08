import type { Language } from '../languages.ts';
import { answers } from './answers.ts';
import { commands } from './commands.ts';
import { notices } from './notices.ts';

/** Spanish. */
export const tag = 'es';
export const texts: Language = { ...commands, ...answers, ...notices };
