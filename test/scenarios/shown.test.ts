import { expect, it } from 'vitest';
import type { Seams } from '../../src/composition/seams.ts';
import { openDiscord } from './discord/open.ts';
import { openTelegram } from './telegram/open.ts';

/** Answers as models write them, and as people see them on either platform. */
const answer = String.raw`So \(x^2 \le 1\), $a*b*c$ and $\underbrace{\{1\}}_{P_1}$; it costs $5 or $6.

| a | b |
|---|---|
| one<br>two | c |

${'**שלום**\u200f!'}`;

const table = 'a   | b\n----+--\none | c\ntwo |';

it('formulas, lines of cells and marks of direction on Telegram', async () => {
  const { telegram, ann, chat, openai, shown, mine } = await openTelegram();
  openai.script([answer]);
  telegram.say(chat, ann, 'Hi');
  const formulas = String.raw`So x² ≤ 1, a*b*c and $\underbrace{\{1\}}_{P_1}$; it costs $5 or $6.`;
  await shown([`${formulas}\n\n${table}\n\nשלום\u200f!`]);
  expect(mine()[0]?.entities.map(({ type }) => type)).toEqual(['pre', 'bold']);
});

it('formulas, lines of cells and marks of direction on Discord', async () => {
  const { discord, dm, ann, openai, shown } = await openDiscord();
  openai.script([answer]);
  discord.say(dm, ann, 'Hi');
  const formulas = String.raw`So x² ≤ 1, a\*b\*c and $\underbrace{\\{1\\}}\_{P_1}$; it costs $5 or $6.`;
  await shown([`${formulas}\n\n\`\`\`\n${table}\n\`\`\`\n\n**שלום**\u200f!`]);
});

const thoughtful: Seams = {
  conversations: (room) => ({
    ...room,
    settings: async (chat) => ({ ...(await room.settings(chat)), reasoning: 'collapsed' }),
  }),
};
const thinking = {
  text: 'It is 4.',
  reasoning: { text: 'Two and two,\nof course.', as: ['<think>', '</think>'] },
} as const;
const chatApi = { settings: { OPENAI_API: 'chat' } };

it('reasoning is a quote that opens on Telegram, and no part of what the model is told next', async () => {
  const { telegram, ann, chat, openai, shown, mine } = await openTelegram({ seams: thoughtful, ...chatApi });
  openai.script([thinking, 'Yes.']);
  telegram.say(chat, ann, 'Hi');
  await shown(['It is 4.\n\nTwo and two,\nof course.']);
  expect(mine()[0]?.entities).toMatchObject([{ type: 'expandable_blockquote', offset: 10 }]);
  telegram.say(chat, ann, 'Sure?');
  await telegram.waitFor(() => openai.requests.length === 2);
  expect(JSON.stringify(openai.requests[1]?.body)).not.toContain('of course');
});

it('reasoning that is short is in small letters on Discord', async () => {
  const { discord, dm, ann, openai, shown } = await openDiscord({ seams: thoughtful, ...chatApi });
  openai.script([thinking]);
  discord.say(dm, ann, 'Hi');
  await shown(['It is 4.\n\n-# \u2063Two and two,\n-# \u2063of course.']);
});

it('reasoning is not shown where nobody asked for it', async () => {
  const { telegram, ann, chat, openai, shown } = await openTelegram(chatApi);
  openai.script([thinking]);
  telegram.say(chat, ann, 'Hi');
  await shown(['It is 4.']);
});

it('reasoning that was shown is no part of a quote of the answer on Telegram', async () => {
  const { telegram, ann, chat, openai, shown, mine, answers } = await openTelegram({ seams: thoughtful, ...chatApi });
  openai.script([thinking, 'Es 4.']);
  telegram.say(chat, ann, 'Hi');
  await shown(['It is 4.\n\nTwo and two,\nof course.']);
  telegram.say(chat, ann, '/translate Spanish', { replyTo: mine()[0]?.id ?? 0 });
  await answers(2);
  expect(JSON.stringify(openai.requests[1]?.body)).toContain('It is 4.');
  expect(JSON.stringify(openai.requests[1]?.body)).not.toContain('of course');
});

it('reasoning that was shown is no part of a quote of the answer on Discord', async () => {
  const { discord, dm, ann, openai, shown, last } = await openDiscord({ seams: thoughtful, ...chatApi });
  openai.script([thinking, 'Es 4.']);
  discord.say(dm, ann, 'Hi');
  await shown(['It is 4.\n\n-# \u2063Two and two,\n-# \u2063of course.']);
  discord.say(dm, ann, '/translate Spanish', { replyTo: last() });
  await discord.waitFor(() => openai.requests.length === 2);
  expect(JSON.stringify(openai.requests[1]?.body)).toContain('It is 4.');
  expect(JSON.stringify(openai.requests[1]?.body)).not.toContain('of course');
});

it.each([
  ['zh-hant', '新的對話開始了'],
  ['zh-hans', '新的对话开始了'],
  ['zh', '新的对话开始了'],
])('a client in %s reads its script', async (language, words) => {
  const { telegram, answers } = await openTelegram();
  const mei = telegram.user({ first_name: 'Mei', language_code: language });
  const chat = telegram.privateChat(mei);
  telegram.say(chat, mei, '/new');
  expect(await answers(1, chat)).toEqual([expect.stringContaining(words)]);
});
