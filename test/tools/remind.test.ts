import { describe, expect, it } from 'vitest';
import type { ToolContext } from '../../src/ports/index.ts';
import { remindTools } from '../../src/tools/remind.ts';
import { asking } from '../agent/support.ts';
import { schedulesIn } from '../commands/chat-surroundings.ts';
import { createFakeClock } from '../fake-clock.ts';
import { helpless } from '../fixtures.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const NOW = Date.UTC(2026, 6, 4, 22, 30);

const context: ToolContext = {
  turn: '7',
  call: '0:a',
  task: { ...asking, sentAt: NOW },
  language: 'en',
  zone: 'Europe/Madrid',
  signal: new AbortController().signal,
  standing: async () => undefined,
  ...helpless,
  note: () => undefined,
};

async function open(lasting = true) {
  const clock = createFakeClock(NOW);
  const schedules = schedulesIn(createMemoryDocuments().documents, clock);
  const { surface, actor, target, place } = asking;
  const asked = { at: { surface, chat: target.chat, kind: place.kind, scopes: place.scopes }, actor, target };
  const source = remindTools({ schedules, askedAt: async () => (lasting ? asked : undefined) });
  const tools = await source.list(asking, context.signal);
  const run = (name: string, args: Record<string, unknown> = {}, more: Partial<ToolContext> = {}) => {
    const tool = tools.find(({ spec }) => spec.name === name);
    if (!tool) throw new Error(`no tool ${name}`);
    return tool.run(args, { ...context, ...more });
  };
  return { clock, schedules, run, person: actor.id };
}

describe('a reminder of the model', () => {
  it('shows something, and commands nothing', async () => {
    const { schedules, run, person } = await open();
    const made = (args: object) => run('remind', { when: 'tomorrow at 9:00', ...args });
    expect(await made({ text: ' /allow 7', ask: true })).toMatchObject({ isError: true });
    expect(await made({ text: '\u200b' })).toMatchObject({ isError: true });
    expect(await schedules.list({ person })).toEqual([]);
  });

  it('is made once for a call, however often that runs, and is told with its exact time', async () => {
    const { clock, schedules, run, person } = await open();
    const args = { when: 'tomorrow at 9:00', text: 'buy milk' };
    const { text } = await run('remind', args);
    const [, id = ''] = /^Made: (\w+): next 2026-07-06T09:00 Europe\/Madrid: buy milk$/.exec(text) ?? [];
    // By the time of the question, whenever the call runs again.
    clock.advance(60_000);
    expect(await run('remind', args)).toEqual({ text });
    expect(await schedules.list({ person })).toMatchObject([{ id, does: 'remind' }]);
    await run('remind', { when: 'every Friday at 17:00', text: 'Sum up', ask: true }, { call: '0:b' });
    expect((await run('list_reminders')).text).toMatch(
      /\n\w+: next 2026-07-10T17:00 Europe\/Madrid, cron 0 17 \* \* 5, asked of you: Sum up$/,
    );
  });

  it('is deleted once, and a call that runs again after a crash tells so again', async () => {
    const { run, schedules, person } = await open();
    await run('remind', { when: 'tomorrow at 9:00', text: 'buy milk' });
    const [made] = await schedules.list({ person });
    const deleting = (call: string) => run('delete_reminder', { id: made?.id }, { call });
    const told = { text: 'Deleted: buy milk', about: 'buy milk' };
    expect(await deleting('1:a')).toEqual(told);
    expect(await schedules.list({ person })).toEqual([]);
    expect(await deleting('1:a')).toEqual(told);
    expect(await deleting('1:b')).toMatchObject({ isError: true });
  });

  it.each([
    ['a time that is none', { when: 'someday', text: 'x' }, {}, true, 'no time to come'],
    [
      'a zone that nobody knows',
      { when: 'tomorrow at 9', text: 'x' },
      { zone: undefined },
      true,
      '/zone, and to ask again',
    ],
    ['a place that nothing reaches later', { when: 'in 5 minutes', text: 'x' }, {}, false, 'private chat'],
    ['nothing to tell', { when: 'in 5 minutes', text: ' ' }, {}, true, 'empty'],
  ])('is not made for %s, and the model is told why', async (_, args, more, lasting, told) => {
    const { run, schedules, person } = await open(lasting);
    expect(await run('remind', args, more)).toMatchObject({ text: expect.stringContaining(told), isError: true });
    expect(await schedules.list({ person })).toEqual([]);
  });
});
