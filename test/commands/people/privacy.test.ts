import { expect, it } from 'vitest';
import { languageTags } from '../../../src/locales/index.ts';
import { openChat, withTurns } from '../chat.ts';
import { fits } from '../menu.ts';
import { inGroup } from '../said.ts';

it('/privacy tells what is kept of who asks, how much of it, for how long, and where', async () => {
  const chat = await withTurns(3);
  await chat.clock.advance(7_200_000);
  const said = await chat.say('/privacy');
  fits(said);
  expect(said.text).toMatch(/Questions and answers\*\*: 3 \(\d+ B, the oldest .*\), kept until it is deleted/);
  expect(said.text).toContain('model.example');
  expect(said.text).not.toContain('Question 1');
});

it('tells nothing of what others asked at the same place', async () => {
  const chat = openChat();
  await chat.say('Hello', inGroup);
  const bob = { ...inGroup, actor: { id: 'test:2', name: 'Bob' } };
  expect((await chat.say('/privacy', bob)).text).not.toContain('Questions and answers');
  expect((await chat.say('/privacy', inGroup)).text).toContain('Questions and answers**: 1');
});

it('tells of rights that an owner gave', async () => {
  const grant = { kind: 'person' as const, id: 'test:1', name: 'Ann', at: 0 };
  const grants = {
    has: () => true,
    list: () => [grant],
    give: async () => true,
    take: async () => undefined,
    unname: async () => undefined,
  };
  const { text } = await openChat({ grants }).say('/privacy');
  expect(text).toContain('Rights an owner gave you');
});

it.each(languageTags)('speaks %s', async (locale) => {
  const chat = await withTurns(1);
  const { text } = await chat.say('/privacy', { actor: { id: 'test:1', name: 'Ann', locale } });
  expect(text).not.toMatch(/privacy\.|\{\{/);
});
