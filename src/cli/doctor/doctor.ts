import { constants, existsSync } from 'node:fs';
import { addressesOf } from '../../config/addresses.ts';
import { type Config, type ConfigSurvey, surveyConfig } from '../../config/index.ts';
import type { Check, Finding, Log } from '../../ports/index.ts';
import { isInUse, type Look, lookInto } from '../../storage/sqlite/look.ts';
import { isFault } from '../../util/errors.ts';
import { createLog } from '../../util/log.ts';
import { loadNamed } from '../../util/named-files.ts';
import { goThroughProxy } from '../through-proxy.ts';
import type { Run, Surroundings } from '../verb.ts';
import { asFinding, runChecks } from './checks.ts';
import { type Kept, readKept } from './kept.ts';
import { machineChecks } from './machine.ts';
import { mcpChecks } from './mcp.ts';
import { networkChecks } from './network.ts';
import { knowledgeChecks, personaChecks } from './personas.ts';
import { inJson, inWords, isWell } from './report.ts';
import { searchChecks } from './search.ts';
import { settingsChecks } from './settings.ts';
import { may, type Store, storageChecks } from './storage.ts';

/** Looks at everything that can keep the bot from working, and changes nothing. The exit code is 1 where something does. */
export const run: Run = async ([asked], { env, file, options, printer }) => {
  const survey = surveyConfig(env, file);
  const { config } = survey;
  printer.configure({ ...config.log, secrets: config.secrets });
  // What the rooms would log is found anyway.
  const log = createLog({ level: 'silent', format: 'json' });
  const store = survey.isSound('STORAGE_URL') ? await openStore(config) : undefined;
  try {
    const storage = store ? storageChecks(store) : { quick: [], content: [] };
    const outside = await outsideChecks(survey, { store, asked: asked === 'model', env, log });
    const checks = [
      ...settingsChecks(survey, file, store),
      ...personaChecks(config, log),
      ...knowledgeChecks(config, log),
      ...(survey.isSound('MCP_SERVERS') ? mcpChecks(config, log) : []),
      ...outside,
      ...storage.quick,
    ];
    const results = [...(await runChecks(checks)), ...(await runChecks(storage.content))];
    printer.result(
      options['json'] ? inJson(results) : inWords(results, asked === undefined && survey.platform ? HINT : ''),
    );
    return isWell(results) ? 0 : 1;
  } finally {
    store?.look?.close();
  }
};

const HINT = 'The models were not asked anything; "npm run doctor -- model" does, which costs a little.';

interface Outside extends Pick<Surroundings, 'env'> {
  store: (Store & { kept?: Kept }) | undefined;
  asked: boolean;
  log: Log;
}

/** Checks of what lies outside. Through a proxy that is not understood nothing is asked: without it, it would be asked openly. */
async function outsideChecks(
  { config, isSound, platform }: ConfigSurvey,
  { store, asked, env, log }: Outside,
): Promise<Check[]> {
  const running = store?.running ?? false;
  const network = networkChecks(config, running, log);
  if (!isSound('PROXY_URL')) return [...machineChecks({ services: [] }), ...network];
  await goThroughProxy(config, env);
  const { store: _, proxy: __, http: ___, fallbacks: ____, ...services } = addressesOf(config);
  const kept = store?.kept ?? (await readKept(config));
  const { adapterChecks } = await loadNamed('.ts', () => import('../../composition/adapters.ts'));
  const installation = (surface: string) => ({
    running,
    places: kept.places.filter(({ id }) => id.startsWith(`${surface}:`)),
  });
  const models = ['OPENAI_BASE_URL', 'OPENAI_API_KEY', 'OPENAI_FALLBACK_MODELS', 'OPENAI_FALLBACK_KEYS'] as const;
  return [
    ...(await adapterChecks(config, installation)),
    ...(platform && models.every(isSound) ? await checksOfModels(config, kept, asked, log) : []),
    ...(isSound('SEARCH_URL') ? searchChecks(config, asked, log) : []),
    ...machineChecks({ services: platform ? Object.values(services) : [] }),
    ...network,
  ];
}

async function checksOfModels(config: Config, kept: Kept, asked: boolean, log: Log): Promise<Check[]> {
  const room = await loadNamed('.ts', () => import('./model.ts'));
  return room.checksOfModels(config, kept, asked, log);
}

/** Opens the database for a look, and reads what checks go by. That it cannot be read is a finding. */
async function openStore(config: Config): Promise<Store & { kept?: Kept }> {
  const { path } = config.storage;
  if (path === ':memory:' || !existsSync(path)) return { path, running: false };
  const failure: Finding = {
    state: 'error',
    message: `This account cannot read the database ${path}`,
    mend: 'Look as the account that runs the bot; if this is the one, give it the file (chown).',
  };
  if (!may(path, constants.R_OK)) return { path, running: false, failure };
  let running = false;
  let look: Look | undefined;
  try {
    running = isInUse(path);
    look = lookInto(path);
    return { path, running, look, kept: await readKept(config, look) };
  } catch (error) {
    look?.close();
    return { path, running, failure: isFault(error) ? asFinding(error) : failure };
  }
}
