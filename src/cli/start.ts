import { addressesOf } from '../config/addresses.ts';
import { readConfig } from '../config/index.ts';
import { isFault } from '../util/errors.ts';
import { loadNamed } from '../util/named-files.ts';
import { version } from '../util/version.ts';
import { whileLoading } from '../util/while-loading.ts';
import { goThroughProxy } from './through-proxy.ts';
import type { Run } from './verb.ts';

/** Runs the bot, and turns signals and failures into exit codes. */
export const run: Run = async (_, { env, file, printer }) => {
  const config = readConfig(env, undefined, file);
  printer.configure({ ...config.log, secrets: config.secrets });
  const { log } = printer;
  log.info({ version: version(), node: process.version, ...addressesOf(config) }, 'Parley is starting');
  await goThroughProxy(config, env);
  const app = await whileLoading(async () => {
    const { createApp } = await loadNamed('.ts', () => import('../composition/app.ts'));
    return createApp(config, { log, hide: printer.hide, tell: printer.result });
  });

  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        log.info({ signal }, 'Ending: running answers get a moment to finish. Once more ends at once');
        process.once(signal, () => {
          log.warn({ signal }, 'Ended at once: what was under way goes on at the next start');
          process.exit(130);
        });
        resolve();
      });
    }
  });
  let code = 0;
  try {
    await Promise.race([asked, whileLoading(() => app.start()).then(() => app.ended)]);
  } catch (error) {
    const advice = isFault(error) ? error.facts.advice : undefined;
    log.error({ error, advice }, advice ?? 'Parley cannot go on');
    code = 1;
  }
  await app.stop();
  log.info({}, 'Ended');
  return code;
};
