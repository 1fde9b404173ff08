import type { Seams } from '../../src/composition/seams.ts';
import { serve } from '../support/bot-child.ts';

/** The bot behind a webhook with a way in that takes a moment, or, as a negative control, with one that says so too early. */

const TAKES_MS = 150;
const moment = () => new Promise((resolve) => setTimeout(resolve, TAKES_MS));

const ways: Readonly<Record<string, Seams>> = {
  slow: {
    receive: (receive) => async (batch, cursor) => {
      await moment();
      await receive(batch, cursor);
    },
  },
  /** Tells the platform before it is committed. */
  early: {
    receive: (receive) => async (batch, cursor) => {
      void moment().then(() => receive(batch, cursor));
    },
  },
};

await serve(async () => {
  const [{ createApp }, { readConfig }, { createLog }] = await Promise.all([
    import('../../src/composition/app.ts'),
    import('../../src/config/index.ts'),
    import('../../src/util/log.ts'),
  ]);
  const { WAY_IN = 'slow', ...env } = process.env;
  const config = readConfig(env);
  const log = createLog({ ...config.log, secrets: config.secrets });
  return { app: await createApp(config, { log, seams: ways[WAY_IN] ?? {} }), log };
});
