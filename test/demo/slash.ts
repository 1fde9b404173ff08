import type { Use } from '../simulator/discord/uses.ts';

/** A command or an option as it is registered. */
type Registered = Record<string, unknown>;

/**
 * `/ask text model=advanced` as the use of a slash command: named options wherever they stand, the rest as the first
 * option that takes text. Throws an Error for a command that is not registered.
 */
export function readSlash(text: string, commands: readonly Registered[]): Use {
  const [, name = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const command = commands.find((each) => each['name'] === name);
  if (!command) {
    const known = commands.map((each) => `/${String(each['name'])}`).join(' ');
    throw new Error(`Discord knows no command /${name}. There are: ${known}`);
  }
  const known: Registered[] = Array.isArray(command['options']) ? command['options'] : [];
  const options: Record<string, string | number | boolean> = {};
  const words = rest.split(/(?<=\s)/).filter((word) => {
    const [, key, value] = /^([a-z_]+)=(\S+)\s*$/.exec(word) ?? [];
    const option = known.find((each) => each['name'] === key);
    if (key === undefined || value === undefined || !option) return true;
    options[key] = typed(option, value);
    return false;
  });
  const free = words.join('').trim();
  const open = known.find((each) => each['required'] === true) ?? known[0];
  if (free !== '' && open) options[String(open['name'])] = typed(open, free);
  return { name, options };
}

/**
 * `/model adv` as a slash command that is being written: the cursor stands in its first option that is completed. Throws
 * an Error where nothing is.
 */
export function readUnfinished(text: string, commands: readonly Registered[]): Use & { focused: string } {
  const [, name = '', typing = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const options = commands.find((each) => each['name'] === name)?.['options'];
  const known: Registered[] = Array.isArray(options) ? options : [];
  const open = known.find(({ autocomplete }) => autocomplete === true);
  if (!open) throw new Error(`Discord suggests nothing for “${text}”.`);
  const focused = String(open['name']);
  return { name, focused, options: { [focused]: typing } };
}

/** Discord's option types: 4 a whole number, 5 a boolean, 10 a number. */
function typed(option: Registered, value: string): string | number | boolean {
  if (option['type'] === 5) return value === 'true';
  return option['type'] === 4 || option['type'] === 10 ? Number(value) : value;
}
