import { settingKeys, settingOf } from './settings.ts';

/**
 * Collects what a log must black out: every secret, and every password in an address, as it is written and as it is meant.
 * @param values settings by name, checked or as they stand in the environment
 */
export function secretsOf(values: Readonly<Record<string, unknown>>): string[] {
  const textOf = (key: string) => {
    const value = values[key];
    return typeof value === 'string' ? value.trim() : '';
  };
  const whole = settingKeys.filter((key) => settingOf(key).secret).map(textOf);
  // A part of an address may be shown without the rest of it.
  const addresses = settingKeys.filter((key) => ['url', 'storage'].includes(settingOf(key).type)).map(textOf);
  return [...whole, ...addresses.flatMap(secretsIn)].filter((secret) => secret !== '');
}

/** Names of what an address asks with, where that is a secret. */
const SECRET_PARAMETER = /key|token|secret|sig|pass|auth|code/i;

/** User and password of an address as they are written and as they are meant, alone and together, and keys in its query. */
function secretsIn(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { username, password, searchParams } = new URL(address);
  const keys = [...searchParams].flatMap(([name, value]) => (SECRET_PARAMETER.test(name) ? [value] : []));
  // Alone, a user's name is a secret only where it stands in the place of one.
  const parts = password === '' ? [username] : [password, `${username}:${password}`];
  return [...parts, ...parts.map(meant), ...keys];
}

function meant(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
