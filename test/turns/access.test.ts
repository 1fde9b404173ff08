import { expect, it } from 'vitest';
import { createScheduler } from '../../src/delivery/scheduler.ts';
import type { Claim, Final, Progress, Surface } from '../../src/ports/index.ts';
import type { Bot } from '../../src/turns/respond.ts';
import { createTurns, type TurnParts } from '../../src/turns/turns.ts';
import { systemClock } from '../../src/util/clock.ts';
import { noRates } from '../delivery/scheduling.ts';
import { createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';

/** Works one question off; `access` answers one look at the asker's access after another. */
async function ask(access: readonly boolean[]): Promise<{ finals: Final[]; asked: number }> {
  const finals: Final[] = [];
  const looks = [...access];
  let asked = 0;
  const bot: Partial<Bot> = {
    async *respond(): AsyncGenerator<Progress> {
      asked += 1;
      yield { type: 'end', end: { reason: 'complete', text: 'Secret', events: [] } };
    },
    denial: async () => (looks.shift() === false ? 'No access.' : undefined),
    deliveryOptions: async () => ({ header: '', streaming: false, inPlaceOf: [], others: [] }) as never,
  };
  const claim = {
    ...{
      id: 't1',
      task: promptOf(),
      attempt: 1,
      deaths: 0,
      isolatedDeaths: 0,
      promptVersion: 1,
      receipts: [],
      steps: [],
    },
    async finalize(final: Final) {
      finals.push(final);
      // Ends the attempt here: what is shown is the delivery's, and tested there.
      turns.interruptAll('shutdown');
      return false;
    },
    refresh: async () => claim,
    release: async () => undefined,
  } as unknown as Claim;
  const log = createTestLog();
  const surface = { name: 'test', limits: { typingEveryMs: 0, rates: noRates } } as unknown as Surface;
  Object.assign(surface, { acknowledge: async () => undefined, typing: async () => undefined });
  const parts = {
    bot,
    log,
    clock: systemClock,
    conversations: { exchange: async () => undefined },
    files: { hold: async () => [], release: () => undefined },
    scheduler: createScheduler({ clock: systemClock, log }),
    surface: () => surface,
  } as unknown as TurnParts;
  const turns = createTurns(parts);
  await turns.run(claim);
  return { finals, asked };
}

it('who has access is answered', async () => {
  await expect(ask([true, true])).resolves.toMatchObject({ finals: [{ text: 'Secret' }], asked: 1 });
});

it('who lost it while the question waited is told so, and the model is not asked', async () => {
  await expect(ask([false])).resolves.toMatchObject({ finals: [{ text: '', notice: 'No access.' }], asked: 0 });
});

it('who lost it while the answer was made is told so, and is not shown the answer', async () => {
  await expect(ask([true, false])).resolves.toMatchObject({ finals: [{ text: '', notice: 'No access.' }], asked: 1 });
});
