import { type CommandDefinition, reply } from './command.ts';

/**
 * /stop: a gesture, applied as it arrives and past the queue (src/intake.ts). It is listed here so that it is
 * registered, parsed and described like every other command; the answer below is what it says where nothing runs.
 */
export const stop: CommandDefinition = {
  spec: { name: 'stop', visibility: 'asker', options: [] },
  async *respond({ texts }) {
    yield* reply(texts('stop.nothing'));
  },
};
