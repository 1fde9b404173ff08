import type { Interview } from './interview-parts.ts';
import { askModel } from './model.ts';
import { askLanguage, askPeople } from './people.ts';
import { askPlatforms, type Bot } from './platforms.ts';

/**
 * Asks the questions that lead from nothing to a bot that answers. Nothing is written before the last of them is answered.
 *
 * @param isNew whether there is no .env yet: another one is only completed
 */
export async function interview(parts: Interview, isNew: boolean): Promise<readonly Bot[]> {
  const bots = await askPlatforms(parts);
  await askModel(parts);
  if (isNew) {
    await askLanguage(parts);
    await askPeople(parts);
  }
  return bots;
}
