import type { CommandOption, CommandSpec } from '../../ports/index.ts';

/** Options of /persona that a form fills in. */
const fields: readonly CommandOption[] = [
  { name: 'name', type: 'string', internal: true, maxLength: 60 },
  { name: 'description', type: 'string', internal: true, maxLength: 300 },
  { name: 'system', type: 'string', internal: true, maxLength: 32_000 },
  { name: 'greeting', type: 'string', internal: true, maxLength: 2000 },
  { name: 'starters', type: 'string', internal: true, maxLength: 500 },
];

/** Options for the values of its variables, in their order. */
export const valueOptions = ['v1', 'v2', 'v3', 'v4', 'v5'] as const;

/** Options that name a persona which the person made. */
export const aboutOwn: readonly string[] = ['edit', 'delete'];

export const personaSpec: CommandSpec = {
  name: 'persona',
  audience: 'everyone',
  menu: true,
  files: ['file'],
  options: [
    // What costs more is for all of a group: its moderators decide.
    { name: 'use', type: 'string', suggest: true, maxLength: 100, rank: 'moderator', serialised: true },
    { name: 'mine', type: 'string', suggest: true, maxLength: 100, serialised: true },
    { name: 'where', type: 'string', choices: ['here', 'chat'] },
    { name: 'show', type: 'string', suggest: true, maxLength: 100 },
    { name: 'new', type: 'boolean' },
    { name: 'edit', type: 'string', suggest: true, maxLength: 100 },
    { name: 'export', type: 'string', suggest: true, maxLength: 100 },
    { name: 'delete', type: 'string', suggest: true, maxLength: 100 },
    { name: 'private', type: 'boolean' },
    { name: 'drop', type: 'string', internal: true, maxLength: 100, rank: 'moderator', serialised: true },
    // A file that was read and waits to be kept.
    { name: 'keep', type: 'string', internal: true, maxLength: 40 },
    { name: 'confirm', type: 'boolean', internal: true },
    { name: 'page', type: 'integer', min: 1, internal: true },
    ...fields,
    ...valueOptions.map((name): CommandOption => ({ name, type: 'string', internal: true, maxLength: 500 })),
  ],
};
