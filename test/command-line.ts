import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads a tool's command line. Asked for help, or called wrongly, it says how to call it and ends the process. */
export function readCommandLine<const T extends Options>(usage: string, options: T, allowPositionals = false) {
  try {
    const help = { type: 'boolean', short: 'h', default: false } as const;
    const { values, positionals } = parseArgs({ allowPositionals, options: { ...options, help } });
    if (!('help' in values && values.help === true)) return { values, positionals };
    console.log(usage);
  } catch (error) {
    misused(usage, error);
  }
  process.exit(0);
}

/** Says what is wrong with a command line and how to call the tool, and ends the process. */
export function misused(usage: string, error: unknown): never {
  console.error(`${error instanceof Error ? error.message.split('. ')[0] : error}\n\n${usage}`);
  process.exit(1);
}
