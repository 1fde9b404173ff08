import { expect, it } from 'vitest';
import type { Claim, OutgoingFile } from '../../src/ports/index.ts';
import { createAnswerFiles } from '../../src/turns/answer-files.ts';
import { createPicturePlaces } from '../../src/turns/picture-places.ts';
import { Fault } from '../../src/util/errors.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';

/** Files of answers: held, stored, lent. */

const forever = new AbortController().signal;
const turn = { id: 't1', task: promptOf() } as Claim;
const file = (fill: number): OutgoingFile => ({ bytes: Buffer.of(fill), mime: 'image/png', name: `${fill}.png` });

function open(most = 0) {
  const stored = new Map<string, Uint8Array>();
  const puts: unknown[] = [];
  let failure: Error | undefined;
  const blobs = {
    async put(bytes: Uint8Array, about: unknown) {
      if (failure) throw failure;
      puts.push(about);
      const { createHash } = await import('node:crypto');
      const name = createHash('sha256').update(bytes).digest('hex');
      stored.set(name, bytes);
      return name;
    },
    async forget(_: unknown, names: readonly string[] = []) {
      for (const name of names) stored.delete(name);
      return names.length;
    },
    get: async (name: string, conversation: string) =>
      conversation === turn.task.conversation ? stored.get(name) : undefined,
  };
  const places = createPicturePlaces(most, createFakeClock());
  const files = createAnswerFiles({ blobs, places, log: createTestLog() });
  const fail = (fault: Error | undefined) => {
    failure = fault;
  };
  return { files, stored, puts, fail };
}

it('are stored for the conversation and who asked, and lent from the store from then on', async () => {
  const { files, stored, puts } = open();
  const kept = await files.hold(turn, [file(1), file(2)]);
  expect(kept).toMatchObject([{ mime: 'image/png', name: '1.png' }, { name: '2.png' }]);
  expect(stored.size).toBe(0);
  expect(await files.store(turn)).toBe(true);
  const { conversation, actor } = turn.task;
  expect(puts).toMatchObject([{ owner: { conversation, person: actor.id } }, {}]);
  expect([...stored.keys()]).toEqual(kept.map(({ blob }) => blob));
  const lend = files.lend(turn, kept, forever);
  expect(await lend(async (all) => all.map(({ name }) => name))).toEqual(['1.png', '2.png']);
  stored.delete(kept[0]?.blob ?? '');
  expect(await lend(async (all) => all.map(({ name }) => name))).toEqual(['2.png']);
});

it('that the store does not take are lent from memory, and tried again, until the answer is over', async () => {
  const { files, fail, stored } = open();
  fail(new Fault('storage', 'full'));
  const kept = await files.hold(turn, [file(1)]);
  const count = () => files.lend(turn, kept, forever)(async (all) => all.length);
  expect([await files.store(turn), await count()]).toEqual([false, 1]);
  fail(undefined);
  expect([await files.store(turn), await count(), stored.size]).toEqual([true, 1, 1]);
  stored.clear();
  expect(await count()).toBe(0);
  fail(new Fault('storage', 'full'));
  await files.hold(turn, [file(1)]);
  await files.store(turn);
  files.release(turn);
  expect(await count()).toBe(0);
  expect(await files.store(turn)).toBe(true);
});

it('of one turn do not go with those of another, however equal they are', async () => {
  const { files, fail } = open();
  fail(new Fault('storage', 'full'));
  const kept = await files.hold(turn, [file(1)]);
  const other = { ...turn, id: 't2' };
  await files.hold(other, [file(1)]);
  files.release(other);
  expect(await files.lend(turn, kept, forever)(async (all) => all.length)).toBe(1);
});

it('are in memory for one call at a time, however many chats wait', async () => {
  const { files } = open(2);
  const kept = await files.hold(turn, [file(1), file(2)]);
  await files.store(turn);
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const using: string[] = [];
  const use = (name: string, until: Promise<void>) =>
    files.lend(
      turn,
      kept,
      forever,
    )(async () => {
      using.push(name);
      await until;
    });
  const [one, two] = [use('one', first.promise), use('two', second.promise)];
  await new Promise((resolve) => setImmediate(resolve));
  expect(using).toEqual(['one']);
  first.reject(new Error('refused'));
  await expect(one).rejects.toThrow('refused');
  second.resolve();
  await two;
  expect(using).toEqual(['one', 'two']);
});

it('wait for a place no longer than the answer is wanted', async () => {
  const { files } = open(1);
  const kept = await files.hold(turn, [file(1)]);
  const end = new AbortController();
  const shown = Promise.withResolvers<void>();
  const one = files.lend(turn, kept, forever)(() => shown.promise);
  const two = files.lend(turn, kept, end.signal)(async () => undefined);
  end.abort(new Error('over'));
  await expect(two).rejects.toThrow('over');
  shown.resolve();
  await one;
});

it('that cannot be read for a reason of ours end the attempt', async () => {
  const { files, fail } = open();
  await files.hold(turn, [file(1)]);
  fail(new TypeError('x'));
  await expect(files.store(turn)).rejects.toThrow(TypeError);
});

it('that are sound or documents are kept until they are shown, and no longer', async () => {
  const { files, stored, puts } = open();
  const voice = { ...file(3), mime: 'audio/ogg', role: 'voice' } as const;
  const document = { ...file(4), mime: 'text/markdown', role: 'document' } as const;
  const kept = await files.hold(turn, [file(1), voice, document]);
  await files.store(turn);
  const [week, season] = [7 * 86_400_000, 90 * 86_400_000];
  expect(puts).toMatchObject([{ ttl: season }, { ttl: week }, { ttl: week }]);
  await files.shown(turn, kept);
  expect([...stored.keys()]).toEqual([kept[0]?.blob]);
});
