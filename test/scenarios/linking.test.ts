import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import type { Conversations } from '../../src/conversation/conversations.ts';
import { ownSettings } from '../../src/conversation/scope.ts';
import { startTestBot } from '../support/test-bot.ts';

/** One bot on both platforms, and one person with an account on each. */
async function open(settings: Record<string, string> = {}) {
  let conversations: Conversations | undefined;
  const seams = { conversations: (room: Conversations) => (conversations = room) };
  const bot = await startTestBot({ platforms: ['telegram', 'discord'], seams, settings });
  onTestFinished(() => bot.close());
  const { telegram, discord } = bot;
  await discord.waitFor(() => discord.online() === 1, 30_000);
  const ann = telegram.user({ first_name: 'Ann *bold*', language_code: 'en' });
  const nan = discord.user({ username: 'nan', locale: 'en-US' });
  const [chat, dm] = [telegram.privateChat(ann), discord.dm(nan)];
  const there = () => telegram.messages(chat).filter(({ mine, deleted }) => mine && !deleted);
  const here = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
  /** Says something and waits until nothing goes on. */
  const say = {
    async there(text: string) {
      telegram.say(chat, ann, text);
      await bot.idle();
      return there().at(-1)?.text ?? '';
    },
    async here(text: string) {
      discord.say(dm, nan, text);
      await bot.idle();
      return here().at(-1)?.content ?? '';
    },
  };
  async function press(label = /./) {
    const message = here().at(-1);
    const button = message?.buttons.flat().find((each) => label.test(each.label ?? ''));
    if (!message || !button) throw new Error('no button');
    discord.press(message, nan, button.id ?? '');
    await bot.idle();
  }
  async function link() {
    const code = codeIn(await say.there('/link'));
    const asked = await say.here(`/link ${code}`);
    await press();
    return { asked };
  }
  /** Chooses something for an account alone, as a menu does. */
  async function choose(id: string, language: string) {
    const made = { turn: `t${language}`, asker: id, at: 1, parts: [] };
    const own = { to: { v: 1 as const, language }, of: ownSettings(id) };
    await conversations?.apply({ conversation: id, chat: id, ...made, settings: own }, []);
  }
  return { bot, ann, nan, there, here, say, press, link, choose };
}

const codeIn = (text: string) => /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(text)?.[0] ?? 'none';

it('two accounts on two platforms become one person by a code and a press, and the first is told', async () => {
  const { say, there, here, link, choose, ann } = await open();
  await choose(`telegram:${ann.id}`, 'es');
  const { asked } = await link();
  expect(asked).toMatch(
    /código lo creó \*\*Ann \\\*bold\\\*\*\* en Telegram|made by \*\*Ann \\\*bold\\\*\*\* on Telegram/,
  );
  expect(here().at(-1)?.content).toMatch(/^\*\*Linked with Ann/);
  expect(there().at(-1)?.text).toMatch(/^nan en Discord está ahora vinculada/);
  expect(await say.here('/context')).toMatch(/Instrucciones/);
});

it('linked accounts have one budget, and each its own access', async () => {
  const { say, link, ann } = await open({ REQUESTS_PER_MINUTE: '6', OWNERS: 'telegram:1001' });
  expect(ann.id).toBe(1001);
  // What was asked before is the first account's: one request, for the code.
  await link();
  expect(await say.there('/access')).toMatch(/let in|asked/);
  expect(await say.here('/access')).toMatch(/owner/);
  expect([await say.there('say one'), await say.here('say two')]).toEqual(['one', 'two']);
  expect([await say.here('say three')]).toEqual(['three']);
  for (const over of [await say.there('say four'), await say.here('say five')])
    expect(over).not.toMatch(/^(four|five)/);
});

it('one of two accounts is forgotten: what was shared goes, and the other is alone', async () => {
  const { bot, say, press, link, choose, ann, nan } = await open();
  await choose(`telegram:${ann.id}`, 'es');
  await link();
  // What is kept for both under the first account's id is told to either.
  expect(await say.here('/privacy')).toMatch(/Tus ajustes|Ajustes/);
  await press(/Olvidar|Borrar|forget/i);
  await press(/Sí|Yes/);
  const database = new DatabaseSync(bot.store, { readOnly: true });
  const rows = database.prepare("SELECT * FROM entries WHERE namespace = 'conversations'").all();
  database.close();
  expect(JSON.stringify(rows)).toContain(`telegram:${ann.id}`);
  expect(JSON.stringify(rows)).not.toContain(`discord:${nan.id}`);
  expect(await say.there('/context')).toMatch(/Instructions/);
  expect(await say.there('/unlink')).toMatch(/isn't linked/);
});

it('an account is taken apart again, and the other one is left with what was shared', async () => {
  const { say, here, press, link, choose, ann } = await open();
  await choose(`telegram:${ann.id}`, 'es');
  await link();
  expect(await say.here('/unlink')).toMatch(/se queda con Ann/);
  await press();
  expect(here().at(-1)?.content).toMatch(/^Separada/);
  expect(await say.here('/context')).toMatch(/Instructions/);
  expect(await say.there('/context')).toMatch(/Instrucciones/);
});
