import { texts as en } from '../../locales/en/index.ts';
import type { Locales, TextKey } from '../../locales/index.ts';
import type { CommandDescription, CommandSpec } from '../../ports/index.ts';

/** The locale key that describes a command, or one of its options. A missing one is a mistake of ours: it throws. */
export function describe(command: string, option?: string): TextKey {
  return keyFor(command, option === undefined ? `command.${command}` : `command.${command}.${option}`);
}

/** The locale key of what a command is called on a message's menu. */
const menuKey = (command: string): TextKey => keyFor(command, `menu.${command}`);

function keyFor(command: string, key: string): TextKey {
  if (!(key in en)) throw new Error(`The locales have no text "${key}" for the command /${command}.`);
  return key as TextKey;
}

/** A spec with its texts in every language, as the platform `surface` registers it. */
export function description(spec: CommandSpec, locales: Locales, surface: string): CommandDescription {
  return {
    spec,
    description: locales.all(describe(spec.name), surface),
    options: Object.fromEntries(
      [...spec.options.filter(({ internal }) => !internal).map(({ name }) => name), ...(spec.files ?? [])].map(
        (name) => [name, locales.all(describe(spec.name, name), surface)],
      ),
    ),
    ...(spec.onMessage ? { onMessage: locales.all(menuKey(spec.name), surface) } : {}),
  };
}

/** Usage line of a command, such as `/image <prompt> [size=…]`. */
export function usageOf(spec: CommandSpec): string {
  const words = spec.options
    .filter(({ name, internal }) => name !== 'private' && !internal)
    .map((option) => {
      const value = option.choices?.join('|') ?? '…';
      if (option.rest) return option.required ? `<${option.name}>` : `[${option.name}]`;
      return spec.options.length === 1 && option.choices ? `[${value}]` : `[${option.name}=${value}]`;
    });
  return [`/${spec.name}`, ...words].join(' ');
}
