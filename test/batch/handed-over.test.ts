import { expect, it, vi } from 'vitest';
import { failures } from '../simulator/openai/index.ts';
import { handOver } from './service-batches.ts';

const MINUTE = 60_000;

type Setup = Awaited<ReturnType<typeof handOver>>;

/** Lets time pass until something can be seen. */
const comesTo = ({ clock }: Setup, see: () => void) =>
  vi.waitFor(
    async () => {
      await clock.advance(MINUTE);
      see();
    },
    { timeout: 10_000, interval: 5 },
  );

/** Forgets all that is the person's, as the store does. */
async function forget({ documents }: Setup): Promise<void> {
  const keys = await Array.fromAsync(documents.owned({ person: 'test:7' }), ({ key }) => key);
  await documents.deleteMany(keys);
}

const states = ({ openai }: Setup) => openai.batches.batches.map(({ status }) => status);

it('leaves a batch alone for as long as it is wanted', async () => {
  const setup = await handOver(['one']);
  setup.openai.batches.plan({ stays: 'in_progress' });
  await setup.work();
  await setup.work();
  const before = setup.openai.requests.length;
  for (let look = 0; look < 5; look += 1) await setup.clock.advance(10 * MINUTE);
  expect([states(setup), setup.openai.requests.length]).toEqual([['in_progress'], before]);
});

it('leaves nothing at the service of a batch that is done', async () => {
  const setup = await handOver(['one']);
  await setup.workOff();
  expect(setup.openai.batches.files).toHaveLength(2);
  await setup.end();
  await comesTo(setup, () => expect(setup.openai.batches.files).toEqual([]));
  expect(states(setup)).toEqual(['completed']);
});

it('has a batch that is stopped cancelled at once, and what it had answered deleted', async () => {
  const setup = await handOver(['one', 'two']);
  setup.openai.batches.plan({ stays: 'in_progress', answers: 1 });
  await setup.work();
  await setup.work();
  await setup.end();
  await setup.openai.waitFor(({ path }) => path.endsWith('/cancel'));
  await comesTo(setup, () => expect([states(setup), setup.openai.batches.files]).toEqual([['cancelled'], []]));
});

it('has a batch cancelled whose person is forgotten, though nothing of them is known any more', async () => {
  const setup = await handOver(['one']);
  setup.openai.batches.plan({ stays: 'in_progress' });
  await setup.work();
  await setup.work();
  expect(JSON.stringify(setup.jobs())).not.toMatch(/test:7|"b1"|"one"/);
  await forget(setup);
  setup.again();
  await comesTo(setup, () => expect([states(setup), setup.openai.batches.files]).toEqual([['cancelled'], []]));
  await comesTo(setup, () => expect(setup.jobs()).toEqual([]));
});

it('looks twice for a batch that its service does not tell of yet', async () => {
  const setup = await handOver(['one']);
  setup.openai.batches.plan({ stays: 'in_progress' });
  await setup.work();
  await setup.work();
  setup.openai.fail('/v1/batches', { status: 200, body: '{"object":"list","data":[],"has_more":false}' });
  await forget(setup);
  await comesTo(setup, () => expect(setup.openai.batches.files).toEqual([]));
  expect(states(setup)).toEqual(['in_progress']);
  await comesTo(setup, () => expect(states(setup)).toEqual(['cancelled']));
});

it('tries again where the service is away, and is no reason to keep anything for ever', async () => {
  const setup = await handOver(['one']);
  await setup.workOff();
  setup.openai.fail('/v1/batches', failures.server(), 6);
  await setup.end();
  await comesTo(setup, () => expect(setup.openai.batches.files).toEqual([]));
  expect(setup.log.lines.some(({ message }) => message.includes('could not be deleted yet'))).toBe(true);
});

it('takes the files away of what begins anew, and of what the queue has', async () => {
  const setup = await handOver(['one']);
  setup.openai.batches.plan({ fails: { code: 'token_limit_exceeded', message: 'Enqueued token limit reached' } });
  await setup.work();
  await setup.work();
  setup.openai.batches.plan({ fails: { code: 'invalid_json_line', message: 'No' } });
  await setup.workOff();
  expect((await setup.read()).when).toBe('now');
  await comesTo(setup, () => expect(setup.openai.batches.files).toEqual([]));
});
