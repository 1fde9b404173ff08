import { createRooms } from '../../src/composition/rooms.ts';
import { readConfig } from '../../src/config/index.ts';
import { withBurst } from '../../src/intake/bursts.ts';
import { taskReader as reader } from '../../src/intake/stored-task.ts';
import type { Claim, InboundEvent, Inbox, Surface, Task } from '../../src/ports/index.ts';
import type { OperatorSettings } from '../../src/settings/effective.ts';
import { openStorage } from '../../src/storage/open.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { manners } from '../fixtures.ts';

/** The core's way in with a real inbox, and somebody who works on what is accepted. No platform, no model. */

/** Longer than a message waits for those that belong to it, ms. */
const WAIT_MS = 1500;
/** Rounds of the event loop within which work goes on, if it does. */
const CALM = 8;

/** What a case sees of the core. */
export interface ActsRoom {
  /** Takes a batch in, as a delivery does, and lets the work go as far as it goes. */
  deliver(batch: readonly InboundEvent[]): Promise<void>;
  known: Inbox['known'];
  /** Begins to work on what is accepted; each turn is held before its answer is final, and before it is closed. */
  begin(): void;
  /** Lets answers become final. */
  finish(): void;
  /** Lets turns be closed. */
  close(): void;
  /** Ends the work once no turn is left: the tasks that were answered, in order. */
  end(queues: readonly string[]): Promise<Task[]>;
}

type Bursts = 'each' | 'together';

const opened = new Map<Bursts, ReturnType<typeof openCore>>();

/** Opens what one case uses. Its chats must be its own: the core is the same for all. */
export async function openActsRoom(bursts: Bursts): Promise<ActsRoom> {
  const core = opened.get(bursts) ?? openCore(bursts);
  opened.set(bursts, core);
  const { inbox, receive, clock, burst } = await core;
  const answered: Task[] = [];
  const stop = new AbortController();
  const finish = Promise.withResolvers<void>();
  const close = Promise.withResolvers<void>();
  let work: Promise<void> | undefined;
  let steps = 0;

  async function handle(given: Claim): Promise<void> {
    steps += 1;
    let claim = await withBurst(burst, given);
    steps += 1;
    await finish.promise;
    const final = { v: 1 as const, reason: 'complete' as const, text: 'x', events: [] };
    do claim = await claim.refresh();
    while (!(await claim.finalize(final, claim.promptVersion)));
    answered.push(claim.task);
    steps += 1;
    await close.promise;
    await claim.close('answered');
    steps += 1;
  }

  /** Resolves once nothing has gone on for some rounds of the event loop. */
  async function settle(): Promise<void> {
    for (let calm = 0, before = steps; calm < CALM; calm = steps === before ? calm + 1 : 0) {
      before = steps;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  function begin(): void {
    work ??= inbox.work(handle, 0, stop.signal);
  }

  return {
    async deliver(batch) {
      await receive(batch);
      if (work) await settle();
    },
    known: (keys) => inbox.known(keys),
    begin,
    finish: finish.resolve,
    close: close.resolve,
    async end(queues) {
      begin();
      finish.resolve();
      close.resolve();
      const left = async () =>
        (await Promise.all(queues.map((queue) => inbox.count(queue)))).some((count) => count > 0);
      for (let round = 0; (await left()) && round < 100; round += 1) {
        await settle();
        if (await left()) await clock.advance(WAIT_MS);
      }
      stop.abort();
      await work;
      return answered;
    },
  };
}

async function openCore(bursts: Bursts) {
  const config = readConfig({
    ...{ TELEGRAM_BOT_TOKEN: '1:fuzz', OPENAI_API_KEY: 'fuzz', ACCESS: 'open', BURSTS: bursts },
    ...{ REQUESTS_PER_MINUTE: '0', CHAT_QUEUE_LIMIT: '0', PERSON_QUEUE_LIMIT: '0', QUEUE_LIMIT: '0', LATE_LIMIT: '0' },
  });
  const clock = createFakeClock(1_790_000_000_000);
  const log = createTestLog();
  const storage = await openStorage({ path: ':memory:' }, { reader, clock, log });
  const { inbox } = storage;
  const surface: Pick<Surface, 'name' | 'acknowledge'> = { name: 'telegram', acknowledge: async () => undefined };
  const { receive } = await createRooms(config, {
    ...{ storage, inbox, clock, log, seams: {} },
    streaming: () => 'edits',
    surface: () => surface as Surface,
    letGo: () => undefined,
  });
  const operator: OperatorSettings = {
    ...{ ...manners, bursts },
    models: { chat: () => 'm', offered: [] },
    parameters: {},
    history: 'topic',
    streaming: () => 'edits',
  };
  const burst = { inbox, operator, conversations: { settings: async () => ({ v: 1 }) as const } };
  return { inbox, receive, clock, burst };
}
