// First, for whoever starts this file alone.
import './compile-cache.js';

/** Reads the surroundings and does what was asked: `backup FILE`, `restore FILE`, or, without a word, run the bot. */
async function main([verb, file]: string[]): Promise<number> {
  const { config: loadEnv } = await import('dotenv');
  loadEnv({ quiet: true });
  if (verb === undefined) return run();
  if ((verb !== 'backup' && verb !== 'restore') || file === undefined) {
    console.error('Usage: npm start · npm run backup -- FILE · npm run restore -- FILE');
    return 1;
  }
  const { readStorage } = await import('./config/index.ts');
  const { backupDatabase, restoreDatabase } = await import('./storage/sqlite/backup.ts');
  const { path } = readStorage(process.env);
  if (verb === 'backup') {
    await backupDatabase(path, file);
    console.log(`Copied ${path} to ${file}.`);
  } else {
    const former = await restoreDatabase(file, path);
    console.log(`Restored ${path} from ${file}.${former === undefined ? '' : ` What was there is kept as ${former}.`}`);
  }
  return 0;
}

/** Runs the app, and turns signals and failures into exit codes. */
async function run(): Promise<number> {
  const { readConfig } = await import('./config/index.ts');
  const { createLog } = await import('./util/log.ts');
  const config = readConfig(process.env);
  const log = createLog({ ...config.log, secrets: config.secrets });
  if (config.proxyUrl) {
    const { useProxy } = await import('./util/proxy.ts');
    useProxy(config.proxyUrl, process.env['NO_PROXY']);
  }
  const { createApp } = await import('./app.ts');
  const app = await createApp(config, { log });

  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        log.info({ signal }, 'Ending: running answers get a moment to finish. Once more ends at once');
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
  let code = 0;
  try {
    await Promise.race([asked, app.start().then(() => app.ended)]);
  } catch (error) {
    const { isFault } = await import('./util/errors.ts');
    const mend = isFault(error) ? error.facts.mend : undefined;
    log.error({ error, mend }, mend ?? 'Parley cannot go on');
    code = 1;
  }
  await app.stop();
  log.info({}, 'Ended');
  return code;
}

process.on('unhandledRejection', (error) => {
  console.error(
    'A failure nobody handled; the process ends and what was accepted is taken up at the next start:',
    error,
  );
  process.exit(1);
});

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  async (error: unknown) => {
    const { isFault } = await import('./util/errors.ts');
    if (isFault(error)) console.error(error.facts.mend ? `${error.message}\n${error.facts.mend}` : error.message);
    else console.error(error);
    process.exit(1);
  },
);
