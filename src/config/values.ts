import { type Who, whoSchema } from '../ports/index.ts';
import { isContact, isId } from './platforms.ts';
import { entriesIn, type Setting, type SettingType } from './setting.ts';
import type { allSettings } from './settings.ts';

/** Place of the database. `path` is a file's, or `:memory:`. */
export interface StorageLocation {
  kind: 'sqlite';
  path: string;
}

/** Model to fall back on. */
export interface FallbackModel {
  model: string;
  /** Address of the service that has it; that of all models when absent. */
  baseUrl?: string;
}

/** Key of a service, by the host of its address (with a port, where the address has one). */
export interface HostKey {
  host: string;
  key: string;
}

/** Rule for a command, or an option of it; `scope` is an id as in ALLOWED_CHATS, absent for everywhere. */
export interface CommandRule {
  command: string;
  who: Who;
  scope?: string;
}

/** Hosts of the web, each with its subdomains. */
export interface Hosts {
  /** Only these, where there are any. */
  only: readonly string[];
  never: readonly string[];
}

/** Mention of who takes over at a place: a platform by its name, or a chat by its id. */
export interface Contact {
  place: string;
  mention: string;
}

interface TypedValues {
  text: string;
  url: string;
  flag: boolean;
  whole: number;
  number: number;
  choice: string;
  names: readonly string[];
  links: readonly FallbackModel[];
  keys: readonly HostKey[];
  secrets: readonly string[];
  people: readonly string[];
  places: readonly string[];
  rules: readonly CommandRule[];
  hosts: Hosts;
  contacts: readonly Contact[];
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
  links: readLinks,
  keys: readKeys,
  secrets: readSecrets,
  people: (text, setting) => readIds(text, setting, 'person'),
  places: (text, setting) => readIds(text, setting, 'chat'),
  rules: readRules,
  hosts: readHosts,
  contacts: readContacts,
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
  return setting.secret ? 'has a value of another form' : `is ${shown(text)}`;
}

/** Quotes a value. A password in an address is a secret, whatever the setting. */
function shown(text: string): string {
  const open = text.replace(/\/\/[\s\S]*@/, '//…@');
  return JSON.stringify(open.length > 60 ? `${open.slice(0, 60)}…` : open);
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
  const ids = new Set(entriesIn(text));
  const problems = [...ids]
    .filter((id) => !isId(id, kind))
    .map((id) =>
      kind === 'person' && isId(id, 'chat')
        ? `has ${JSON.stringify(id)}, which is a chat and no person; name it in ALLOWED_CHATS`
        : `has ${JSON.stringify(id.slice(0, 60))}; expected ${setting.form}`,
    );
  return problems.length > 0 ? { problems } : { value: [...ids] };
}

/** Reads `model, model@https://host/v1`. Names of models can begin with an @. */
function readLinks(text: string, setting: Setting): SettingReading {
  const links = entriesIn(text);
  const read = links.map((link) => {
    const [, model = '', address] = LINK.exec(link) ?? [];
    if (model === '' || model.includes('://')) return undefined;
    if (address === undefined) return { model };
    const isAddress = URL.canParse(address) && new URL(address).hostname !== '';
    return isAddress ? { model, baseUrl: address.replace(/\/+$/, '') } : undefined;
  });
  const wrong = links.filter((_, at) => !read[at]);
  if (wrong.length === 0) return { value: read };
  // A blank in a password parts it from the sign behind it, by which `shown` would know it.
  const open = wrong.map((link) => link.replace(/\/\/[\s\S]*/, '//…'));
  return { problems: open.map((link) => `has ${shown(link)}; expected ${setting.form}`) };
}

const LINK = /^(\S+?)(?:@(https?:\/\/\S+))?$/;

/** Reads `host=key, host:8080=key`. */
function readKeys(text: string, setting: Setting): SettingReading {
  const read = entriesIn(text).map((entry) => HOST_KEY.exec(entry));
  const keys = read.flatMap((found) => {
    const [, host, key] = found ?? [];
    return host === undefined || key === undefined ? [] : [{ host: host.toLowerCase(), key }];
  });
  return keys.length === read.length ? { value: keys } : refuse(text, setting);
}

/** Reads `key, key`, or a key a line, as a file may have them. */
function readSecrets(text: string, setting: Setting): SettingReading {
  const keys = text
    .split(/[,\n]/)
    .map((key) => key.trim())
    .filter((key) => key !== '');
  const sound = keys.length > 0 && keys.every((key) => /^[!-~]+$/.test(key));
  return sound ? { value: [...new Set(keys)] } : refuse(text, setting);
}

const HOST_KEY = /^([a-z0-9.-]+(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?)=(\S+)$/i;

/** Reads `image=moderator, settings.effort=owner@<chat>`. */
function readRules(text: string, setting: Setting): SettingReading {
  const rules = entriesIn(text);
  const read = rules.map((rule) => {
    const [, command = '', named = '', scope] = RULE.exec(rule) ?? [];
    const who = whoSchema.options.find((each) => each === named);
    if (!who || (scope !== undefined && !isId(scope, 'chat'))) return undefined;
    return { command, who, ...(scope === undefined ? {} : { scope }) };
  });
  const wrong = rules.filter((_, at) => !read[at]);
  if (wrong.length === 0) return { value: read };
  return { problems: wrong.map((rule) => `has ${JSON.stringify(rule.slice(0, 60))}; expected ${setting.form}`) };
}

const RULE = /^\/?([a-z0-9_]{1,32}(?:\.[a-z0-9_]{1,32})?)=([a-z]+)(?:@(.+))?$/;

/** Reads `example.com, -docs.example.com`. Names are as addresses have them, whatever their letters. */
function readHosts(text: string, setting: Setting): SettingReading {
  const [only, never]: [string[], string[]] = [[], []];
  for (const entry of entriesIn(text)) {
    const name = entry.replace(/^-/, '');
    const host = /[/@?#\\:]/.test(name) || !URL.canParse(`http://${name}`) ? '' : new URL(`http://${name}`).hostname;
    if (host === '') return { problems: [`has ${JSON.stringify(entry.slice(0, 60))}; expected ${setting.form}`] };
    (name === entry ? only : never).push(host);
  }
  return { value: { only, never } };
}

/** Reads `place=mention, place=mention`, or one a line. A name in a mention can have blanks. */
function readContacts(text: string, setting: Setting): SettingReading {
  const contacts = namesIn(text.replaceAll('\n', ',')).map((entry): Contact => {
    const at = entry.indexOf('=');
    return { place: entry.slice(0, Math.max(0, at)).trim(), mention: entry.slice(at + 1).trim() };
  });
  const isSound = contacts.every(({ place, mention }) => isContact(place, mention));
  return isSound ? { value: contacts } : refuse(text, setting);
}

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
