import type { App } from '../../src/composition/app.ts';
import type { Log } from '../../src/ports/index.ts';

/**
 * Runs a bot in this process, which belongs to the one that started it: does what src/main.ts does, says `ready` once it
 * listens, or why it cannot go on, and ends with its parent. Never resolves.
 */
export async function serve(create: () => Promise<{ app: App; log: Log }>): Promise<never> {
  // Nobody is left whom it could serve.
  process.on('disconnect', () => process.exit(1));
  if (!process.connected) process.exit(1);
  process.on('unhandledRejection', (error) => {
    console.error('A failure nobody handled:', error);
    process.exit(1);
  });
  const asked = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
  });
  let code = 0;
  try {
    const { app, log } = await create();
    try {
      const running = app.start().then(() => {
        process.send?.('ready');
        return app.ended;
      });
      await Promise.race([asked, running]);
    } catch (error) {
      log.error({ error }, 'Parley cannot go on');
      code = 1;
    }
    await app.stop();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    code = 1;
  }
  process.exit(code);
}
