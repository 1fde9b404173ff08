import { openGrants } from '../../admission/grants.ts';
import { ruleProblems } from '../../commands/rule-problems.ts';
import type { ConfigSurvey, EnvFile } from '../../config/index.ts';
import type { Check, Finding } from '../../ports/index.ts';
import type { Look } from '../../storage/sqlite/look.ts';
import { systemClock } from '../../util/clock.ts';
import { asFinding } from './checks.ts';
import { fileRights } from './file-rights.ts';
import type { Store } from './storage.ts';

/** Checks of the settings, and of who may use the bot by them. */
export function settingsChecks(
  { config, problems, platform }: ConfigSurvey,
  file: EnvFile,
  store: Pick<Store, 'look' | 'failure'> = {},
): Check[] {
  const isKnown = config.access.mode === 'open' || !store.failure;
  return [
    {
      name: 'settings',
      run: async () => ({ findings: settings([...problems, ...ruleProblems(config.access.commands)], platform, file) }),
    },
    ...(file.found ? [{ name: 'settings.file', run: async () => ({ findings: fileRights('.env') }) }] : []),
    ...(platform && isKnown
      ? [{ name: 'access', run: async () => ({ findings: [await access(config.access, store.look)] }) }]
      : []),
  ];
}

function settings(problems: readonly string[], platform: boolean, file: EnvFile): Finding[] {
  const mend = `Correct it in ${file.found ? '.env or in ' : ''}the environment; docs/configuration.md explains every setting.`;
  const { unreadable } = file;
  const unread = unreadable ? [asFinding(unreadable)] : [];
  const wrong = [...unread, ...problems.map((message): Finding => ({ state: 'error', message, mend }))];
  const none: Finding = {
    state: 'error',
    message: 'There is no platform to speak on: no token is set',
    mend: `Run npm run init, or put a token into .env${file.found ? '' : ' (cp .env.example .env)'}.`,
  };
  const all = [...wrong, ...(platform ? [] : [none])];
  return all.length > 0
    ? all
    : [
        {
          state: 'ok',
          message: file.found ? '.env and the environment are sound' : 'The environment is sound; there is no .env',
        },
      ];
}

/** Looks whether anybody may use the bot. */
async function access(
  { mode, users, chats, owners }: ConfigSurvey['config']['access'],
  look: Look | undefined,
): Promise<Finding> {
  if (mode === 'open') return { state: 'ok', message: 'Everybody who finds the bot may use it (ACCESS=open)' };
  const documents = {
    getMany: async () => [undefined],
    ...look?.documents,
    compareAndSet: async () => false,
    quarantine: async () => undefined,
  };
  const granted = (await openGrants(documents, systemClock)).list().length;
  const known = users.length + chats.length + owners.length + granted;
  if (known > 0)
    return { state: 'ok', message: `${known} ${known === 1 ? 'person or chat is' : 'people and chats are'} allowed` };
  return {
    state: 'note',
    message: 'Nobody may use the bot yet',
    mend: 'Send it the code that the start shows, or put your id into OWNERS: it tells you your id when you write to it.',
  };
}
