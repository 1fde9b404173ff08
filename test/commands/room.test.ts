import { describe, expect, it } from 'vitest';
import { openChat } from './chat.ts';
import { pressAll, settingsOf } from './menu.ts';
import { button, inGroup, labels } from './said.ts';

const inTopic = { ...inGroup, thread: '7' };

describe('/room', () => {
  it('shows when the bot answers, and changes it', async () => {
    const chat = openChat({ moderates: true });
    const menu = await chat.say('/room', inGroup);
    expect(menu.text).toContain('**I answer**: when asked');
    expect(menu.text).toContain('**My names**: none');
    expect(labels(menu)).toContain('✓ when asked');
    const always = await chat.press(button(menu, 'every message'), menu, inGroup);
    expect(always.text).toMatch(/^Changed\..*\*\*I answer\*\*: every message/s);
    expect(await settingsOf(chat)).toEqual({ v: 1, answers: 'always' });
    const usual = await chat.press(button(always, 'default'), always, inGroup);
    expect(usual.text).toContain('**I answer**: when asked');
    expect(await settingsOf(chat)).toEqual({ v: 1 });
    expect((await chat.say('/room never', inGroup)).text).toContain('**I answer**: only commands');
  });

  it('takes names typed, or written into a form, and says where there are none yet', async () => {
    const chat = openChat({ moderates: true });
    const menu = await chat.say('/room answer=names', inGroup);
    expect(menu.text).toContain('I have no names here yet');
    const named = await chat.press(button(menu, 'My names'), menu, {
      ...inGroup,
      input: 'Robbie, the *Bot* ,, Robbie',
    });
    expect(named.text).toContain('**My names**: “Robbie”, “the \\*Bot\\*”');
    expect(named.text).not.toContain('no names here yet');
    expect(await settingsOf(chat)).toEqual({ v: 1, answers: 'names', names: ['Robbie', 'the *Bot*'] });
    const cleared = await chat.press(button(named, 'No names'), named, inGroup);
    expect(await settingsOf(chat)).toEqual({ v: 1, answers: 'names' });
    expect(labels(cleared)).not.toContain('No names');
    await chat.say('/room names=Ann,Bob', inGroup);
    expect((await settingsOf(chat)).names).toEqual(['Ann', 'Bob']);
  });

  it.each([
    ['too many', Array.from({ length: 11 }, (_, at) => `n${at}`).join(',')],
    ['too long', 'x'.repeat(33)],
  ])('refuses names that are %s', async (_, names) => {
    const chat = openChat({ moderates: true });
    expect((await chat.say(`/room names=${names}`, inGroup)).text).toContain('10 names at most');
    expect(await settingsOf(chat)).toEqual({ v: 1 });
  });

  it('decides for a topic alone, over what holds in the group', async () => {
    const chat = openChat({ moderates: true });
    await chat.say('/room answer=never', inGroup);
    const menu = await chat.say('/room', inTopic);
    expect(menu.text).toContain('in this topic');
    expect(menu.text).toContain('only commands (as in the whole group)');
    const always = await chat.press(button(menu, 'every message'), menu, inTopic);
    expect(always.text).toMatch(/every message$/m);
    expect(await settingsOf(chat)).toEqual({ v: 1, answers: 'never' });
    expect(await chat.conversations.settings('test:1:7')).toEqual({ v: 1, answers: 'always' });
    const group = await chat.press(button(always, 'For the whole group'), always, inTopic);
    expect(group.text).toContain('in this group**');
    expect(group.text).toContain('only commands');
    const asked = await chat.press(button(group, 'when asked'), group, inTopic);
    expect(await settingsOf(chat)).toEqual({ v: 1, answers: 'asked' });
    const back = await chat.press(button(asked, 'For this topic only'), asked, inTopic);
    expect(back.text).toContain('**I answer**: every message');
    expect((await chat.say('/why', inTopic)).text).toContain('I answer every message');
    expect((await chat.say('/why', inGroup)).text).toContain('when someone mentions me');
  });

  it('keeps what others change at the same time', async () => {
    const chat = openChat({ moderates: true });
    await chat.say('/room names=Ann', inGroup);
    const [first, second] = [await chat.say('/room', inGroup), await chat.say('/room', inGroup)];
    const task = await chat.accept(button(first, 'every message'), first, inGroup);
    await chat.press('room names=Bob', second, inGroup);
    await chat.hand(task);
    expect(await settingsOf(chat)).toEqual({ v: 1, answers: 'always', names: ['Bob'] });
  });

  it('is for moderators, and for groups', async () => {
    expect((await openChat().say('/room answer=always', inGroup)).text).toContain('/room');
    const alone = openChat();
    expect((await alone.say('/room answer=always')).text).toContain('groups');
    expect(await settingsOf(alone)).toEqual({ v: 1 });
  });

  it.each([
    ['privacy', 'Privacy mode hides'],
    ['content', 'Discord hides'],
  ] as const)('says where the platform hides what it is to answer: %s', async (name, words) => {
    const chat = openChat({ moderates: true, conditions: async () => [{ name, state: 'limited' }] });
    expect((await chat.say('/room', inGroup)).text).not.toContain(words);
    expect((await chat.say('/room answer=always', inGroup)).text).toContain(words);
    const said = await chat.say('/why', inGroup);
    expect(said.text.split('\n')[0]).toContain(words);
    expect(said.text).not.toContain("That's all I need");
  });

  it('has buttons that both platforms hold', async () => {
    const open = async () => {
      const chat = openChat({ moderates: true });
      return { chat, said: await chat.say('/room names=Ann', inTopic) };
    };
    expect(await pressAll(open, 2, inTopic)).toBeGreaterThan(20);
  });
});
