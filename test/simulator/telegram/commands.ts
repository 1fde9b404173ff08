import type { BotCommand } from 'grammy/types';
import { isRecord, jsonField, type Params, textField } from './params.ts';
import { badRequest } from './refusal.ts';

const SCOPES = new Set([
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
]);

/** The bot's registered commands, one list for each scope and language. */
export interface CommandLists {
  set(params: Params): true;
  get(params: Params): BotCommand[];
  delete(params: Params): true;
  all(): ReadonlyMap<string, readonly BotCommand[]>;
}

export function createCommandLists(): CommandLists {
  let lists = new Map<string, BotCommand[]>();
  return {
    set(params) {
      const given = jsonField(params, 'commands');
      if (!Array.isArray(given)) throw badRequest("can't parse commands: expected an Array");
      if (given.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
      lists = new Map([...lists, [keyOf(params), given.map(readCommand)]]);
      return true;
    },
    get: (params) => lists.get(keyOf(params)) ?? [],
    delete(params) {
      const key = keyOf(params);
      lists = new Map([...lists].filter(([each]) => each !== key));
      return true;
    },
    all: () => lists,
  };
}

function keyOf(params: Params): string {
  const language = textField(params, 'language_code');
  if (!/^([a-z]{2})?$/.test(language)) throw badRequest('invalid language code specified');
  const scope = jsonField(params, 'scope') ?? { type: 'default' };
  if (!isRecord(scope) || !SCOPES.has(String(scope['type']))) {
    throw badRequest("can't parse BotCommandScope: Unsupported type specified");
  }
  return JSON.stringify([scope['type'], scope['chat_id'], scope['user_id'], language]);
}

function readCommand(value: unknown): BotCommand {
  if (!isRecord(value)) throw badRequest("can't parse BotCommand: expected an Object");
  const { command, description } = value;
  if (typeof command !== 'string' || !/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  if (typeof description !== 'string' || description.length < 1 || description.length > 256) {
    throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  return { command: command.replace('/', ''), description };
}
