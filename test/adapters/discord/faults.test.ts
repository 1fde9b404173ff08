import { expect, it } from 'vitest';
import { faultOf } from '../../../adapters/discord/faults.ts';

it('a failure’s cause says where it was, not where it was copied', () => {
  const error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', request: { headers: 'secret' } });
  const { cause } = faultOf(error);
  expect(cause).toMatchObject({ message: 'socket hang up', code: 'ECONNRESET' });
  expect(cause).not.toHaveProperty('request');
  expect(cause instanceof Error && cause.stack).toMatch(/faults\.test\.ts/);
  expect(cause instanceof Error && cause.stack).not.toMatch(/discord\/faults\.ts/);
});
