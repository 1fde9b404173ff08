import { afterAll, beforeAll, expect, it } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import { tags } from '../../../src/intake/tags.ts';
import type { OwnedBy } from '../../../src/ports/index.ts';
import { openRedis, type Redis } from '../../../src/storage/redis/client.ts';
import { createRedisInbox } from '../../../src/storage/redis/inbox/inbox.ts';
import { inboxTraces } from '../../../src/storage/redis/inbox/traces.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { accept, prompt } from '../../contracts/events.ts';
import { answerAll } from '../../contracts/inbox-under-test.ts';
import { createTestLog } from '../../fake-clock.ts';
import { describeRedis, startRedis, type TestRedis } from '../../support/redis.ts';

describeRedis('rows of the inbox on Redis by whose they are', () => {
  const log = createTestLog();
  let server: TestRedis;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis({ appendfsync: 'no' });
    redis = await openRedis({ url: server.url, bot: 'b', log });
  });
  afterAll(async () => {
    await redis.close();
    await server.stop();
  });

  const asked = (key: string, name: string, conversation: string) =>
    prompt(key, { actor: { id: `x:${name}`, name }, conversation, queue: conversation });

  it('are listed, and deleted without those of others', async () => {
    const inbox = await createRedisInbox(redis, { reader, clock, log });
    const { turns, others } = inboxTraces(redis);
    const kinds = async (by: OwnedBy) => {
      const lists = await Promise.all([turns, ...others].map((rows) => Array.fromAsync(rows.list(by))));
      return lists.flat().map(({ kind, key }) => (kind === 'position' ? `${kind} ${key}` : kind));
    };
    await accept(inbox, [asked('a', 'ann', 'x:1'), asked('b', 'bob', 'x:2')]);
    await answerAll(inbox, 2);
    await accept(inbox, [asked('c', 'eve', 'x:1'), asked('d', 'eve', 'x:1')]);
    const id = Number.parseInt((await inbox.find(tags.key('c')))?.id ?? '', 36);
    await redis.send(['HSET', redis.key('inbox', 't', String(id)), 'inbound', '{"v":1']);
    await answerAll(inbox, 1);
    const position = { name: 'channel', value: '1', conversation: 'x:1' };
    await accept(inbox, [asked('a2', 'ann', 'x:1'), asked('b2', 'bob', 'x:2')], position);

    expect(await kinds({ person: 'x:ann' })).toEqual(['open turn', 'closed turn']);
    expect((await kinds({ person: 'x:eve' })).toSorted()).toEqual(['closed turn', 'damaged value']);
    expect((await kinds({ conversation: 'x:1' })).toSorted()).toEqual([
      'closed turn',
      'closed turn',
      'damaged value',
      'open turn',
      'position channel',
    ]);
    const [open] = await Array.fromAsync(turns.contents({ person: 'x:ann' }));
    expect(open).toMatchObject({ person: 'x:ann', conversation: 'x:1', content: { key: 'a2', text: 'text of a2' } });

    const removed = await Promise.all([turns, ...others].map((rows) => rows.remove({ conversation: 'x:1' })));
    expect(removed).toEqual([1, 1, 2, 1]);
    expect(await kinds({ conversation: 'x:1' })).toEqual([]);
    expect(await inbox.cursor('channel')).toBeUndefined();
    expect(await inbox.count('x:1')).toBe(0);
    expect(await kinds({ person: 'x:bob' })).toEqual(['open turn', 'closed turn']);
    await inbox.close();
  });
});
