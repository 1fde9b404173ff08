import type { CommandDefinition } from '../command.ts';
import { suggested } from '../personas/views.ts';

/** /ask: the same as a plain message, for places where one has to call; without words it is about what it replies to. */
export const ask: CommandDefinition = {
  spec: {
    name: 'ask',
    audience: 'everyone',
    takesForward: true,
    asks: 'prompt',
    costs: 'model',
    shownOption: 'prompt',
    options: [
      { name: 'prompt', type: 'string', required: true, acceptsReply: true, rest: true, maxLength: 6000 },
      { name: 'model', type: 'string', choices: ['basic', 'advanced'] },
      { name: 'persona', type: 'string', suggest: true, maxLength: 100 },
      { name: 'private', type: 'boolean' },
    ],
    files: ['file', 'file2'],
    onMessage: { form: 'prompt' },
    actsOnReply: 'asker',
  },
  suggest: (context, _option, typed) => suggested(context, typed),
};
