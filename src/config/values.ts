import type { Who } from '../ports/index.ts';
import { isId } from './platforms.ts';
import type { Setting, SettingType } from './setting.ts';
import type { allSettings } from './settings.ts';

/** Place of the database. `path` is a file's, or `:memory:`. */
export interface StorageLocation {
  kind: 'sqlite';
  path: string;
}

interface TypedValues {
  text: string;
  url: string;
  flag: boolean;
  whole: number;
  number: number;
  choice: string;
  names: readonly string[];
  people: readonly string[];
  places: readonly string[];
  rules: readonly { command: string; who: Who; scope?: string }[];
  locale: string;
  storage: StorageLocation;
}

type Settings = typeof allSettings;
type Typed<S> = S extends { choices: readonly (infer C)[] }
  ? C
  : S extends { type: infer T extends SettingType }
    ? TypedValues[T]
    : never;

/** Every setting's value; undefined where nothing is set and there is no default. */
export type Values = {
  [K in keyof Settings]: Settings[K] extends { default: string } ? Typed<Settings[K]> : Typed<Settings[K]> | undefined;
};

/** Result of reading a text. Each problem is the end of a sentence that starts with the key. */
export type SettingReading = { value: unknown } | { problems: string[] };

/** Reads a setting's text. Never puts a secret's value into a problem. */
export function readValue(setting: Setting, text: string): SettingReading {
  return readers[setting.type](text, setting);
}

type Reader = (text: string, setting: Setting) => SettingReading;

const readers: Readonly<Record<SettingType, Reader>> = {
  text: (text, setting) => (setting.pattern?.test(text) === false ? refuse(text, setting) : { value: text }),
  url: readUrl,
  flag: (text, setting) => {
    if (/^(true|yes|on|1)$/i.test(text)) return { value: true };
    return /^(false|no|off|0)$/i.test(text) ? { value: false } : refuse(text, setting);
  },
  whole: (text, setting) => (/^\d{1,15}$/.test(text) ? within(text, setting) : refuse(text, setting)),
  number: (text, setting) => (/^(\d{1,15}(\.\d+)?|\.\d+)$/.test(text) ? within(text, setting) : refuse(text, setting)),
  choice: (text, setting) => {
    const choice = setting.choices?.find((each) => each === text.toLowerCase());
    return choice === undefined ? refuse(text, setting) : { value: choice };
  },
  names: (text) => ({ value: namesIn(text) }),
  people: (text, setting) => readIds(text, setting, 'person'),
  places: (text, setting) => readIds(text, setting, 'chat'),
  rules: readRules,
  locale: (text, setting) => {
    try {
      const [tag] = Intl.getCanonicalLocales(text);
      return tag === undefined ? refuse(text, setting) : { value: tag };
    } catch {
      return refuse(text, setting);
    }
  },
  storage: readStorage,
};

function refuse(text: string, setting: Setting): SettingReading {
  return { problems: [`${got(text, setting)}; expected ${setting.form}`] };
}

function got(text: string, setting: Setting): string {
  if (setting.secret) return 'has a value of another form';
  // A password in an address is a secret, whatever the setting.
  const shown = text.replace(/\/\/[\s\S]*@/, '//…@');
  return `is ${JSON.stringify(shown.length > 60 ? `${shown.slice(0, 60)}…` : shown)}`;
}

function within(text: string, setting: Setting): SettingReading {
  const value = Number(text);
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = setting;
  return value >= min && value <= max ? { value } : refuse(text, setting);
}

function readUrl(text: string, setting: Setting): SettingReading {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return refuse(text, setting);
  return { value: text.replace(/\/+$/, '') };
}

function readIds(text: string, setting: Setting, kind: 'person' | 'chat'): SettingReading {
  const ids = new Set(text.split(/[\s,]+/).filter((id) => id !== ''));
  const problems = [...ids]
    .filter((id) => !isId(id, kind))
    .map((id) =>
      kind === 'person' && isId(id, 'chat')
        ? `has ${JSON.stringify(id)}, which is a chat and no person; name it in ALLOWED_CHATS`
        : `has ${JSON.stringify(id.slice(0, 60))}; expected ${setting.form}`,
    );
  return problems.length > 0 ? { problems } : { value: [...ids] };
}

/** Reads `image=moderator, settings.effort=owner@<chat>`. */
function readRules(text: string, setting: Setting): SettingReading {
  const rules = text.split(/[\s,]+/).filter((rule) => rule !== '');
  const read = rules.map((rule) => {
    const [, command = '', named = '', scope] = RULE.exec(rule) ?? [];
    const who = ranks.find((each) => each === named);
    if (!who || (scope !== undefined && !isId(scope, 'chat'))) return undefined;
    return { command, who, ...(scope === undefined ? {} : { scope }) };
  });
  const wrong = rules.filter((_, at) => !read[at]);
  if (wrong.length === 0) return { value: read };
  return { problems: wrong.map((rule) => `has ${JSON.stringify(rule.slice(0, 60))}; expected ${setting.form}`) };
}

const RULE = /^\/?([a-z0-9_]{1,32}(?:\.[a-z0-9_]{1,32})?)=([a-z]+)(?:@(.+))?$/;

const ranks: readonly Who[] = ['anybody', 'moderator', 'owner', 'nobody'];

function readStorage(text: string, setting: Setting): SettingReading {
  const path = /^sqlite:\/\/(.+)$/.exec(text)?.[1];
  if (path !== undefined) {
    const location: StorageLocation = { kind: 'sqlite', path };
    return { value: location };
  }
  const scheme = /^(redis|rediss|valkey|postgres|postgresql|mysql):/.exec(text)?.[1];
  if (scheme === undefined) return refuse(text, setting);
  return { problems: [`is a ${scheme}: address, which is not supported yet; expected ${setting.form}`] };
}

function namesIn(text: string): string[] {
  return [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
}
