import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startBotProcess } from '../support/test-bot.ts';
import { openServer } from './discord/open.ts';
import { openTelegram } from './telegram/open.ts';

/** The support desk with the operator's texts: it cites them, and calls a person where they end. */

const asked = 'Do you ship to Mars?';
const sorry = 'I do not find that in our texts.';

/** Makes folders of the operator's, and the settings that name them. */
function folders(contact: string): Record<string, string> {
  const base = mkdtempSync(join(tmpdir(), 'desk-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  writeFileSync(join(base, 'returns.md'), 'Returns within two weeks.');
  const desk = {
    ...{ slug: 'support-desk', name: 'Support Desk', system: 'You are the support desk.' },
    ...{ documents: ['returns.md', '../etc/passwd'], contacts: { telegram: contact, discord: contact } },
  };
  writeFileSync(join(base, 'support-desk.json'), JSON.stringify(desk));
  return { PERSONAS_DIR: base, KNOWLEDGE_DIR: base };
}

it('hands over on Telegram in a message of its own that mentions whom the operator names, and nobody else', async () => {
  const { bot, telegram, openai, ann, group, mine } = await openTelegram({ settings: folders('@anna_help') });
  openai.script([
    'Two weeks [1], says @bob_other.',
    { text: `${sorry} Ask @bob_other.\n\n[handover]`, tokensPerSecond: 60 },
  ]);
  telegram.say(group, ann, '/ask@parley_bot persona=support-desk How long?');
  await telegram.waitFor(() => mine(group).some(({ text }) => text.includes('Sources: [1] returns.md')), 15_000);
  await bot.idle();
  telegram.say(group, ann, `/ask@parley_bot persona=support-desk ${asked}`);
  await telegram.waitFor(() => mine(group).some(({ text }) => text.includes('@anna_help')), 15_000);
  await bot.idle();
  const [, answer, call] = mine(group);
  expect(answer?.text).toBe(`${sorry} Ask @bob_other.`);
  // Shown as code, a name rings for nobody.
  expect(answer?.entities.map(({ type }) => type)).toEqual(['code']);
  expect(call?.text).toBe('A person can help with this: @anna_help');
  expect(call?.entities).toEqual([]);
  expect(mine(group)).toHaveLength(3);
  expect(String(openai.requests[0]?.body['instructions'])).toMatch(
    /support desk\..*Returns within two weeks\..*\[handover\]/s,
  );
});

it('hands over on Discord in a message of its own that rings for whom the operator names, and nobody else', async () => {
  const anna = '100000000000000777';
  const bob = '100000000000000888';
  const { bot, discord, openai, ann, channel, mine, mention } = await openServer({ settings: folders(`<@${anna}>`) });
  openai.script([{ text: `${sorry} Ask <@${bob}> or <@${anna}>.\n[handover]`, tokensPerSecond: 60 }]);
  discord.say(channel, ann, `${mention} /ask persona=support-desk ${asked}`);
  await discord.waitFor(() => mine().some(({ content }) => content.includes('A person can help')), 15_000);
  await bot.idle();
  const [answer, call] = mine();
  expect(answer?.content).toContain(sorry);
  expect(answer?.content).not.toContain('handover');
  expect(call?.content).toBe(`A person can help with this: <@${anna}>`);
  const rings = discord.calls.flatMap(({ body }) => {
    const { allowed_mentions: allowed } = (body ?? {}) as { allowed_mentions?: { parse: string[]; users?: string[] } };
    return allowed ? [[...allowed.parse, ...(allowed.users ?? [])]] : [];
  });
  expect(rings.filter((each) => each.length > 0)).toEqual([[anna]]);
  expect(mine()).toHaveLength(2);
});

const contacts = { HANDOVER_CONTACTS: 'telegram:-1=@nobody_here, telegram=@anna_help' };
const desk = (text: string) => `/ask@parley_bot persona=support-desk ${text}`;

it('the desk that comes with the program, and one that a person made, call whom the operator names for the place', async () => {
  const { bot, telegram, openai, ann, chat, group, mine } = await openTelegram({ settings: contacts });
  openai.script(() => `${sorry}\n[handover]`);
  telegram.say(group, ann, desk(asked));
  await telegram.waitFor(() => mine(group).some(({ text }) => text.endsWith('@anna_help')), 15_000);
  await bot.idle();
  telegram.say(chat, ann, '/persona', {
    document: {
      name: 'shop.yaml',
      mime: 'application/yaml',
      bytes: Buffer.from(
        'slug: shop\nname: Shop\nsystem: Be brief.\nhandover: true\ncontacts:\n  telegram: "@mallory_x"\n',
      ),
    },
  });
  await bot.idle();
  const keep = mine(chat).at(-1);
  if (keep) telegram.press(chat, ann, keep, keep.buttons.flat()[0]?.data ?? '');
  await bot.idle();
  telegram.say(chat, ann, `/ask persona=shop ${asked}`);
  await telegram.waitFor(() => mine(chat).some(({ text }) => text.endsWith('@anna_help')), 15_000);
  await bot.idle();
  expect(mine(chat).filter(({ text }) => text.includes('mallory'))).toEqual([]);
});

it('promises nobody where the operator names none', async () => {
  const { bot, telegram, openai, ann, group, mine } = await openTelegram();
  openai.script(() => sorry);
  telegram.say(group, ann, desk(asked));
  await telegram.waitFor(() => mine(group).length === 1, 15_000);
  await bot.idle();
  const told = String(openai.requests[0]?.body['instructions']);
  expect(told).toContain('Nobody can take over from you here.');
  expect(told).not.toContain('[handover]');
  expect(mine(group).map(({ text }) => text)).toEqual([sorry]);
});

it('rings once around a kill: what may have rung is shown again, and rings no more', async () => {
  const bot = await startBotProcess(contacts, { platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  const { telegram, openai } = bot;
  const ann = telegram.user({ first_name: 'Ann' });
  const group = telegram.group({ title: 'Friends' });
  openai.script(() => `${sorry}\n[handover]`);
  let killed: Promise<unknown> | undefined;
  telegram.rule({
    match: ({ path, body }) => path.endsWith('/sendMessage') && String(body).includes('@anna_help'),
    times: 1,
    drop: 'after',
    after: async () => {
      killed = bot.kill();
    },
  });
  telegram.say(group, ann, desk(asked));
  await telegram.waitFor(() => killed, 30_000);
  await killed;
  bot.start();
  const calls = () => telegram.messages(group).filter(({ text }) => text.includes('@anna_help'));
  await telegram.waitFor(() => calls().length === 2, 30_000);
  await bot.idle();
  // Shown as code, a name rings for nobody.
  expect(calls().map(({ entities }) => entities.map(({ type }) => type))).toEqual([[], ['code']]);
}, 60_000);
