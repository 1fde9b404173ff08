import type { Api } from 'grammy';
import type { BotCommand, LanguageCode } from 'grammy/types';
import type { CommandDescription, Log } from '../../src/ports/index.ts';
import { toFault } from './faults.ts';
import { type ApiSignal, apiSignal } from './signal.ts';

/** Longest description Telegram takes (Bot API, BotCommand). */
const descriptionLength = 256;

/** A menu of commands; without a language it is what everybody else sees. */
interface Menu {
  language?: LanguageCode;
  commands: BotCommand[];
}

/** Brings the bot's command menus up to date, one for each language; calls nothing where they already are. Never rejects but by abort. */
export async function registerCommands(
  api: Api,
  commands: readonly CommandDescription[],
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  for (const menu of menusOf(commands)) {
    try {
      if (await register(api, menu, apiSignal(signal)))
        log.info({ language: menu.language ?? 'default' }, 'Commands registered');
    } catch (error) {
      signal.throwIfAborted();
      log.warn(
        { error: toFault(error, 'all'), language: menu.language ?? 'default' },
        'The commands could not be registered',
      );
    }
  }
}

async function register(api: Api, { language, commands }: Menu, signal: ApiSignal): Promise<boolean> {
  const scope = language === undefined ? {} : { language_code: language };
  const present = await api.getMyCommands(scope, signal);
  if (isSame(present, commands)) return false;
  await api.setMyCommands(commands, scope, signal);
  return true;
}

function isSame(present: readonly BotCommand[], wanted: readonly BotCommand[]): boolean {
  const line = ({ command, description }: BotCommand) => `${command} ${description}`;
  return present.map(line).join('\n') === wanted.map(line).join('\n');
}

/** English for everybody, and each other language by its two letters. */
function menusOf(commands: readonly CommandDescription[]): Menu[] {
  const listed = commands.filter(({ spec }) => !spec.hidden);
  const locales = new Set(listed.flatMap(({ description }) => Object.keys(description)));
  const menus: Menu[] = [{ commands: listed.map((command) => entry(command, 'en')) }];
  for (const locale of locales) {
    const language = languageOf(locale);
    const known = menus.some((menu) => menu.language === language);
    if (language && language !== 'en' && !known) {
      menus.push({ language, commands: listed.map((command) => entry(command, locale)) });
    }
  }
  return menus;
}

function entry({ spec, description }: CommandDescription, locale: string): BotCommand {
  const words = description[locale] || description['en'] || spec.name;
  return { command: spec.name, description: words.slice(0, descriptionLength) };
}

/** `zh-CN` is `zh` to Telegram, which knows languages by two letters only. */
function languageOf(locale: string): LanguageCode | undefined {
  const code = locale.split('-')[0]?.toLowerCase() ?? '';
  return isLanguageCode(code) ? code : undefined;
}

/** By shape; grammY lists the languages as a type only, and Telegram refuses one it does not know. */
function isLanguageCode(code: string): code is LanguageCode {
  return /^[a-z]{2}$/.test(code);
}
