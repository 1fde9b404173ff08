import type { Setting } from './setting.ts';
import { modelSettings } from './table/model.ts';
import { operationSettings } from './table/operation.ts';
import { platformSettings } from './table/platforms.ts';
import { toolSettings } from './table/tools.ts';
import { useSettings } from './table/use.ts';

/** Every setting there is, once. Whatever reads, checks or documents settings reads this. */
export const allSettings = {
  ...platformSettings,
  ...modelSettings,
  ...toolSettings,
  ...useSettings,
  ...operationSettings,
};

/** Name of a setting. */
export type Key = keyof typeof allSettings;

const names: ReadonlySet<string> = new Set(Object.keys(allSettings));

/** Tells whether a setting has this name. */
export function isKey(name: string): name is Key {
  return names.has(name);
}

/** All names, in the order of the table. */
export const settingKeys: readonly Key[] = [...names].filter(isKey);

/** The setting of this name, in its general form. */
export function settingOf(key: Key): Setting {
  return allSettings[key];
}
