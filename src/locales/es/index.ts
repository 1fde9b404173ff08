import type { Language } from '../languages.ts';
import { answers } from './answers.ts';
import { batch } from './batch.ts';
import { commands } from './commands.ts';
import { knowledge } from './knowledge.ts';
import { notices } from './notices.ts';
import { people } from './people.ts';
import { personas } from './personas.ts';
import { privacy } from './privacy.ts';
import { schedule } from './schedule.ts';
import { tools } from './tools.ts';

/** Spanish. */
export const tag = 'es';
export const texts: Language = {
  ...commands,
  ...answers,
  ...notices,
  ...privacy,
  ...knowledge,
  ...batch,
  ...people,
  ...personas,
  ...schedule,
  ...tools,
};
