import { enablers } from '../../config/platforms.ts';
import { isOpenAi } from '../../model/official.ts';
import { Fault } from '../../util/errors.ts';
import { readSecretFile } from '../env-file.ts';
import type { Surroundings } from '../verb.ts';
import { type Draft, formsOf } from './draft.ts';
import { answers, askedSettings } from './options.ts';

/**
 * Collects the answers that are there before anything is asked: of the environment under the names that they have there, and of
 * options.
 * @throws Fault('config') for what .env has already, or what cannot be read
 */
export function givenBy({ env, file, options }: Pick<Surroundings, 'env' | 'file' | 'options'>): Map<string, string> {
  const given = new Map<string, string>();
  for (const name of askedSettings.flatMap(formsOf)) {
    const value = env[name]?.trim();
    if (value && !file.names.includes(name)) given.set(name, value);
  }
  const by = new Map<string, string>();
  for (const [option, { setting, fromFile }] of answers) {
    const value = options[option];
    if (typeof value !== 'string') continue;
    const forms = formsOf(setting);
    if (forms.some((form) => file.names.includes(form))) {
      const advice = 'Change it there, or take that line out.';
      throw new Fault('config', `--${option}: ${setting} is in .env already, and stays as it is`, { advice });
    }
    if (by.has(setting)) throw new Fault('config', `--${by.get(setting)} and --${option} give the same setting`);
    by.set(setting, option);
    for (const form of forms) given.delete(form);
    given.set(setting, (fromFile ? readSecretFile(value) : value).trim());
  }
  return given;
}

/**
 * Looks for what is missing where nobody can be asked.
 * @throws Fault('config') that names all of it
 */
export function refuseMissing(draft: Draft): void {
  const { keys, baseUrl } = draft.config().openai;
  const missing = [
    ...(enablers.some((name) => draft.has(name)) ? [] : [`a bot's token (${enablers.join(' or ')})`]),
    ...(keys.length > 0 || !isOpenAi(baseUrl)
      ? []
      : ['a model (OPENAI_API_KEY, or OPENAI_BASE_URL of another server)']),
  ];
  if (missing.length === 0) return;
  throw new Fault('config', `Nobody can be asked here, so init needs ${missing.join(' and ')} in the environment`, {
    advice: 'Nothing was written. There are options, too: "npm run init -- --help".',
  });
}
