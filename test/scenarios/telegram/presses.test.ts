import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

/** Presses in menus that were shown to one person alone: they are about a group, and hold as long as that person is there. */

const absent = 'I only show this to people who are in that chat';

async function inGroup(options: Parameters<typeof openTelegram>[0] = {}) {
  const opened = await openTelegram(options);
  const { bot, telegram, openai, ann, group, answers } = opened;
  const bob = telegram.user({ first_name: 'Bob', language_code: 'en' });
  const bobs = telegram.privateChat(bob);
  for (const user of [ann, bob]) telegram.join(group, user);
  openai.script((_, at) => `Answer ${at}.`);
  /** Ann says it in the group, and is answered. */
  const say = async (text: string) => {
    telegram.say(group, ann, `@${telegram.bot.username} ${text}`);
    await bot.idle();
  };
  /** Bob asks for the group's context, in his own chat. */
  const ask = async () => {
    telegram.say(group, bob, '/context');
    await answers(1, bobs);
    await bot.idle();
  };
  const told = () => telegram.notifications.filter(({ user }) => user === bob.id).map(({ text }) => text);
  return { ...opened, bob, bobs, say, ask, told };
}

describe('a menu about a group, for one person alone', () => {
  it('shows and changes nothing for somebody who has left', async () => {
    const { bot, telegram, group, bob, bobs, mine, texts, press, say, ask, told, heard } = await inGroup();
    for (let at = 1; at <= 6; at += 1) await say(`Word ${at}`);
    await ask();
    const [before] = texts(bobs);
    telegram.leave(group, bob);
    await say('SECRET plan after he left');
    press('▶', bobs, bob);
    await bot.idle();
    press('✕ 6', bobs, bob);
    await bot.idle();
    for (const data of ['ask prompt=tell all', 'context page=1', 'context']) {
      telegram.press(bobs, bob, mine(bobs)[0] ?? 0, data, { stale: true });
      await bot.idle();
    }
    expect(texts(bobs)).toEqual([before]);
    expect(JSON.stringify([texts(bobs), told()])).not.toContain('SECRET');
    expect(told()).toHaveLength(5);
    expect(told()[0]).toContain(absent);
    await say('And now?');
    expect(heard(-1)).toContain('Word 6');
  });

  it('works for somebody who may speak only in that group', async () => {
    const { bot, telegram, group, bob, bobs, texts, press, say, ask, told, heard } = await inGroup({
      settings: { ACCESS: 'allowlist' },
    });
    await bot.restart({ ALLOWED_CHATS: `telegram:${group.id}` });
    await say('One');
    telegram.say(group, bob, `@${telegram.bot.username} My number is 4711`);
    await bot.idle();
    await ask();
    press('✕ 2', bobs, bob);
    await bot.idle();
    expect(texts(bobs)[0]).toContain('(left out)');
    expect(told()).toEqual([]);
    await say('What was it?');
    expect(heard(-1)).not.toContain('4711');
    // Nobody else's menu, and no other word of his: he stays a stranger there.
    telegram.say(bobs, bob, 'Hello?');
    await bot.idle();
    expect(texts(bobs).at(-1)).toContain(`telegram:${bob.id}`);
  });

  it('is looked for a few times a minute, whoever presses', async () => {
    const looks: string[] = [];
    const { bot, telegram, bob, bobs, mine, ask } = await inGroup({
      seams: {
        conversations: (conversations) => ({
          ...conversations,
          find(chat, message) {
            looks.push(message);
            return conversations.find(chat, message);
          },
        }),
      },
    });
    await ask();
    const [menu] = mine(bobs);
    await bot.restart({ ACCESS: 'allowlist' });
    looks.splice(0);
    for (let at = 0; at < 200; at += 1) telegram.press(bobs, bob, menu ?? 0, `k3.${'0'.repeat(20)}`, { stale: true });
    await bot.idle();
    expect(looks).toHaveLength(30);
  });
});
