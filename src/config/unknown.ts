import { platforms } from './platforms.ts';
import { isKey, type Key, settingKeys, settingOf } from './settings.ts';

/**
 * Finds names in an environment that were probably meant to be ours. The environment also holds everything else on the
 * machine. So a name is only suspected when it has one of our prefixes or is a slip of the pen away.
 */

/** Beginnings of names that only settings of ours have. */
const families = new RegExp(`^(${[...Object.keys(platforms), 'openai'].join('|')})_`, 'i');

/** Read by other programs (the openai package's own among them), whatever they resemble. */
const foreign =
  /^(npm_.*|PATH|HOME|HOST|LANG|PORT|PROXY|LC_.*|OPENAI_(ORG_ID|PROJECT_ID|ADMIN_KEY|WEBHOOK_SECRET|LOG))$/;

/** Names people know from elsewhere. */
const synonyms: Readonly<Record<string, Key>> = {
  OPENAI_API_BASE: 'OPENAI_BASE_URL',
  OPENAI_API_HOST: 'OPENAI_BASE_URL',
  OPENAI_KEY: 'OPENAI_API_KEY',
  OPENAI_TOKEN: 'OPENAI_API_KEY',
  OPENAI_CHAT_MODEL: 'OPENAI_MODEL',
};

/** The setting `name` was probably meant to be; undefined when it is a setting, or none of our business. */
function suspect(name: string): Key | undefined {
  if (isKey(name) || isKeyFile(name) || foreign.test(name)) return undefined;
  const upper = name.toUpperCase();
  if (isKey(upper)) return upper;
  if (Object.hasOwn(synonyms, upper)) return synonyms[upper];
  if (families.test(upper)) return nearest(upper, settingKeys);
  // A slip changes two letters at most. To compare every name with every setting costs the start 10 ms.
  const alike = settingKeys.filter(({ length }) => Math.abs(length - upper.length) <= SLIP);
  const best = nearest(upper, alike);
  return best !== undefined && distance(upper, best) <= tolerance(best) ? best : undefined;
}

/** Read by Node itself, or by Docker Compose out of the same .env. */
const ofOthers = /^(NODE_.*|NO_PROXY|no_proxy|SSL_CERT_(FILE|DIR)|TZ|UV_THREADPOOL_SIZE|COMPOSE_.*)$/;

/**
 * One sentence about a name that is no setting's; undefined where it is one, or none of our business.
 * @param inFile whether it stands in .env, where nothing but settings is expected
 */
export function misnamed(name: string, inFile: boolean): string | undefined {
  const base = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : '';
  if (isKey(base) && !isKeyFile(name)) return `${name} is no setting: only secrets can come from a file`;
  const meant = suspect(name);
  if (meant !== undefined) return `${name} is no setting; did you mean ${meant}?`;
  if (!inFile || isKey(name) || isKeyFile(name) || foreign.test(name) || ofOthers.test(name)) return undefined;
  const part = settingKeys.find((key) => name.length > 3 && key.includes(name.toUpperCase()));
  return `${name} in .env is no setting${part === undefined ? '' : `; did you mean ${part}?`}`;
}

/** Tells whether `name` is `<KEY>_FILE` of a secret. */
function isKeyFile(name: string): boolean {
  const key = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : '';
  return isKey(key) && settingOf(key).secret === true;
}

/** Most letters of a slip of the pen. */
const SLIP = 2;

/** Short names are near too much; TOP_P must be exact. */
function tolerance(key: string): number {
  if (key.length < 6) return 0;
  return key.length < 9 ? 1 : SLIP;
}

/** Most words in common first, then fewest letters to change. */
function nearest(name: string, keys: readonly Key[]): Key | undefined {
  const words = name.split('_');
  const ranked = keys
    .map((key) => ({
      key,
      common: key.split('_').filter((word) => words.includes(word)).length,
      changes: distance(name, key),
    }))
    .sort((a, b) =>
      a.changes <= SLIP || b.changes <= SLIP ? a.changes - b.changes : b.common - a.common || a.changes - b.changes,
    );
  return ranked[0]?.key;
}

/** Levenshtein distance: letters to insert, remove or replace. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
