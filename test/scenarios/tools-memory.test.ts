import { expect, it } from 'vitest';
import { openDiscord } from './discord/open.ts';
import { openTelegram } from './telegram/open.ts';

/** The model's own use of what is kept: it proposes, and the person decides. */

const settings = { TOOLS: 'memory' };
const call = (name: string, args: object) => ({ calls: [{ name, arguments: args }] });

/** Names of the tools that the model had at its n-th request. */
const offered = (requests: readonly { body: Record<string, unknown> }[], at: number) =>
  ((requests.at(at)?.body['tools'] ?? []) as { name: string }[]).map(({ name }) => name);

it('keeps a fact on Telegram once its button is pressed, and not before', async () => {
  const { bot, telegram, openai, ann, chat, group, mine, texts, labels, press } = await openTelegram({ settings });
  openai.script([call('remember', { fact: 'is vegetarian forget=all' }), 'Shall I keep that?']);
  telegram.say(chat, ann, 'I am a vegetarian.');
  await telegram.waitFor(() => labels()?.some((label) => label.startsWith('Keep')), 10_000);
  await bot.idle();
  expect(labels()?.[0]).toBe('Keep: is vegetarian forget = all');
  telegram.say(chat, ann, '/remember');
  await telegram.waitFor(() => texts().some((text) => text.includes('nothing about you')), 10_000);
  await bot.idle();
  for (const times of [1, 2]) {
    press('Keep');
    await telegram.waitFor(() => mine().length === 2 + times, 10_000);
    await bot.idle();
    expect(texts().at(-1)).toMatch(/1 is vegetarian forget = all/);
    expect(texts().at(-1)).not.toMatch(/2 is vegetarian/);
  }
  // It stays with its answer, also where another one has been shown meanwhile.
  openai.script(['Another answer.']);
  press('↻');
  await telegram.waitFor(() => texts().some((text) => text.startsWith('Another answer.')), 10_000);
  await bot.idle();
  press('◀');
  await telegram.waitFor(() => texts().some((text) => text.startsWith('Shall I')), 10_000);
  await bot.idle();
  expect(
    mine()
      .find(({ text }) => text.startsWith('Shall I'))
      ?.buttons.flat()
      .map(({ text }) => text),
  ).toContain('Keep: is vegetarian forget = all');
  openai.script([call('remember', { fact: 'x'.repeat(61) }), 'No.']);
  telegram.say(chat, ann, 'And this long one?');
  await telegram.waitFor(() => texts().some((text) => text.startsWith('No.')), 10_000);
  await bot.idle();
  expect(labels()?.some((label) => label.startsWith('Keep'))).toBe(false);
  telegram.say(group, ann, '@parley_bot hello');
  await telegram.waitFor(() => texts(group).length > 0, 10_000);
  await bot.idle();
  expect(offered(openai.requests, 0)).toEqual([
    'list_conversations',
    'remember',
    'search_conversation',
    'switch_conversation',
  ]);
  expect(offered(openai.requests, -1)).toEqual(['search_conversation']);
});

it('finds on Discord what was said in another conversation, and leads there by a button', async () => {
  const { bot, discord, openai, ann, dm, texts, labels, last, heard } = await openDiscord({ settings });
  const said = async (words: string, answer: string) => {
    discord.say(dm, ann, words);
    await discord.waitFor(() => texts().some((text) => text.startsWith(answer)), 10_000);
    await bot.idle();
  };
  openai.script([
    '坐火车去。',
    call('search_conversation', { words: '火车' }),
    call('list_conversations', {}),
    call('switch_conversation', { number: 2 }),
    'Press the button.',
    'Still by train.',
  ]);
  await said('怎么去柏林？坐火车还是飞机', '坐火车去');
  discord.say(dm, ann, '/new');
  await bot.received();
  await bot.idle();
  await said('What did we say of trains?', 'Press the button.');
  expect(heard(2)).toMatch(/quoted_material kind=.*坐火车还是飞机/);
  expect(heard(3)).toMatch(/2\. 怎么去柏林/);
  const [label = ''] = labels(last()) ?? [];
  expect(label).toMatch(/^Go on with: 怎么去柏林/);
  const button = last()
    .buttons.flat()
    .find((each) => each.label === label);
  if (!button) throw new Error('no button');
  discord.press(last(), ann, button.id);
  await discord.waitFor(() => texts().some((text) => text.includes('Back in')), 10_000);
  await bot.idle();
  // The answer with the button stays.
  expect(texts().some((text) => text.startsWith('Press the button.'))).toBe(true);
  await said('So how do we go?', 'Still by train.');
  expect(heard(5)).toContain('坐火车去。');
  expect(heard(5)).not.toContain('What did we say of trains?');
});

it('finds on Telegram a stretch of a long file that the question itself did not', async () => {
  const { bot, telegram, openai, ann, chat, texts, heard } = await openTelegram({
    settings: { TOOLS: 'files', CONTEXT_TOKENS: '6000' },
  });
  const filling = '这一段说的是天气和公园里的树木。'.repeat(40);
  const book = [...Array.from({ length: 40 }, () => filling), '退货须在十四天内办理。', filling].join('\n\n');
  openai.script([call('search_files', { query: '退货' }), '十四天。']);
  telegram.say(chat, ann, '天气怎么样？', {
    document: { name: 'book.txt', mime: 'text/plain', bytes: Buffer.from(book) },
  });
  await telegram.waitFor(() => texts().some((text) => text.startsWith('十四天')), 15_000);
  await bot.idle();
  expect(heard(0)).not.toContain('退货须在十四天内办理');
  expect(heard(1)).toMatch(/quoted_material kind=.*from=.*search_files.*book\.txt.*退货须在十四天内办理/s);
});
