import type { Reply } from '../server.ts';
import { isRecord, type Json } from './body.ts';
import { invalid, refusals } from './refusals.ts';
import type { World } from './world.ts';

/** The registry of global commands, as strict as Discord's. */

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Discord's list of locales. */
const locales = new Set(
  (
    'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th ' +
    'zh-CN ja zh-TW ko'
  ).split(' '),
);

/** Types of commands. */
const chatInput = 1;
const onMessage = 3;

const stringType = 3;
const integerType = 4;
const numberType = 10;

type Path = (string | number)[];

export function listCommands(world: World, query: URLSearchParams): Reply {
  const full = query.get('with_localizations') === 'true';
  return {
    status: 200,
    body: [...world.commands.values()].map((command) => (full ? command : withoutLocales(command))),
  };
}

/** PUT: the whole list at once; commands of the same name keep their id. */
export function overwriteCommands(world: World, list: unknown): Reply {
  if (!Array.isArray(list)) throw invalid([], 'BASE_TYPE_LIST', 'Only iterables may be used in a ListType');
  list.forEach((command, index) => {
    checkCommand(command, [index]);
  });
  for (const [type, most] of [
    [chatInput, 100],
    [onMessage, 15],
  ] as const) {
    if (list.filter((command: Json) => typeOf(command) === type).length <= most) continue;
    const text = `Maximum number of application commands of type ${type} reached (${most}).`;
    throw invalid([], 'APPLICATION_COMMANDS_TOO_MANY', text);
  }
  const names = list.map((command: Json) => `${typeOf(command)} ${String(command['name'])}`);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) {
    throw invalid([twice, 'name'], 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Command must have unique name');
  }
  const stored = list.map((command: Json) => store(world, command));
  world.commands = new Map(stored.map((command) => [String(command['id']), command]));
  world.changed();
  return { status: 200, body: stored };
}

export function createCommand(world: World, command: unknown): Reply {
  checkCommand(command, []);
  const isNew = !findTwin(world, isRecord(command) ? command : {});
  const stored = store(world, isRecord(command) ? command : {});
  world.commands.set(String(stored['id']), stored);
  world.changed();
  return { status: isNew ? 201 : 200, body: stored };
}

export function editCommand(world: World, id: string, change: Json): Reply {
  const before = world.commands.get(id);
  if (!before) throw refusals.unknownCommand();
  const merged = { ...before, ...change };
  checkCommand(merged, []);
  const stored = { ...merged, version: world.snowflake() };
  world.commands.set(id, stored);
  world.changed();
  return { status: 200, body: stored };
}

export function deleteCommand(world: World, id: string): Reply {
  if (!world.commands.delete(id)) throw refusals.unknownCommand();
  world.changed();
  return { status: 204 };
}

function findTwin(world: World, command: Json): Json | undefined {
  return [...world.commands.values()].find(
    (known) => known['name'] === command['name'] && typeOf(known) === typeOf(command),
  );
}

function typeOf(command: Json): number {
  return Number(command['type'] ?? chatInput);
}

function store(world: World, command: Json): Json {
  const before = findTwin(world, command);
  if (!before) {
    if (world.creates >= 200) throw refusals.tooManyCreates();
    world.creates += 1;
  }
  const options = Array.isArray(command['options']) ? command['options'].filter(isRecord).map(storedOption) : [];
  const { options: _, ...rest } = command;
  return {
    default_member_permissions: null,
    name_localizations: null,
    description_localizations: null,
    dm_permission: true,
    integration_types: [0],
    contexts: null,
    nsfw: false,
    description: '',
    ...rest,
    type: typeOf(command),
    ...(options.length > 0 ? { options } : {}),
    id: before?.['id'] ?? world.snowflake(),
    application_id: world.application,
    version: world.snowflake(),
  };
}

/** Discord leaves out what is at its default. */
function storedOption(option: Json): Json {
  const { required, choices, ...rest } = option;
  return {
    name_localizations: null,
    description_localizations: null,
    ...rest,
    ...(required === true ? { required } : {}),
    ...(Array.isArray(choices) && choices.length > 0
      ? { choices: choices.map((choice: Json) => ({ name_localizations: null, ...choice })) }
      : {}),
  };
}

function withoutLocales(value: Json): Json {
  const { name_localizations: _, description_localizations: __, ...rest } = value;
  const options = rest['options'];
  return Array.isArray(options) ? { ...rest, options: options.map(withoutLocales) } : rest;
}

