import { enableCompileCache } from 'node:module';
import type { Seams } from '../../src/composition/seams.ts';
import { watchLoop } from '../support/loop-monitor.ts';

enableCompileCache();
// From the first moment on, and by the real time.
watchLoop((longTurn) => process.send?.({ longTurn }));

/**
 * The bot as the suite runs it: with a clock that may run fast, with kill points at every step, and, for a negative
 * control, without one of its safeguards.
 */
async function create() {
  const [{ createApp }, { readConfig }, { createLog }] = await Promise.all([
    import('../../src/composition/app.ts'),
    import('../../src/config/index.ts'),
    import('../../src/util/log.ts'),
  ]);
  const { createFastClock, hurryLibraries } = await import('./clock.ts');
  const { createPoints } = await import('./points.ts');
  const { controls, isControl, joined } = await import('./controls.ts');
  const { CHAOS_CONTROL = '', CHAOS_CLOCK = '1,0', CHAOS_STRETCH = '0', ...env } = process.env;
  const [speed = 1, epoch = 0] = CHAOS_CLOCK.split(',').map(Number);
  const points = createPoints(Number(CHAOS_STRETCH));
  process.on('message', (message) => {
    points.arm(message as Parameters<typeof points.arm>[0]);
    process.send?.('heard');
  });
  const control: Seams = isControl(CHAOS_CONTROL) ? controls[CHAOS_CONTROL] : {};
  const config = readConfig(env);
  const log = createLog({ ...config.log, secrets: config.secrets });
  const clock = createFastClock(speed, epoch);
  hurryLibraries(clock);
  return { app: await createApp(config, { log, clock, seams: joined(control, points.seams) }), log };
}

const { serve } = await import('../support/bot-child.ts');
await serve(create);
