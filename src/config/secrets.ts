import { entriesIn, type SettingType } from './setting.ts';
import { settingKeys, settingOf } from './settings.ts';
import type { FallbackModel, HostKey } from './values.ts';

/**
 * Collects what a log must black out: every secret, and every password in an address, as it is written and as it is meant.
 * @param values settings by name, checked or as they stand in the environment
 */
export function secretsOf(values: Readonly<Record<string, unknown>>): string[] {
  const textOf = (key: string) => {
    const value = values[key];
    return typeof value === 'string' ? value.trim() : '';
  };
  const ofType = (...types: SettingType[]) => settingKeys.filter((key) => types.includes(settingOf(key).type));
  const whole = [
    ...settingKeys.filter((key) => settingOf(key).secret).map(textOf),
    ...ofType('secrets').flatMap((key) => secretsOfList(values[key])),
    ...ofType('keys').flatMap((key) => keysIn(values[key])),
  ];
  // A part of an address may be shown without the rest of it.
  const addresses = [
    ...ofType('url', 'storage').map(textOf),
    ...ofType('links').flatMap((key) => addressesIn(values[key])),
  ];
  return [...whole, ...addresses.flatMap(secretsIn)].filter((secret) => secret !== '');
}

/** Keys of a list, read already or as it is written. */
function keysIn(list: unknown): string[] {
  if (typeof list === 'string') return entriesIn(list).map((entry) => entry.slice(entry.indexOf('=') + 1));
  return Array.isArray(list) ? list.map(({ key }: HostKey) => key) : [];
}

function secretsOfList(list: unknown): string[] {
  return typeof list === 'string' ? entriesIn(list) : Array.isArray(list) ? list.map(String) : [];
}

/** Addresses of a list of models, read already or as it is written. */
function addressesIn(list: unknown): string[] {
  if (typeof list === 'string') return entriesIn(list).map((link) => link.slice(link.search(/@https?:/) + 1));
  return Array.isArray(list) ? list.flatMap(({ baseUrl }: FallbackModel) => baseUrl ?? []) : [];
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
