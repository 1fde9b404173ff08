import { type CommandDefinition, reply } from '../command.ts';

/**
 * /stop: applied by intake as soon as it arrives, ahead of the queue. The definition serves to register, parse and
 * describe it. The answer below is shown only when nothing is running.
 */
export const stop: CommandDefinition = {
  spec: { name: 'stop', audience: 'asker', options: [], acts: 'now' },
  async *respond({ texts }) {
    yield* reply(texts('stop.nothing'));
  },
};
