import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { slow } from '../scenarios/telegram/open.ts';
import { openLife, WORDS } from './life.ts';

/** A person who has themselves forgotten while the bot runs: nothing of them is left, and nothing of others is lost. */

/** Everything that lies in the folder of the store, journal and files included. */
function bytesIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(`${parentPath}/${name}`, 'utf8')).join('\n');
}

/** All rows of all tables but those with keys of events, which are kept for a week. */
function rowsOf(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const rows = tables.flatMap(({ name }) =>
    name === 'keys'
      ? []
      : database
          .prepare(`SELECT * FROM ${name}`)
          .all()
          .map((row) => `${name} ${JSON.stringify(row)}`),
  );
  database.close();
  return rows;
}

async function forget({ bot, chat, ann, telegram, press, texts }: Awaited<ReturnType<typeof openLife>>) {
  telegram.say(chat, ann, '/privacy');
  await telegram.waitFor(() => texts(chat).some((text) => text.includes('What I keep of you')));
  await press('✕ Forget everything', chat, ann);
  await telegram.waitFor(() => texts(chat).some((text) => text.includes('Delete everything I keep')));
  await press('Yes, forget me', chat, ann);
  await telegram.waitFor(() => texts(chat).some((text) => text.startsWith('Done:')));
  await bot.idle();
}

it('while answers are written: those end, and neither file nor journal holds a word or an id of theirs', async () => {
  const life = await openLife();
  const { bot, telegram, openai, chat, group, ann, bob, bobs, texts, say } = life;
  expect(rowsOf(bot.store).join('\n')).toMatch(WORDS);
  const before = telegram.messages(chat).filter(({ mine, deleted }) => mine && !deleted).length;
  openai.script([slow, slow]);
  telegram.say(chat, ann, 'Tell me all about the wombat');
  await telegram.waitFor(() => texts(chat).at(-1)?.startsWith('word'));
  telegram.say(chat, ann, 'And about marzipan');
  telegram.say(group, ann, '@parley_bot and about a kumquat');
  await telegram.waitFor(() => texts(chat).at(-1)?.startsWith('word') && texts(group).at(-1)?.startsWith('word'));
  await forget(life);
  // Its own answer alone has come to what was there.
  expect(telegram.messages(chat).filter(({ mine, deleted }) => mine && !deleted)).toHaveLength(before + 1);
  expect(texts(group).at(-1)).not.toMatch(/^word/);
  await vi.waitFor(() => expect(WORDS.exec(bytesIn(bot.folder))).toBeNull(), 8000);
  const named = rowsOf(bot.store).filter((row) => new RegExp(`telegram:${ann.id}\\b|"${ann.id}"`).test(row));
  expect(named).toEqual([]);
  // Others lose nothing.
  openai.script(['It is sour.', 'It is still yellow.']);
  await say(bobs, bob, 'And what is a lemon like?');
  await say(group, bob, '@parley_bot why?');
  expect(JSON.stringify(openai.requests.at(-2)?.body)).toContain('A lemon?');
  expect(JSON.stringify(openai.requests.at(-1)?.body)).toContain('which fruit is yellow?');
  // Who comes back begins anew.
  await say(chat, ann, 'Do you know me?');
  expect(JSON.stringify(openai.requests.at(-1)?.body)).not.toMatch(WORDS);
});
