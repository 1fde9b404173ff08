import { expect, it } from 'vitest';
import { covering } from '../../../src/conversation/summary.ts';
import { asked, type Chat, type ChatOptions, withTurns } from '../chat.ts';
import { button, inGroup, labels } from '../said.ts';

const WORDS = 'Ann likes *tea*.';

/** Has the oldest turns of a chat stand in a summary. */
async function summarised(chat: Chat, most: number): Promise<void> {
  const branch = await chat.conversations.context('test:1');
  const turns = branch.turns.slice(0, most);
  const to = covering(undefined, branch, turns, { text: WORDS, at: 1 });
  expect(await chat.conversations.summarise('test:1', 'first', { from: undefined, to, turns, person: null })).toBe(
    true,
  );
}

async function open(turns = 4, options: ChatOptions = {}): Promise<Chat> {
  const chat = await withTurns(turns, options);
  await summarised(chat, 2);
  return chat;
}

it('/context shows what stands for older questions, and gives it to read', async () => {
  const chat = await open();
  const list = await chat.say('/context');
  expect(list.text).toMatch(/\*\*Summary\*\* of 2 older questions \(\d+\): Ann likes \\\*tea/);
  expect(list.text).not.toContain('Question 2');
  expect(list.text).toContain('Question 3');
  expect(labels(list).slice(0, 2)).toEqual(['Read the summary', 'Forget the summary']);
  const read = await chat.press(button(list, 'Read the summary'), list);
  expect(read.text).toBe(WORDS);
  expect((await chat.press(button(read, '‹ Back'), read)).text).toBe(list.text);
});

it('holds five rows of at most five buttons, whatever there is to show', async () => {
  for (const turns of [2, 3, 6, 7, 12]) {
    const chat = await open(turns);
    const { controls } = await chat.say('/context');
    expect(controls.length).toBeLessThanOrEqual(5);
    expect(Math.max(...controls.map((row) => row.length))).toBeLessThanOrEqual(5);
  }
});

it('lets it go: the next request has neither the words nor the turns they stood for', async () => {
  const chat = await open();
  await chat.say('Before');
  expect(asked(chat)?.join()).toContain(WORDS);
  const list = await chat.say('/context');
  const gone = await chat.press(button(list, 'Forget the summary'), list);
  expect(gone.text).toContain('The summary of 2 older questions was let go');
  expect(labels(gone)).not.toContain('Read the summary');
  await chat.say('After');
  const told = asked(chat)?.join();
  expect(told).not.toContain('tea');
  expect(told).not.toContain('Question 2');
  expect(told).toContain('Question 3');
});

it('is let go by nobody who may not decide about other people', async () => {
  const chat = await withTurns(0);
  for (let at = 1; at <= 3; at += 1) await chat.say(`Question ${at}`, inGroup);
  await summarised(chat, 2);
  const list = await chat.say('/context', inGroup);
  const refused = await chat.press(button(list, 'Forget the summary'), list, inGroup);
  expect(refused.text).not.toContain('let go');
  expect((await chat.conversations.summary('test:1', 'first'))?.text).toBe(WORDS);
});
