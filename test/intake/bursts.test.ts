import { describe, expect, it, onTestFinished } from 'vitest';
import { withBurst } from '../../src/intake/bursts.ts';
import { taskReader as reader } from '../../src/intake/stored-task.ts';
import type { Prompt, Quote } from '../../src/ports/index.ts';
import type { OperatorSettings } from '../../src/settings/effective.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { createSqliteInbox } from '../../src/storage/sqlite/inbox.ts';
import { systemClock as clock } from '../../src/util/clock.ts';
import { accept } from '../contracts/events.ts';
import { hold } from '../contracts/inbox-under-test.ts';
import { createTestLog } from '../fake-clock.ts';
import { manners, promptOf } from '../fixtures.ts';

const said = (text: string, more: Partial<Prompt> = {}) =>
  promptOf({ text, tail: { at: 0, length: text.length, forward: false }, ...more });

/** Begins with the first of these messages while the others wait. */
async function open(bursts: 'each' | 'together', ...tasks: Prompt[]) {
  const database = openDatabase({ path: ':memory:' });
  const inbox = createSqliteInbox(database, { reader, clock, log: createTestLog() });
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
    database.close();
  });
  await accept(inbox, tasks);
  const claim = await hold(inbox, stop.signal);
  const operator: OperatorSettings = {
    ...{ ...manners, bursts },
    models: { chat: () => 'm', offered: [] },
    parameters: {},
    history: 'topic',
    streaming: () => 'edits',
  };
  /** `meanwhile` happens while the chat's choices are read. */
  const burst = (meanwhile: () => Promise<unknown> = async () => undefined) => {
    const settings = async () => {
      await meanwhile();
      return { v: 1 } as const;
    };
    return withBurst({ inbox, operator, conversations: { settings } }, claim);
  };
  return { inbox, claim, burst };
}

describe('messages that wait', () => {
  it('are asked together as they say by then', async () => {
    const [one, two] = [said('One'), said('Two')];
    const { inbox, claim, burst } = await open('together', one, two);
    const now = await burst(() => inbox.replace(claim.id, { ...one, text: 'Uno' }));
    expect(now.task).toMatchObject({ text: 'Uno\n\nTwo' });
    expect(await inbox.count(one.queue)).toBe(1);
  });

  it.each(['each', 'together'] as const)('are not asked with one that is stopped by then (%s)', async (bursts) => {
    const [one, two] = [said('One'), said('Two')];
    const { inbox, claim, burst } = await open(bursts, one, two);
    expect(await burst(() => inbox.stop(claim.id))).toMatchObject({ stopped: true, task: { text: 'One' } });
    expect(await inbox.count(one.queue)).toBe(2);
  });

  it.each<[string, Quote | undefined, Quote | undefined, string]>([
    ['the same message', { id: '7', text: 'a' }, { id: '7', text: 'a' }, 'One\n\nTwo'],
    ['a message, and then nothing', { id: '7', text: 'a' }, undefined, 'One\n\nTwo'],
    ['nothing, and then a message', undefined, { id: '7', text: 'a' }, 'One'],
    ['two passages of a message', { id: '7', text: 'a' }, { id: '7', text: 'b' }, 'One'],
    ['two messages of other chats', { text: 'a' }, { text: 'b' }, 'One'],
    ['nothing, and then a message of another chat', undefined, { text: 'b' }, 'One'],
  ])('about %s', async (_, first, second, text) => {
    const quoting = (quote?: Quote) => (quote ? { quote } : {});
    const { burst } = await open('together', said('One', quoting(first)), said('Two', quoting(second)));
    expect((await burst()).task).toMatchObject({ text });
  });
});
