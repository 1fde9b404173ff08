import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

const closed = { ACCESS: 'allowlist' };

/** The bot as somebody starts it for the first time, and what that one is shown. */
async function first(settings: Record<string, string> = {}) {
  const told: string[] = [];
  const opened = await openTelegram({ settings: { ...closed, ...settings }, tell: (text) => void told.push(text) });
  const code = () => /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(told.at(-1) ?? '')?.[0] ?? 'none';
  return { ...opened, told, code };
}

describe('the code of a first start', () => {
  it('is shown with a link to the bot, and whoever follows it becomes the owner for good', async () => {
    const { bot, telegram, openai, ann, chat, answers, told, code } = await first();
    expect(told).toEqual([expect.stringContaining(`https://t.me/parley_bot?start=${code()}`)]);
    telegram.say(chat, ann, `/start ${code()}`);
    await expect(answers(1)).resolves.toEqual([expect.stringMatching(/^You run me now/)]);
    await bot.restart();
    expect(told).toHaveLength(1);
    telegram.say(chat, ann, 'say one');
    await expect(answers(2)).resolves.toContain('one');
    expect(openai.requests).toHaveLength(1);
    expect(JSON.stringify(bot.log.lines)).not.toContain(code());
  });

  it('is for one: the next who says it is a stranger, as is who says a wrong one', async () => {
    const { bot, telegram, openai, ann, chat, answers, code } = await first();
    const [ben, eve] = ['Ben', 'Eve'].map((first_name) => telegram.user({ first_name }));
    if (!ben || !eve) throw new Error('nobody');
    const [his, hers] = [telegram.privateChat(ben), telegram.privateChat(eve)];
    telegram.say(hers, eve, '/start ABCDEFGH');
    await expect(answers(1, hers)).resolves.toEqual([expect.stringMatching(/not allowed to answer here/)]);
    telegram.say(chat, ann, code());
    await answers(1);
    telegram.say(his, ben, code());
    await expect(answers(1, his)).resolves.toEqual([expect.stringMatching(/not allowed to answer here/)]);
    await bot.idle();
    expect(openai.requests).toEqual([]);
  });

  it('is not shown where .env names an owner, who is the only one then', async () => {
    const { bot, telegram, ann, chat, answers, told, code } = await first();
    telegram.say(chat, ann, code());
    await answers(1);
    await bot.restart({ OWNERS: 'telegram:1' });
    expect(told).toHaveLength(1);
    expect(bot.log.lines.map(({ message }) => message).join()).toContain('OWNERS is set');
    telegram.say(chat, ann, 'say one');
    await expect(answers(2)).resolves.toEqual(expect.arrayContaining([expect.stringMatching(/not allowed/)]));
  });

  it('/start greets whatever stands behind it', async () => {
    const { telegram, ann, chat, answers } = await openTelegram();
    telegram.say(chat, ann, '/start from_an_advert');
    await expect(answers(1)).resolves.toEqual([expect.stringMatching(/Ann/)]);
  });
});