function checkCommand(command: unknown, path: Path): void {
  if (!isRecord(command)) throw invalid(path, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
  const type = typeOf(command);
  if (type !== chatInput && type !== onMessage) {
    throw invalid([...path, 'type'], 'BASE_TYPE_CHOICES', 'The stand-in knows no commands on users.');
  }
  if (type === onMessage) checkOnMessage(command, path);
  else checkNamed(command, path);
  checkList(command['contexts'], [0, 1, 2], [...path, 'contexts']);
  checkList(command['integration_types'], [0, 1], [...path, 'integration_types']);
  checkOptions(command['options'], [...path, 'options']);
  if (textSize(command) > 8000) {
    throw invalid(path, 'APPLICATION_COMMAND_TOO_LARGE', 'Command exceeds maximum size (8000)');
  }
}

/** Commands on messages have a name, of any letters, and no more. */
function checkOnMessage(command: Json, path: Path): void {
  checkLength(command['name'], 1, 32, [...path, 'name']);
  checkLocales(command['name_localizations'], 32, [...path, 'name_localizations']);
  for (const key of ['description', 'options']) {
    const value = command[key];
    if (value === undefined || value === null || value === '') continue;
    if (Array.isArray(value) && value.length === 0) continue;
    throw invalid([...path, key], 'APPLICATION_COMMAND_CONTEXT_MENU_INVALID', `Context menu commands have no ${key}`);
  }
}

function checkNamed(value: Json, path: Path): void {
  const { name, description } = value;
  if (typeof name !== 'string') throw invalid([...path, 'name'], 'BASE_TYPE_REQUIRED', 'This field is required');
  if (!namePattern.test(name) || name !== name.toLowerCase()) {
    throw invalid([...path, 'name'], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
  checkLength(description, 1, 100, [...path, 'description']);
  checkLocales(value['name_localizations'], 32, [...path, 'name_localizations']);
  checkLocales(value['description_localizations'], 100, [...path, 'description_localizations']);
}

function checkLength(value: unknown, least: number, most: number, path: Path): void {
  if (typeof value !== 'string') throw invalid(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  const size = [...value].length;
  if (size < least || size > most) {
    throw invalid(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${least} and ${most} in length.`);
  }
}

function checkLocales(value: unknown, most: number, path: Path): void {
  if (value === undefined || value === null) return;
  if (!isRecord(value)) throw invalid(path, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
  for (const [locale, text] of Object.entries(value)) {
    if (!locales.has(locale)) {
      throw invalid([...path, locale], 'BASE_TYPE_CHOICES', `Value must be one of (${[...locales].join(', ')}).`);
    }
    checkLength(text, 1, most, [...path, locale]);
  }
}

function checkList(value: unknown, allowed: number[], path: Path): void {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value) || value.some((entry) => !allowed.includes(entry))) {
    throw invalid(path, 'BASE_TYPE_CHOICES', `Value must be one of (${allowed.join(', ')}).`);
  }
}

function checkOptions(options: unknown, path: Path): void {
  if (options === undefined || options === null) return;
  if (!Array.isArray(options)) throw invalid(path, 'BASE_TYPE_LIST', 'Only iterables may be used in a ListType');
  if (options.length > 25) throw invalid(path, 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
  let optionalSeen = false;
  const names = new Set<unknown>();
  options.forEach((option: unknown, index) => {
    const here = [...path, index];
    if (!isRecord(option)) throw invalid(here, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    checkNamed(option, here);
    checkOption(option, here);
    if (names.has(option['name'])) {
      throw invalid([...here, 'name'], 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
    }
    names.add(option['name']);
    if (option['required'] === true && optionalSeen) {
      const text = 'Required options must be placed before non-required options';
      throw invalid(here, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', text);
    }
    optionalSeen ||= option['required'] !== true;
  });
}

function checkOption(option: Json, path: Path): void {
  const type = option['type'];
  if (typeof type !== 'number' || type < 3 || type > 11) {
    throw invalid([...path, 'type'], 'BASE_TYPE_CHOICES', 'Value must be one of (3, 4, 5, 6, 7, 8, 9, 10, 11).');
  }
  const choices = option['choices'];
  if (option['autocomplete'] === true) {
    const chosen = Array.isArray(choices) && choices.length > 0;
    if (chosen || ![stringType, integerType, numberType].includes(type)) {
      const text = 'Autocomplete is for text and numbers, and not together with choices';
      throw invalid([...path, 'autocomplete'], 'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID', text);
    }
  }
  if (Array.isArray(choices) && choices.length > 0) {
    if (choices.length > 25)
      throw invalid([...path, 'choices'], 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
    choices.forEach((choice: unknown, index) => {
      checkChoice(choice, type, [...path, 'choices', index]);
    });
  }
  const numeric = type === integerType || type === numberType;
  for (const key of ['min_value', 'max_value']) {
    if (option[key] !== undefined && !numeric) {
      throw invalid([...path, key], 'APPLICATION_COMMAND_OPTION_MIN_MAX_INVALID', 'Only for number options');
    }
  }
  for (const key of ['min_length', 'max_length']) {
    const value = option[key];
    if (value !== undefined && (type !== stringType || typeof value !== 'number' || value < 0 || value > 6000)) {
      throw invalid([...path, key], 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 6000.');
    }
  }
}

function checkChoice(choice: unknown, type: number, path: Path): void {
  if (!isRecord(choice)) throw invalid(path, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
  checkLength(choice['name'], 1, 100, [...path, 'name']);
  if (type === stringType) checkLength(choice['value'], 1, 100, [...path, 'value']);
  else if (typeof choice['value'] !== 'number')
    throw invalid([...path, 'value'], 'NUMBER_TYPE_COERCE', 'Not a number.');
}

/** What counts towards the 8,000 characters: names, descriptions and choice values, in their longest language. */
function textSize(value: Json): number {
  const own = ['name', 'description', 'value'].map((key) => {
    const texts = [
      value[key],
      ...Object.values(isRecord(value[`${key}_localizations`]) ? Object(value[`${key}_localizations`]) : {}),
    ];
    return Math.max(0, ...texts.map((text) => (typeof text === 'string' ? text.length : 0)));
  });
  const inner = ['options', 'choices'].flatMap((key) => (Array.isArray(value[key]) ? value[key].filter(isRecord) : []));
  return own.reduce((sum, size) => sum + size, 0) + inner.reduce((sum, each) => sum + textSize(each), 0);
}
