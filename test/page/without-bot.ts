import type { Services } from './engine.ts';
import type { Watched } from './watch.ts';

/** Stand-ins with nobody between them: a test calls in the bot's place. */
export function withoutBot(services: Services): Watched {
  const bot: Watched['bot'] = {
    ...{ running: false, starts: 0, since: 0, kill: async () => undefined },
    ...{ start: () => Promise.reject(new Error('it has no program')), onChange: () => () => undefined },
  };
  return { ...services, bot, real: false, steps: [], onStep: () => () => undefined };
}
