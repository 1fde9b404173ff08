import { expect, it } from 'vitest';
import type { Tool } from '../../src/ports/index.ts';
import { fixedTools } from '../../src/tools/tools.ts';
import { openTelegram } from '../scenarios/telegram/open.ts';
import { rowsOf } from './left.ts';

/** Leave for a tool is the conversation's: nobody's id stays in it. */

const book: Tool = {
  ...{ group: 'web', effect: 'write', lasting: true, title: 'Book' },
  spec: { name: 'book', description: 'Books.', parameters: { type: 'object' } },
  run: async () => ({ text: 'Booked.' }),
};

it('whoever allowed a tool in a group, and has themselves forgotten, is named nowhere', async () => {
  const seams = { tools: () => [fixedTools([book])] };
  const { bot, telegram, openai, ann, group, texts, press } = await openTelegram({ seams, settings: { TOOLS: 'web' } });
  const bob = telegram.user({ first_name: 'Bob', language_code: 'en' });
  const bobs = telegram.privateChat(bob);
  telegram.appoint(group, bob);
  const said = async (where: typeof group | typeof bobs, words: string) => {
    await telegram.waitFor(() => texts(where).some((text) => text.includes(words)));
    await bot.idle();
  };
  openai.script([{ calls: [{ name: 'book' }] }, 'It is booked.']);
  telegram.say(group, ann, '@parley_bot book it');
  await said(group, 'May I run');
  press('For this', group, bob);
  await said(group, 'It is booked.');
  telegram.say(bobs, bob, '/privacy');
  await said(bobs, 'What I keep of you');
  press('✕ Forget everything', bobs, bob);
  await said(bobs, 'Delete everything I keep');
  press('Yes, forget me', bobs, bob);
  await said(bobs, 'Done:');
  expect(rowsOf(bot.store).filter((row) => new RegExp(`telegram:${bob.id}\\b|"${bob.id}"`).test(row))).toEqual([]);
  expect(rowsOf(bot.store).join('\n')).toMatch(/leaves\\":\[/);
});
