import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import type { Claim, Inbox } from '../../../src/ports/index.ts';
import { openRedis, type Redis } from '../../../src/storage/redis/client.ts';
import { createRedisInbox } from '../../../src/storage/redis/inbox/inbox.ts';
import { Interruption } from '../../../src/util/abort.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { accept, prompt } from '../../contracts/events.ts';
import { final } from '../../contracts/inbox-under-test.ts';
import { createTestLog } from '../../fake-clock.ts';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';

const program = fileURLToPath(new URL('inbox-child.ts', import.meta.url));
const LEASE_MS = 1000;
const PATIENT = { timeout: 15_000 };

describeRedis('processes that stop, die or lose Redis', () => {
  let server: TestRedis;
  let redis: Redis;
  let inbox: Inbox;
  let stop: AbortController;
  const children: ChildProcess[] = [];
  const log = createTestLog();

  beforeEach(async () => {
    server = await startRedis();
    redis = await openRedis({ url: server.url, bot: 'b', log });
    const times = { leaseMs: LEASE_MS, beatMs: 200, sweepMs: 200, pauseMs: 5 };
    inbox = await createRedisInbox(redis, { reader, clock, log, ...times });
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await inbox.close();
    await redis.close();
    await server.stop();
  });

  /** A process that works, and all it has said. */
  async function start() {
    const child = spawn(process.execPath, [program, server.url, 'b'], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    let said = '';
    child.stdout.on('data', (piece) => {
      said += piece;
    });
    await vi.waitFor(() => expect(said).toContain('works'), PATIENT);
    return { child, said: () => said };
  }

  /** Works here, and never ends what is claimed; resolves with the claim of `a`. */
  async function claimHere(): Promise<Claim> {
    const claimed = Promise.withResolvers<Claim>();
    const handler = async (claim: Claim) => {
      if (claim.task.key === 'a') claimed.resolve(claim);
      await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
    };
    void inbox.work(handler, 0, stop.signal);
    return claimed.promise;
  }

  it('SIGSTOP: its lease passes on; awake again, it writes nothing, is told so, and goes on with what comes', async () => {
    await accept(inbox, [prompt('a'), prompt('silent', { conversation: 'x:2' })]);
    const { child, said } = await start();
    await vi.waitFor(() => expect(said()).toContain('claimed silent 1'), PATIENT);
    child.kill('SIGSTOP');
    const claim = await claimHere();
    expect([claim.attempt, claim.deaths]).toEqual([2, 1]);
    const receipt = { part: 0, ids: ['ours'], start: 0, end: 1 };
    await claim.record(receipt);
    child.kill('SIGCONT');
    await vi.waitFor(() => expect(said()).toContain('over lost'), PATIENT);
    await vi.waitFor(() => expect(said()).toContain('told lost'), PATIENT);
    expect((await claim.refresh()).receipts).toEqual([receipt]);
    expect(await claim.finalize(final, 0)).toBe(true);
    await claim.close('answered');
    stop.abort();
    await accept(inbox, [prompt('b')]);
    await vi.waitFor(() => expect(said()).toContain('claimed b 1'), PATIENT);
  });

  it('kill -9: another has its turns once its lease is over, in their order', async () => {
    await accept(inbox, [prompt('a'), prompt('b')]);
    const { child, said } = await start();
    await vi.waitFor(() => expect(said()).toContain('wrote a'), PATIENT);
    child.kill('SIGKILL');
    const claim = await claimHere();
    expect([claim.task.key, claim.attempt, claim.receipts[0]?.ids]).toEqual(['a', 2, ['of the child']]);
    expect(await inbox.count('x:1')).toBe(2);
  });

  it('Redis hangs: once its lease is over, a process knows without an answer, and begins anew when Redis is back', async () => {
    await accept(inbox, [prompt('a')]);
    const told: string[] = [];
    inbox.watch((_, reason) => told.push(reason));
    const attempts: number[] = [];
    const first = Promise.withResolvers<Claim>();
    const handler = async (claim: Claim) => {
      attempts.push(claim.attempt);
      first.resolve(claim);
      if (claim.attempt === 1) await new Promise<void>((resolve) => setTimeout(resolve, 3 * LEASE_MS));
      else await claim.close('answered');
    };
    const working = inbox.work(handler, 0, stop.signal);
    const claim = await first.promise;
    server.freeze();
    await vi.waitFor(() => expect(told).toEqual(['lost']), PATIENT);
    const asked = performance.now();
    await expect(claim.record({ part: 0, ids: ['late'], start: 0, end: 1 })).rejects.toThrow(Interruption);
    expect(performance.now() - asked).toBeLessThan(100);
    server.thaw();
    await vi.waitFor(async () => expect(await inbox.count('x:1')).toBe(0), PATIENT);
    expect(attempts).toEqual([1, 2]);
    stop.abort();
    await working;
  });

  it('Redis killed and back: nothing that was accepted is lost, and each queue goes on in its order', async () => {
    const queues = ['p', 'q', 'r'];
    const seen = new Set<string>();
    const working = inbox.work(
      async (claim) => {
        await clock.sleep(20, stop.signal);
        await claim.record({ part: 0, ids: [claim.task.key], start: 0, end: 1 });
        await claim.close('answered');
        seen.add(claim.task.key);
      },
      0,
      stop.signal,
    );
    for (let n = 0; n < 10; n += 1) {
      const events = queues.map((queue) => prompt(`${queue}${n}`, { conversation: queue }));
      expect(await accept(inbox, events)).toEqual([true, true, true]);
      if (n === 3 || n === 7) {
        await server.kill();
        await server.start();
      }
    }
    await vi.waitFor(async () => expect((await inbox.open('x:7')).all).toBe(0), PATIENT);
    stop.abort();
    await working;
    const order = queues.map((queue) => [...seen].filter((key) => key.startsWith(queue)));
    expect(order).toEqual(queues.map((queue) => Array.from({ length: 10 }, (_, n) => `${queue}${n}`)));
  });
});
