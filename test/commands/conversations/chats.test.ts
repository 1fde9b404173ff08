import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../src/util/messages.ts';
import { isWhole } from '../../support/whole.ts';
import { type Chat, openChat } from '../chat.ts';
import { fits, pressAll, suggested } from '../menu.ts';
import { button, inGroup, labels, type Said } from '../said.ts';

describe('/chats', () => {
  /** A chat with so many conversations, the last one current. */
  async function withThreads(count: number, options: Parameters<typeof openChat>[0] = {}): Promise<Chat> {
    const chat = openChat(options);
    for (let at = 1; at <= count; at += 1) {
      if (at > 1) await chat.say('/new');
      await chat.say(`Question ${at}`);
      await chat.clock.advance(60_000);
    }
    return chat;
  }

  it('lists the conversations, the current one first, and says how old they are', async () => {
    const chat = await withThreads(3);
    await chat.say('/new Cooking *and* more');
    await chat.say('Soup?');
    const { text } = await chat.say('/chats');
    const at = ['Cooking \\*and\\* more', 'Question 3', 'Question 2', 'Question 1'].map((name) => text.indexOf(name));
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(at[0]).toBeGreaterThan(0);
    expect(text).toContain('3 minutes ago');
  });

  it('switches by its number, and what is said next goes on there', async () => {
    const chat = await withThreads(3);
    const list = await chat.say('/chats');
    const said = await chat.press(button(list, '3'), list);
    expect(said.end.events).toContainEqual(expect.objectContaining({ type: 'switched' }));
    expect(said.text).toContain('Question 1');
    await chat.say('More');
    expect(chat.requests.at(-1)?.messages.map(wordsOf)).toEqual(['Question 1', 're Question 1', 'More']);
  });

  it.each([
    ['/chats switch=2', 'Question 2'],
    ['/chats switch=SOUP', 'Soup'],
    ['/chats switch=4', 'Soup'],
  ])('typed: %s', async (line, expected) => {
    const chat = openChat();
    await chat.say('Soup');
    for (const text of ['Question 1', 'Question 2', 'Question 3']) {
      await chat.clock.advance(60_000);
      await chat.say('/new');
      await chat.say(text);
    }
    await chat.say(line);
    await chat.say('More');
    expect(chat.requests.at(-1)?.messages.map(wordsOf)[0]).toBe(expected);
  });

  it.each([
    ['2', 'Question 1'],
    ['1 ✓', 'Question 2'],
  ])('after a long silence leads back into what is pressed: %s', async (label, expected) => {
    const chat = await withThreads(2, { idleMs: 90_000 });
    await chat.clock.advance(3_600_000);
    const list = await chat.say('/chats');
    expect((await chat.press(button(list, label), list)).text).toContain('61 minutes ago');
    await chat.clock.advance(60_000);
    await chat.say('More');
    expect(chat.requests.at(-1)?.messages.map(wordsOf)[0]).toBe(expected);
  });

  it('after a long silence since it led back, what is said begins anew', async () => {
    const chat = await withThreads(2, { idleMs: 90_000 });
    await chat.say('/chats 2');
    await chat.clock.advance(100_000);
    await chat.say('More');
    expect(chat.requests.at(-1)?.messages).toHaveLength(1);
  });

  it('a titled one in which nothing was said is not left by a silence', async () => {
    const chat = await withThreads(1, { idleMs: 90_000 });
    await chat.say('/new Soup');
    await chat.say('/chats 1');
    await chat.clock.advance(100_000);
    await chat.say('More');
    expect(await chat.conversations.threads('test:1')).toMatchObject([{ title: 'Soup', hint: 'More' }, {}]);
  });

  it('gives another title by a form, and typed', async () => {
    const chat = await withThreads(2);
    const list = await chat.say('/chats');
    const rename = button(list, 'Rename');
    expect(rename.form).toBe(true);
    const said = await chat.press(rename, list, { input: 'Tea = good, rename=x' });
    expect(said.text).toContain('Tea');
    expect((await chat.conversations.threads('test:1'))[0]?.title).toBe('Tea = good, rename=x');
    await chat.say('/chats rename=2 Older things');
    expect((await chat.conversations.threads('test:1'))[1]?.title).toBe('Older things');
  });

  it('takes what a form says as a title, whatever it looks like; one too long leads back', async () => {
    const chat = await withThreads(2);
    const list = await chat.say('/chats');
    const rename = button(list, 'Rename');
    const odd = 'switch=2 Budget page=2';
    await chat.press(rename, list, { input: odd });
    expect((await chat.conversations.threads('test:1'))[0]).toMatchObject({ title: odd, current: true });
    const refused = await chat.press(rename, list, { input: 'x'.repeat(101) });
    expect(refused.text).toContain('too long');
    const back = await chat.press(button(refused, 'Back'), refused);
    expect(back.text).toContain('Budget');
  });

  const ann = { id: 'test:1', name: 'Ann' };
  const bob = { id: 'test:2', name: 'Bob' };

  it.each([
    ['who asked everything in it', {}, [ann, ann], ann, true],
    ['who asked a part of it', {}, [ann, bob], ann, false],
    ['who asked nothing in it', {}, [ann, ann], bob, false],
    ['a moderator', { moderates: true }, [ann, ann], bob, true],
    ['an owner', { access: 'owner' }, [ann, ann], bob, true],
    ['who asked nothing, where nothing was asked yet', {}, [], bob, true],
  ] as const)('in a group, deletes for %s', async (_, options, askers, actor, may) => {
    const chat = openChat(options);
    for (const asker of askers) await chat.say('Secret', { ...inGroup, actor: asker });
    const list = await chat.say('/chats', { ...inGroup, actor });
    const over = { ...inGroup, actor } as object;
    const remove = button(list, 'Delete');
    // The question whether one is sure is passed over as well.
    for (const line of [remove.line, `${remove.line} confirm=true`]) {
      const said = await chat.press(line, list, over);
      expect(said.text.includes('Only the person who asked'), line).toBe(!may);
      if (!may) expect(said.end.events).toEqual([]);
    }
    await expect(chat.heard()).resolves.toHaveLength(may ? 0 : 2 * askers.length);
    const typed = await chat.say('/chats delete=1', { ...inGroup, actor });
    expect(typed.text.includes('Only the person who asked')).toBe(!may);
  });

  it.each([
    [
      'on another branch',
      async (chat: Chat) => {
        const one = await chat.say('One', { ...inGroup, actor: bob });
        await chat.say('Of Ann', { ...inGroup, actor: ann });
        await chat.say('Two', { ...inGroup, actor: bob, quote: { id: one.parts[0] ?? '', text: 're One' } });
      },
    ],
    [
      'on a branch whose end is forgotten, for there are so many',
      async (chat: Chat) => {
        const one = await chat.say('One', { ...inGroup, actor: bob });
        await chat.say('Of Ann', { ...inGroup, actor: ann });
        const quote = { id: one.parts[0] ?? '', text: 're One' };
        for (let at = 0; at < 55; at += 1) await chat.say(`Mine ${at}`, { ...inGroup, actor: bob, quote });
      },
    ],
    [
      'before more than is ever sent',
      async (chat: Chat) => {
        await chat.say('Of Ann', { ...inGroup, actor: ann });
        for (let at = 0; at < 45; at += 1) await chat.say(`Mine ${at}`, { ...inGroup, actor: bob });
      },
    ],
  ])('in a group, deletes nothing that somebody else has asked %s', async (_, say) => {
    const chat = openChat();
    await say(chat);
    for (const current of [true, false]) {
      if (!current) await chat.say('/new', { ...inGroup, actor: bob });
      const list = await chat.say('/chats', { ...inGroup, actor: bob });
      const [{ line } = button(list, 'Delete')] = current
        ? []
        : [{ line: button(list, '2').line.replace('switch', 'delete') }];
      const said = await chat.press(`${line} confirm=true`, list, { ...inGroup, actor: bob });
      expect(said.end.events).toEqual([]);
      expect(said.text).toContain('Only the person who asked');
    }
  });

  it('in a private chat, deletes whatever was asked', async () => {
    const chat = openChat();
    await chat.say('Secret', { actor: bob });
    const list = await chat.say('/chats');
    await chat.press(`${button(list, 'Delete').line} confirm=true`, list);
    await expect(chat.heard()).resolves.toEqual([]);
  });

  it('deletes only after asking', async () => {
    const chat = await withThreads(2);
    const list = await chat.say('/chats');
    const ask = await chat.press(button(list, 'Delete'), list);
    expect(ask.end.events).toEqual([]);
    expect(await chat.conversations.threads('test:1')).toHaveLength(2);
    const done = await chat.press(button(ask, 'Yes'), ask);
    const left = await chat.conversations.threads('test:1');
    expect(left.map(({ hint }) => hint)).not.toContain('Question 2');
    // The list that is shown is the list there is.
    expect(done.text).toContain('Question 1');
    await chat.say('/chats');
    await chat.say('More');
    expect(chat.requests.at(-1)?.messages.map(wordsOf).join()).not.toContain('Question 2');
  });

  it('forgets with a conversation what was said off its older answers, too', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    const secret = await chat.say('My number is 4711');
    await chat.say('Two', { quote: { id: one.parts[0] ?? '', text: 're One' } });
    const list = await chat.say('/chats');
    await chat.press(`${button(list, 'Delete').line} confirm=true`, list);
    await chat.say('What was it?', { quote: { id: secret.parts[0] ?? '', text: '' } });
    expect(JSON.stringify(chat.requests.at(-1)?.messages)).not.toContain('4711');
  });

  it('shows after each deed what a new /chats shows', async () => {
    for (const label of ['2', 'Rename', 'Delete', '4']) {
      const chat = await withThreads(3);
      // Nothing was said in it, but it has a title to find it by.
      if (label === '4') await chat.say('/new Soup');
      const list = await chat.say('/chats');
      let said = await chat.press(button(list, label), list, label === 'Rename' ? { input: 'Tea' } : {});
      if (label === 'Delete') said = await chat.press(button(said, 'Yes'), said);
      const again = await chat.say('/chats');
      const listOf = ({ text }: Said) => text.split('\n\n').slice(1).join('\n\n');
      expect(listOf(said), label).toBe(listOf(again));
      expect(said.end.buttons, label).toEqual(again.end.buttons);
    }
  });

  it.each(['/translate to=es Good morning', '/summarise Good morning'])(
    'calls one that begins with %s by the words it is about, not by its task',
    async (line) => {
      const chat = openChat();
      await chat.say(line);
      expect((await chat.say('/chats')).text).toContain('“Good morning”');
    },
  );

  it('turns pages, and stays on the last one when it is asked for more', async () => {
    const chat = await withThreads(15);
    const list = await chat.say('/chats');
    expect(list.text).not.toContain('Question 9');
    const next = await chat.press(button(list, '▶'), list);
    expect(next.text).toContain('Question 9');
    expect(labels(next)).toContain('2/3');
    const last = await chat.press('chats page=99', list);
    expect(last.text).toContain('Question 1”');
    expect(labels(last)).not.toContain('▶');
  });

  it('says that there is no such conversation', async () => {
    const chat = await withThreads(1);
    const said = await chat.say('/chats switch=*bold*');
    expect(said.text).toContain("There's no conversation “\\*bold\\*”");
    expect(said.end.events).toEqual([]);
    expect(labels(said)).toContain('1 ✓');
  });

  it('says of a deleted one that it is gone, not what its buttons call it', async () => {
    const chat = await withThreads(2);
    const list = await chat.say('/chats');
    const line = button(list, '2').line;
    await chat.press(`chats delete=${line.split('=')[1]} confirm=true`, list);
    const said = await chat.press(line, list);
    expect(said.text).toContain('That conversation no longer exists.');
    expect(said.text).not.toContain('#');
    expect(labels(said)).toContain('1 ✓');
  });

  it('goes on with the one a number or a word of its title names', async () => {
    const chat = await withThreads(3);
    const before = (await chat.say('/chats')).text;
    expect(before).toMatch(/2\\\. .*Question 2/);
    expect((await chat.say('/chats 2')).text).toContain('Back in');
    expect((await chat.say('/chats question 1')).text).toMatch(/Back in.*Question 1/);
  });

  it('works where nothing was ever said', async () => {
    const chat = openChat();
    const said = await chat.say('/chats');
    fits(said);
    expect(said.text).toContain('untitled');
  });

  it('suggests conversations by what they are called, and takes what it suggested', async () => {
    const chat = await withThreads(3);
    const found = await suggested(chat, 'chats', 'switch', 'tion 1');
    expect(found.map(({ label }) => label)).toEqual(['“Question 1”']);
    await chat.say(`/chats switch=${found[0]?.value}`);
    await chat.say('More');
    expect(chat.requests.at(-1)?.messages.map(wordsOf)[0]).toBe('Question 1');
  });

  it('has no button that does not work, whatever one presses', async () => {
    const open = () =>
      withThreads(8, { idLength: 15 }).then(async (chat) => ({ chat, said: await chat.say('/chats') }));
    expect(await pressAll(open, isWhole ? 2 : 1)).toBeGreaterThan(isWhole ? 20 : 8);
  }, 30_000);
});
