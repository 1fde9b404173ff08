import { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { kinds, roomOf, rooms } from '../../src/privacy/rooms.ts';
import { toldText } from '../../src/storage/stored-text.ts';
import { slow } from '../scenarios/telegram/open.ts';
import { bytesIn, rowsOf } from './left.ts';
import { openWholeLife, WORDS } from './life.ts';
import { unzipped } from './unzipped.ts';

/**
 * A person of whom each kind of thing is kept, and who has themselves forgotten while the bot works for them: nothing of them is left,
 * and nothing of others is lost.
 */

/** Documents that are nobody's: what services taught about models, rights, and the code that makes an owner. */
const nobodys = ['taught', 'grants', 'owner-code'];

/** Keys of documents by their first part: one of each. */
function namesOf(path: string): Map<string, string> {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare("SELECT key FROM entries WHERE namespace = 'conversations'").all();
  database.close();
  const keys = rows.map(({ key }) => toldText(String(key)));
  return new Map(keys.map((key) => [key.split('|', 1)[0] ?? '', key]));
}

async function forget({ bot, chat, ann, telegram, press, texts }: Awaited<ReturnType<typeof openWholeLife>>) {
  telegram.say(chat, ann, '/privacy');
  await telegram.waitFor(() => texts(chat).some((text) => text.includes('What I keep of you')));
  await press('✕ Forget everything', chat, ann);
  await telegram.waitFor(() => texts(chat).some((text) => text.includes('Delete everything I keep')));
  await press('Yes, forget me', chat, ann);
  await telegram.waitFor(() => texts(chat).some((text) => text.startsWith('Done:')));
  await bot.idle();
}

it('while answers are written: those end, and neither file nor journal holds a word or an id of theirs', async () => {
  const life = await openWholeLife();
  const { bot, telegram, openai, chat, group, ann, bob, bobs, texts, say, press, mine } = life;
  // Each kind of document is there, and no other.
  const names = [...namesOf(bot.store)].filter(([name]) => !nobodys.includes(name));
  const wanted = rooms.flatMap((room) => ('documents' in room ? [...room.documents] : []));
  expect(names.map(([name]) => name).toSorted()).toEqual(wanted.toSorted());
  expect(names.filter(([, key]) => !roomOf({ kind: 'document', key }))).toEqual([]);
  // All of it is given to her, and to nobody else.
  telegram.say(chat, ann, '/privacy');
  await telegram.waitFor(() => texts(chat).some((text) => text.includes('What I keep of you')));
  await press('⤓ Export', chat, ann);
  const given = await telegram.waitFor(() => mine(chat).find(({ file }) => file === 'parley.zip'));
  const files = unzipped(telegram.document(given) ?? Buffer.of());
  const { kept } = JSON.parse(files.get('parley.json')?.toString() ?? '');
  // Of this platform alone nothing more is kept of her, and nothing is damaged.
  expect(kinds.filter((kind) => !(kind in kept))).toEqual(['platform', 'damaged', 'other']);
  await bot.received();
  const before = telegram.messages(chat).filter(({ mine, deleted }) => mine && !deleted).length;
  openai.script(({ messages }) => (/Tell me all|kumquat/.test(messages.at(-1)?.text ?? '') ? slow : 'Noted.'));
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
