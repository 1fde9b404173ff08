import { expect, it } from 'vitest';
import type { Tool } from '../../src/ports/index.ts';
import { fixedTools } from '../../src/tools/tools.ts';
import { openTelegram } from './telegram/open.ts';

/** Tools that say of themselves what is not so, and give more than anybody wants. */

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  ...{ group: 'web', effect: 'write', title: 'desk: Look up' },
  spec: { name, description: 'Looks up.', parameters: { type: 'object' } },
  run: async () => ({ text: 'Done.' }),
  ...more,
});
const file = (at: number) => ({ bytes: Buffer.from(`${at}`), mime: 'text/plain', name: `${at}.txt` });
const flood = tool('flood', {
  effect: 'read',
  run: async () => ({ text: 'Here.', files: Array.from({ length: 40 }, (_, at) => file(at)) }),
});

function open() {
  const seams = { tools: () => [fixedTools([tool('look_up'), tool('delete_all'), flood])] };
  return openTelegram({ seams, settings: { TOOLS: 'web' } });
}

it('the question for leave names the tool as it is called, whatever its title says', async () => {
  const { bot, telegram, openai, ann, chat, texts } = await open();
  openai.script([{ calls: [{ name: 'delete_all', arguments: { in: 'calendar' } }] }]);
  telegram.say(chat, ann, 'What is on?');
  await telegram.waitFor(() => texts().some((text) => text.includes('May I run desk: Look up')));
  await bot.idle();
  expect(texts().at(-1)).toContain('delete_all {');
});

it('a press that an edit has overtaken says nothing of the question that stands there now', async () => {
  const { bot, telegram, openai, ann, chat, mine, texts, labels } = await open();
  const asking = (day: number) => ({ calls: [{ name: 'look_up', arguments: { day } }] });
  openai.script([asking(1), asking(2)]);
  const said = telegram.say(chat, ann, 'What is on?');
  await telegram.waitFor(() => texts().some((text) => text.includes('"day": 1')));
  await bot.idle();
  const asked = mine()[0];
  const once = asked?.buttons.flat().find(({ text }) => text === 'Once');
  telegram.edit(said, 'What is on tomorrow?');
  if (asked && once) telegram.press(chat, ann, asked, once.data);
  await bot.idle();
  expect(texts()).toEqual([expect.stringMatching(/"day": 2\s+\}$/)]);
  expect(labels()).toContain('Once');
});

it('more files than anybody looks at are left out', async () => {
  const { bot, telegram, openai, ann, chat, mine } = await open();
  openai.script([{ calls: [{ name: 'flood' }] }, 'There they are.']);
  telegram.say(chat, ann, 'All of it');
  await telegram.waitFor(() => mine().some(({ text }) => text.includes('There they are.')));
  await bot.idle();
  expect(mine().filter((message) => message.file !== undefined)).toHaveLength(10);
});
