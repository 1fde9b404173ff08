import { expect, it, onTestFinished } from 'vitest';
import { startTelegram } from '../../simulator/telegram/index.ts';
import { harness } from './harness.ts';

it('leads to messages of supergroups: others have no address', async () => {
  const telegram = await startTelegram();
  onTestFinished(() => telegram.close());
  const { surface } = harness(telegram).adapter;
  const to = (at: string, message: string) => surface.linkTo?.({ chat: at, message, group: true });
  expect(to('telegram:-1001234', '5')).toBe('https://t.me/c/1234/5');
  for (const [at, message] of [
    ['telegram:-1234', '5'],
    ['telegram:77', '5'],
    ['telegram:-1001234', 'e5'],
    ['other:-1001234', '5'],
  ] as const)
    expect(to(at, message)).toBeUndefined();
});
