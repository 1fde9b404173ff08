import { readdir } from 'node:fs/promises';
import type { Config } from '../../config/index.ts';
import { fileOf } from '../../knowledge/folder.ts';
import { openFolder } from '../../personas/folder.ts';
import type { Check, Finding, Log } from '../../ports/index.ts';
import { systemClock } from '../../util/clock.ts';
import { codeOf } from '../../util/errors.ts';

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

/** Check of the operator's folder of knowledge, and of what the operator's personas name of it. */
export function knowledgeChecks(
  { model: { knowledge: path }, personas: { folder } }: Pick<Config, 'model' | 'personas'>,
  log: Log,
): Check[] {
  if (path === undefined && folder === undefined) return [];
  return [
    {
      name: 'knowledge',
      run: async () => {
        const names = folder === undefined ? [] : await documentsNamed(folder, log);
        if (path === undefined && names.length === 0) return { findings: [] };
        return { findings: [await knowledgeIn(path, names)] };
      },
    },
  ];
}

async function documentsNamed(path: string, log: Log): Promise<string[]> {
  const folder = openFolder({ path, log, clock: systemClock });
  try {
    return [...new Set((await folder.all()).flatMap(({ documents = [] }) => documents))];
  } finally {
    folder.close();
  }
}

/** Most names in one finding. */
const MOST_NAMES = 10;

async function knowledgeIn(path: string | undefined, names: readonly string[]): Promise<Finding> {
  if (path === undefined)
    return {
      state: 'warning',
      message: 'Personas name documents, but there is no folder that has them',
      mend: 'Set KNOWLEDGE_DIR to the folder.',
    };
  try {
    await readdir(path);
  } catch (error) {
    const code = codeOf(error);
    return {
      state: 'warning',
      message: `The folder of documents cannot be read${code === undefined ? '' : ` (${code})`}`,
      mend: 'Correct KNOWLEDGE_DIR, or let the account of the bot read the folder.',
    };
  }
  const found = await Promise.all(names.map((name) => fileOf(path, name)));
  const missing = names.filter((_, at) => !found[at]);
  if (missing.length === 0)
    return { state: 'ok', message: `${names.length} ${names.length === 1 ? 'document is' : 'documents are'} named` };
  const shown = [...missing.slice(0, MOST_NAMES), ...(missing.length > MOST_NAMES ? ['…'] : [])].join(', ');
  return {
    state: 'warning',
    message: `Personas name documents that are not in KNOWLEDGE_DIR: ${shown}`,
    mend: 'Put them right into the folder, or correct the names in the personas.',
  };
}
