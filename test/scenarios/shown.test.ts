import { expect, it } from 'vitest';
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
