import { existsSync } from 'node:fs';
import { addressesOf } from '../../config/addresses.ts';
import { type ConfigSurvey, surveyConfig } from '../../config/index.ts';
import type { Check, Finding, Log } from '../../ports/index.ts';
import { isInUse, type Look, lookInto } from '../../storage/sqlite/look.ts';
import { isFault } from '../../util/errors.ts';
import { createLog } from '../../util/log.ts';
import { loadNamed } from '../../util/named-files.ts';
import type { Run, Surroundings } from '../verbs.ts';
import { asFinding, runChecks } from './checks.ts';
import { knownPlaces } from './known-places.ts';
import { machineChecks } from './machine.ts';
import { networkChecks } from './network.ts';
import { inJson, inWords, isWell } from './report.ts';
import { settingsChecks } from './settings.ts';
import { type Store, storageChecks } from './storage.ts';

/** Looks at everything that can keep the bot from working, and changes nothing. The exit code is 1 where something does. */
export const run: Run = async ([asked], { env, file, options, printer }) => {
  const survey = surveyConfig(env, file);
  const { config } = survey;
  printer.configure({ ...config.log, secrets: config.secrets });
  // What the rooms would log is found anyway.
  const log = createLog({ level: 'silent', format: 'json' });
  const store = survey.isSound('STORAGE_URL') ? openStore(config.storage.path) : undefined;
  try {
    const storage = store ? storageChecks(store) : { quick: [], content: [] };
    const outside = await outsideChecks(survey, { store, asked: asked === 'model', env, log });
    const checks = [...settingsChecks(survey, file, store?.look), ...outside, ...storage.quick];
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
  store: Store | undefined;
  asked: boolean;
  log: Log;
}

/** Checks of what lies outside. Through a proxy that is not understood nothing is asked: without it, it would be asked openly. */
async function outsideChecks(
  { config, isSound, platform }: ConfigSurvey,
  { store, asked, env, log }: Outside,
): Promise<Check[]> {
  const { look, running = false } = store ?? {};
  const network = networkChecks(config, running, log);
  if (!isSound('PROXY_URL')) return [...machineChecks({ services: [] }), ...network];
  if (config.proxyUrl) {
    const { useProxy } = await import('../../util/proxy.ts');
    useProxy(config.proxyUrl, env['NO_PROXY']);
  }
  const { store: _, proxy: __, http: ___, fallbacks: ____, ...services } = addressesOf(config);
  const places = await knownPlaces(config, look);
  const { adapterChecks } = await loadNamed('.ts', () => import('../../adapters.ts'));
  const installation = (surface: string) => ({
    running,
    places: places.filter(({ id }) => id.startsWith(`${surface}:`)),
  });
  const models = ['OPENAI_BASE_URL', 'OPENAI_API_KEY', 'OPENAI_FALLBACK_MODELS', 'OPENAI_FALLBACK_KEYS'] as const;
  return [
    ...(await adapterChecks(config, installation)),
    ...(platform && models.every(isSound) ? await checksOfModels(config, look, asked, log) : []),
    ...machineChecks({ services: platform ? Object.values(services) : [] }),
    ...network,
  ];
}

async function checksOfModels(...given: Parameters<typeof import('./model.ts').checksOfModels>): Promise<Check[]> {
  const room = await loadNamed('.ts', () => import('./model.ts'));
  return room.checksOfModels(...given);
}

/** Opens the database for a look. That it cannot be read is a finding. */
function openStore(path: string): Store {
  if (path === ':memory:' || !existsSync(path)) return { path, running: false };
  const failure: Finding = { state: 'error', message: `The database ${path} cannot be read` };
  let running = false;
  let look: Look | undefined;
  try {
    running = isInUse(path);
    look = lookInto(path);
    return { path, running, look };
  } catch (error) {
    return { path, running, failure: isFault(error) ? asFinding(error) : failure };
  }
}
