import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

async function closed() {
  const opened = await openTelegram({ settings: { ACCESS: 'allowlist' } });
  const { bot, telegram, ann } = opened;
  await bot.restart({ OWNERS: `telegram:${ann.id}` });
  const ben = telegram.user({ first_name: 'Ben', language_code: 'en' });
  return { ...opened, ben, his: telegram.privateChat(ben) };
}

describe('an owner in a group that is on no list', () => {
  it('is answered, told its id once, and lets everybody in by a button, for good', async () => {
    const { bot, telegram, openai, ann, ben, group, answers, labels, press, mine } = await closed();
    telegram.say(group, ann, '@parley_bot say one');
    const id = `telegram:${group.id}`;
    await expect(answers(1, group)).resolves.toEqual([
      expect.stringMatching(new RegExp(`^one\\n+Only the bot's owners.*${id}`)),
    ]);
    expect(labels(group)).toContain('Answer everyone here');
    telegram.say(group, ann, '@parley_bot say two');
    await expect(answers(2, group)).resolves.toContain('two');
    telegram.say(group, ben, '@parley_bot say three');
    await expect(answers(3, group)).resolves.toContainEqual(
      expect.stringMatching(/not allowed to answer in this chat/),
    );
    press('Answer everyone', group);
    await expect(answers(4, group)).resolves.toContain(`From now on I answer everyone in that chat: ${id}`);
    expect(mine(group)[0]?.text).toMatch(/^one/);
    telegram.say(group, ben, '@parley_bot say four');
    await expect(answers(5, group)).resolves.toContain('four');
    await bot.restart();
    telegram.say(group, ben, '@parley_bot say five');
    await expect(answers(6, group)).resolves.toContain('five');
    telegram.say(group, ann, '@parley_bot say six');
    await expect(answers(7, group)).resolves.toContain('six');
    expect(openai.requests).toHaveLength(5);
  });

  it('is the only one who can: the button is refused to others', async () => {
    const { bot, telegram, ann, ben, group, answers, press } = await closed();
    telegram.say(group, ann, '@parley_bot say one');
    await answers(1, group);
    press('Answer everyone', group, ben);
    await bot.idle();
    telegram.say(group, ben, '@parley_bot say two');
    await bot.idle();
    expect(telegram.answers(group).join()).not.toMatch(/From now on|two/);
  });
});

describe('the notice that a group is on no list', () => {
  it("has a button that is the owner's: everybody else is refused", async () => {
    const { bot, telegram, openai, ann, ben, group, answers, labels, press } = await closed();
    telegram.say(group, ben, '@parley_bot say one');
    await answers(1, group);
    expect(labels(group)).toEqual(['Answer everyone here']);
    press('Answer everyone', group, ben);
    await bot.idle();
    expect(openai.requests).toEqual([]);
    press('Answer everyone', group, ann);
    await telegram.waitFor(() => telegram.answers(group).some((text) => text.startsWith('From now on')));
    telegram.say(group, ben, '@parley_bot say two');
    await telegram.waitFor(() => telegram.answers(group).includes('two'));
    press('Answer everyone', group, ben);
    await bot.idle();
    expect(telegram.answers(group).filter((text) => text.startsWith('From now on'))).toHaveLength(1);
  });

  it('lets in no other place, whatever a client sends', async () => {
    const { bot, telegram, ann, ben, group, answers, mine } = await closed();
    const other = telegram.group({ title: 'Others' });
    const cid = telegram.user({ first_name: 'Cid' });
    telegram.say(group, ben, '@parley_bot say one');
    telegram.say(other, cid, '@parley_bot say one');
    await answers(1, group);
    await answers(1, other);
    const [there] = mine(other);
    const [here] = mine(group);
    const data = here?.buttons.flat()[0]?.data ?? '';
    if (there) telegram.press(other, ann, there, data, { stale: true });
    await bot.idle();
    expect(telegram.answers(other).join()).not.toContain('From now on');
  });
});

describe('/access', () => {
  it('lists who asked in vain, with name and id; lets them in, and takes it back', async () => {
    const { bot, telegram, ann, ben, chat, his, answers, press, mine } = await closed();
    telegram.say(his, ben, 'Let me in');
    await expect(answers(1, his)).resolves.toEqual([expect.stringMatching(/not allowed/)]);
    telegram.say(chat, ann, '/access');
    const [listed] = await answers(1);
    expect(listed).toContain(`Person: Ben telegram:${ben.id}`);
    press('✓ Allow Ben');
    await telegram.waitFor(() => mine()[0]?.text.startsWith('From now on I answer this person'));
    expect(mine()).toHaveLength(1);
    telegram.say(his, ben, 'say one');
    await expect(answers(2, his)).resolves.toContain('one');
    press('✕ Take back: Ben');
    await telegram.waitFor(() => mine()[0]?.text.startsWith('Taken back'));
    telegram.say(his, ben, 'say two');
    await bot.idle();
    expect(telegram.answers(his)).not.toContain('two');
  });

  it('is for owners', async () => {
    const { telegram, ann, chat, answers } = await openTelegram();
    telegram.say(chat, ann, '/access place=telegram:-1');
    await expect(answers(1)).resolves.toEqual([expect.stringMatching(/Only the bot owner can use \/access/)]);
  });

  it('names people as their own words, and nothing of them is a link or a mark', async () => {
    const { telegram, ann, chat, answers } = await closed();
    const eve = telegram.user({ first_name: '[Ann](https://evil.example) **`\n# x', language_code: 'en' });
    telegram.say(telegram.privateChat(eve), eve, 'Hi');
    await telegram.waitFor(() => telegram.answers(telegram.privateChat(eve)).length > 0).catch(() => undefined);
    telegram.say(chat, ann, '/access');
    const [listed] = await answers(1);
    expect(listed).toMatch(/\[Ann\]\(https.{1,3}\/\/evil\.example\) \*\*.*# x/);
  });
});
