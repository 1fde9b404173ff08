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
  // A proxy's password may be shown without the rest of the address.
  const addresses = settingKeys.filter((key) => settingOf(key).type === 'url').map(textOf);
  return [...whole, ...addresses.flatMap(passwordsOf)].filter((secret) => secret !== '');
}

function passwordsOf(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { password } = new URL(address);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
