import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.ts';

const env = { TELEGRAM_BOT_TOKEN: '1:a', OPENAI_API_KEY: 'k' };

it('schedules have bounds, and say from five minutes on that they are late', () => {
  const { schedules } = readConfig(env);
  expect(schedules).toEqual({ perPerson: 30, perChat: 100, leastGapMs: 600_000, lateAfterMs: 300_000, skipMs: 0 });
  expect(readConfig({ ...env, REMINDERS_SKIP: '60', SCHEDULES_LEAST_MINUTES: '1' }).schedules).toMatchObject({
    leastGapMs: 60_000,
    skipMs: 60_000,
  });
});
