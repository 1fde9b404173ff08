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

/**
 * English texts. Other languages are checked against them. `{{name}}` marks a value; Markdown is allowed.
 * Suffixes choose among the texts of one key: `_discord` by platform, `_one` and `_other` by `{{count}}`.
 */
export const tag = 'en';
export const texts = {
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
} as const;
