import type { Config } from '../../config/index.ts';
import { openFolder } from '../../personas/folder.ts';
import type { Check, Finding, Log } from '../../ports/index.ts';
import { systemClock } from '../../util/clock.ts';

/** Checks of the operator's folder of personas. */
export function personaChecks({ personas: { folder: path } }: Pick<Config, 'personas'>, log: Log): Check[] {
  if (path === undefined) return [];
  return [{ name: 'personas', run: async () => ({ findings: await personasIn(path, log) }) }];
}

async function personasIn(path: string, log: Log): Promise<Finding[]> {
  const folder = openFolder({ path, log, clock: systemClock });
  try {
    const { length } = await folder.all();
    const problems = folder.problems().map(
      (message): Finding => ({
        state: 'warning',
        message,
        mend: 'Mend it; docs/personas.md shows how a persona is written. It holds from the next question on.',
      }),
    );
    const sound: Finding = { state: 'ok', message: `${length} ${length === 1 ? 'persona' : 'personas'} in ${path}` };
    return [...(length > 0 || problems.length === 0 ? [sound] : []), ...problems];
  } finally {
    folder.close();
  }
}
