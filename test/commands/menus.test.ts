import { describe, expect, it } from 'vitest';
import type { Command, Ending, Suggestion } from '../../src/ports/index.ts';
import { byteLength } from '../../src/util/text.ts';
import { promptOf } from '../fixtures.ts';
import { button, buttonsOf, type Chat, inGroup, openChat, type Said } from './chat.ts';

/** What both platforms hold: five rows of five, words that fit, and ids of at most 64 bytes. */
function fits({ controls = [] }: Ending): void {
  expect(controls.length).toBeLessThanOrEqual(5);
  for (const row of controls) {
    expect(row.length).toBeGreaterThan(0);
    expect(row.length).toBeLessThanOrEqual(5);
    for (const { data, label } of row) {
      expect(byteLength(data), data).toBeLessThanOrEqual(64);
      expect(label.trim()).not.toBe('');
      expect(label.length, label).toBeLessThanOrEqual(80);
    }
  }
  const all = controls.flat().map(({ data }) => data);
  expect(new Set(all).size, all.join(', ')).toBe(all.length);
}

function labels(said: Said): string[] {
  return buttonsOf(said).map(({ label }) => label);
}

/** A slash command of Ann's, without options. */
function commandOf(name: string): Command {
  const { kind: _kind, text: _text, addressed: _addressed, attachments: _attachments, ...base } = promptOf();
  return { ...base, kind: 'command', name, options: {} };
}

function suggested({ bot }: Chat, name: string, option: string, typed: string): Promise<Suggestion[]> {
  return bot.suggest({ ...commandOf(name), options: { [option]: typed } }, option);
}

const settingsOf = (chat: Chat) => chat.conversations.settings('test:1');

/** Presses every button there is, and those under what each shows, a few deep. */
async function pressAll(open: () => Promise<{ chat: Chat; said: Said }>, deep: number): Promise<number> {
  let pressed = 0;
  const trail = async (path: string[]): Promise<void> => {
    const { chat, said: first } = await open();
    let said = first;
    for (const data of path) said = await chat.press(data, said, data.startsWith('?') ? { input: 'Words' } : {});
    fits(said.end);
    expect(said.text.trim()).not.toBe('');
    pressed += 1;
    if (path.length === deep) return;
    for (const { data } of buttonsOf(said)) await trail([...path, data]);
  };
  await trail([]);
  return pressed;
}

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
    expect(chat.requests.at(-1)?.messages.map(({ text }) => text)).toEqual(['Question 1', 're Question 1', 'More']);
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
    expect(chat.requests.at(-1)?.messages[0]?.text).toBe(expected);
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
    expect(chat.requests.at(-1)?.messages[0]?.text).toBe(expected);
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
    expect(rename.data).toMatch(/^\?/);
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
    for (const line of [remove.data, `${remove.data} confirm=true`]) {
      const said = await chat.press(line, list, over);
      expect(said.text.includes('Only the person who asked'), line).toBe(!may);
      if (!may) expect(said.end.events).toEqual([{ type: 'menu' }]);
    }
    await expect(chat.heard()).resolves.toHaveLength(may ? 0 : 2 * askers.length);
    const typed = await chat.say('/chats delete=1', { ...inGroup, actor });
    expect(typed.text.includes('Only the person who asked')).toBe(!may);
  });

  it('in a private chat, deletes whatever was asked', async () => {
    const chat = openChat();
    await chat.say('Secret', { actor: bob });
    const list = await chat.say('/chats');
    await chat.press(`${button(list, 'Delete').data} confirm=true`, list);
    await expect(chat.heard()).resolves.toEqual([]);
  });

  it('deletes only after asking', async () => {
    const chat = await withThreads(2);
    const list = await chat.say('/chats');
    const ask = await chat.press(button(list, 'Delete'), list);
    expect(ask.end.events).toEqual([{ type: 'menu' }]);
    expect(await chat.conversations.threads('test:1')).toHaveLength(2);
    const done = await chat.press(button(ask, 'Yes'), ask);
    const left = await chat.conversations.threads('test:1');
    expect(left.map(({ hint }) => hint)).not.toContain('Question 2');
    // The list that is shown is the list there is.
    expect(done.text).toContain('Question 1');
    await chat.say('/chats');
    await chat.say('More');
    expect(
      chat.requests
        .at(-1)
        ?.messages.map(({ text }) => text)
        .join(),
    ).not.toContain('Question 2');
  });

  it('forgets with a conversation what was said off its older answers, too', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    const secret = await chat.say('My number is 4711');
    await chat.say('Two', { quote: { id: one.parts[0] ?? '', text: 're One' } });
    const list = await chat.say('/chats');
    await chat.press(`${button(list, 'Delete').data} confirm=true`, list);
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
      expect(said.end.controls, label).toEqual(again.end.controls);
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
    expect(said.end.events).toEqual([{ type: 'menu' }]);
    expect(labels(said)).toContain('1 ✓');
  });

  it('says of a deleted one that it is gone, not what its buttons call it', async () => {
    const chat = await withThreads(2);
    const list = await chat.say('/chats');
    const line = button(list, '2').data;
    await chat.press(`chats delete=${line.split('=')[1]} confirm=true`, list);
    const said = await chat.press(line, list);
    expect(said.text).toContain('That conversation is gone.');
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
    fits(said.end);
    expect(said.text).toContain('untitled');
  });

  it('suggests conversations by what they are called, and takes what it suggested', async () => {
    const chat = await withThreads(3);
    const found = await suggested(chat, 'chats', 'switch', 'tion 1');
    expect(found.map(({ label }) => label)).toEqual(['“Question 1”']);
    await chat.hand({ ...commandOf('chats'), options: { switch: found[0]?.value ?? '' } });
    await chat.say('More');
    expect(chat.requests.at(-1)?.messages[0]?.text).toBe('Question 1');
  });

  it('has no button that does not work, whatever one presses', async () => {
    const open = async () => {
      const chat = await withThreads(8, { idLength: 15 });
      return { chat, said: await chat.say('/chats') };
    };
    expect(await pressAll(open, 2)).toBeGreaterThan(20);
  }, 30_000);
});

describe('/new', () => {
  it('begins another conversation and keeps the one before', async () => {
    const chat = openChat();
    await chat.say('One');
    const said = await chat.say('/new Soup and\nbread');
    expect(said.text).toContain('Soup and bread');
    await chat.say('Two');
    expect(chat.requests.at(-1)?.messages.map(({ text }) => text)).toEqual(['Two']);
    const threads = await chat.conversations.threads('test:1');
    expect(threads.map(({ title, hint }) => title ?? hint)).toEqual(['Soup and bread', 'One']);
  });

  it('handed out twice, it begins one', async () => {
    const chat = openChat();
    await chat.say('One');
    const { end, turn } = await chat.say('/new');
    const applied = { conversation: 'test:1', chat: 'test:1', turn, asker: 'test:1', at: 1, parts: [] };
    await chat.say('Two');
    await chat.conversations.apply(applied, end.events);
    await chat.say('Three');
    expect(chat.requests.at(-1)?.messages).toHaveLength(3);
  });
});

describe('/model', () => {
  const offered = Array.from(
    { length: 11 },
    (_, at) => `vendor/some-model-with-a-very-long-name-${at}:free-and-latest`,
  );

  it('shows the model that answers, and marks it', async () => {
    const chat = openChat();
    const said = await chat.say('/model');
    expect(labels(said)).toEqual(['✓ basic · gpt-4.1', 'advanced · gpt-6-sol']);
  });

  it('changes it in place, and the next answer is by that model', async () => {
    const chat = openChat({ offered });
    const list = await chat.say('/model');
    const said = await chat.press(button(list, 'latest'), list);
    expect(labels(said).filter((label) => label.startsWith('✓'))).toEqual([`✓ ${offered[0]}`]);
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.model).toBe(offered[0]);
    await chat.press(button(said, 'advanced'), said);
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.model).toBe('gpt-6-sol');
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1, tier: 'advanced' });
  });

  it('old buttons choose what they show, or nothing, once others are offered', async () => {
    const before = openChat({ offered: ['gpt-x', 'gpt-y'] });
    const list = await before.say('/model');
    const after = openChat({ offered: ['gpt-z', 'gpt-x'], conversations: before.conversations });
    const gone = await after.press(button(list, 'gpt-y'), list);
    expect(gone.text).toContain('no longer works');
    await expect(settingsOf(after)).resolves.toEqual({ v: 1 });
    // As versions before wrote them: by their place in the list.
    expect((await after.press('model offer=0', list)).text).toContain('no longer works');
    await expect(settingsOf(after)).resolves.toEqual({ v: 1 });
    await after.press(button(list, 'gpt-x'), list);
    await expect(settingsOf(after)).resolves.toEqual({ v: 1, model: 'gpt-x' });
  });

  it.each(['/model advanced', '/model ADVANCED', '/model tier=advanced', '/model gpt-x', '/model GPT-X'])(
    'typed: %s',
    async (line) => {
      const chat = openChat({ offered: ['gpt-x'] });
      await chat.say(line);
      await chat.say('Hi');
      expect(chat.requests.at(-1)?.model).toBe(line.toLowerCase().includes('gpt-x') ? 'gpt-x' : 'gpt-6-sol');
    },
  );

  it('refuses a name that is not offered, and says which are', async () => {
    const chat = openChat({ offered: ['gpt-x'] });
    const said = await chat.say('/model gpt-secret');
    expect(said.text).toContain('gpt\\-secret');
    expect(said.text).toContain('gpt-x');
    expect(said.end.events).toEqual([]);
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
  });

  it('goes back to the tier once a model is not offered any more', async () => {
    const chat = openChat();
    await chat.conversations.apply(
      {
        ...{ conversation: 'test:1', chat: 'test:1', turn: 's', asker: 'test:1', at: 1, parts: [] },
        settings: { v: 1, model: 'gone', tier: 'advanced' },
      },
      [],
    );
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.model).toBe('gpt-6-sol');
    expect(labels(await chat.say('/model'))).toContain('✓ advanced · gpt-6-sol');
  });

  it('shows the page the chosen model is on', async () => {
    const chat = openChat({ offered });
    const list = await chat.say('/model');
    const second = await chat.press(button(list, '▶'), list);
    const said = await chat.press(button(second, offered[9] ?? ''), second);
    expect(labels(said).filter((label) => label.startsWith('✓'))).toEqual([`✓ ${offered[9]}`]);
  });

  it('suggests what can be chosen', async () => {
    const chat = openChat({ offered: ['gpt-x', 'other'] });
    const found = await suggested(chat, 'model', 'tier', 'X');
    expect(found).toEqual([{ label: 'gpt-x', value: 'gpt-x' }]);
  });

  it.each([0, 1, 8, 11, 40])('has no button that does not work, with %d models offered', async (count) => {
    const many = Array.from({ length: count }, (_, at) => `${'vendor/model-'.repeat(7)}${at}`);
    await pressAll(async () => {
      const chat = openChat({ offered: many });
      return { chat, said: await chat.say('/model') };
    }, 2);
  });
});

describe('/settings', () => {
  it('offers what the model takes, and nothing else', async () => {
    const plain = openChat({ basic: 'gpt-4.1' });
    const names = (said: Said) => buttonsOf(said).map(({ data }) => data.replace('settings ', ''));
    expect(names(await plain.say('/settings'))).toEqual([
      'open=temperature',
      'open=top_p',
      'open=max_tokens',
      'open=language',
      'open=streaming',
      'reset=true',
    ]);
    const reasoning = openChat({ basic: 'o4-mini' });
    expect(names(await reasoning.say('/settings'))).toEqual([
      'open=max_tokens',
      'open=effort',
      'open=language',
      'open=streaming',
      'reset=true',
    ]);
    expect(names(await plain.say('/settings', inGroup))).toContain('open=history');
  });

  it('takes any number by a form, within its bounds', async () => {
    const chat = openChat({ basic: 'gpt-4.1' });
    const menu = await chat.press('settings open=temperature', await chat.say('/settings'));
    const form = button(menu, 'Another number …');
    const refused = await chat.press(form, menu, { input: 'warm' });
    expect(refused.text).toContain('must be a number');
    expect((await chat.press(button(refused, 'Back'), refused)).text).toContain('**Temperature**: default');
    expect((await chat.say('/settings temperature=warm')).end.controls).toBeUndefined();
    expect((await chat.press(form, menu, { input: '3' })).text).toContain('from 0 to 2');
    expect((await chat.press(form, menu, { input: '0,55' })).text).toContain('**Temperature**: 0.55');
  });

  it('calls a number as the form was called, and as an option where it was typed', async () => {
    const chat = openChat();
    const menu = await chat.press('settings open=max_tokens', await chat.say('/settings'));
    const refused = await chat.press(button(menu, 'Another number'), menu, { input: '3' });
    expect(refused.text).toBe('Longest answer must be a whole number from 16 to 1000000, not “3”.');
    expect((await chat.say('/settings max_tokens=3')).text).toContain('max_tokens must be');
  });

  it.each([
    ['streaming=drafts', {}, {}, false],
    ['streaming=drafts', { drafts: true }, {}, true],
    ['streaming=off', {}, {}, true],
    ['history=member', {}, {}, false],
    ['history=member', {}, inGroup, true],
  ])('refuses what has no effect here, and changes nothing: %s, %o, %o', async (line, options, place, taken) => {
    const chat = openChat(options);
    const said = await chat.say(`/settings temperature=0.5 ${line}`, place);
    expect(said.text.includes('has no effect in this chat')).toBe(!taken);
    expect(said.end.settings !== undefined).toBe(taken);
  });

  it('sets a value by buttons, in place, and marks what is set', async () => {
    const chat = openChat();
    const menu = await chat.say('/settings');
    const open = await chat.press(button(menu, 'Temperature'), menu);
    expect(labels(open).filter((label) => label.startsWith('✓'))).toHaveLength(1);
    const set = await chat.press(button(open, '0.3'), open);
    expect(set.text).toContain('**Temperature**: 0.3');
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.temperature).toBe(0.3);
    const again = await chat.press(button(set, 'Temperature'), set);
    expect(labels(again).filter((label) => label.startsWith('✓'))).toEqual(['✓ 0.3']);
    await chat.press(button(again, 'default'), again);
    await chat.say('Hi');
    expect(chat.requests.at(-1)).not.toHaveProperty('temperature');
  });

  it('sets several at once when they are typed, and keeps the others', async () => {
    const chat = openChat();
    await chat.say('/settings streaming=off');
    await chat.say('/settings temperature=0.5 max_tokens=100 language=zh-CN');
    await expect(settingsOf(chat)).resolves.toEqual({
      v: 1,
      streaming: 'off',
      language: 'zh-CN',
      sampling: { temperature: 0.5, maxOutputTokens: 100 },
    });
  });

  it('refuses what the model does not take, and changes nothing', async () => {
    const chat = openChat({ basic: 'o4-mini' });
    const said = await chat.say('/settings temperature=0.5 max_tokens=100');
    expect(said.text).toContain('The model o4-mini does not accept Temperature');
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1 });
    const effort = await chat.say('/settings effort=extreme');
    expect(effort.text).toContain('low, medium, high');
    expect(effort.end.events).toEqual([]);
    expect((await chat.say('/settings verbosity=low')).end.events).toEqual([]);
  });

  it('offers and takes nothing that the thinking effort rules out, and says what of it is set', async () => {
    const chat = openChat({ basic: 'gpt-5.4' });
    await chat.say('/settings temperature=0.3');
    const high = await chat.say('/settings effort=high');
    expect(high.text).toContain('gpt-5.4 takes no Temperature while Thinking effort is set');
    expect(high.text).not.toContain('**Temperature**');
    expect(labels(high)).not.toContain('Temperature');
    expect((await chat.say('/settings top_p=0.5')).text).toMatch(
      /^gpt-5\.4 takes no Top P while Thinking effort is set/,
    );
    await expect(settingsOf(chat)).resolves.toMatchObject({ sampling: { temperature: 0.3, effort: 'high' } });
    await chat.say('Hi');
    expect(chat.requests.at(-1)).not.toHaveProperty('temperature');
    expect((await chat.say('/settings effort=none')).text).toContain('**Temperature**: 0.3');
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.temperature).toBe(0.3);
  });

  it('offers and takes nothing that the operator’s thinking effort rules out, and all of it with another one', async () => {
    const chat = openChat({ basic: 'gpt-5.4', parameters: { effort: 'high', temperature: 1 } });
    const menu = await chat.say('/settings');
    expect(labels(menu)).not.toContain('Temperature');
    expect(menu.text).not.toContain('takes no');
    const refused = await chat.say('/settings temperature=0.7');
    expect(refused.text).toMatch(/^gpt-5\.4 takes no Temperature while Thinking effort is set; “none”/);
    expect(refused.end.events).toEqual([]);
    expect((await chat.say('/settings effort=none temperature=0.7')).text).toContain('**Temperature**: 0.7');
    await chat.say('Hi');
    expect(chat.requests.at(-1)).toMatchObject({ effort: 'none', temperature: 0.7 });
  });

  it('lowers the operator’s limit of an answer and never raises it, whatever was set before there was one', async () => {
    const before = openChat();
    await before.say('/settings max_tokens=100000');
    const chat = openChat({ conversations: before.conversations, parameters: { maxOutputTokens: 700 } });
    const menu = await chat.say('/settings');
    expect(menu.text).toContain('**Longest answer**: 700');
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.maxOutputTokens).toBe(700);
    const refused = await chat.say('/settings max_tokens=701');
    expect(refused.text).toBe(
      'Longest answer can be at most 700 here: whoever runs me has set that limit. Nothing was changed.',
    );
    expect(refused.end.events).toEqual([]);
    expect(labels(await chat.press('settings open=max_tokens', menu))).not.toContain('1000');
    expect((await chat.say('/settings max_tokens=300')).text).toContain('**Longest answer**: 300');
    await chat.say('Hi');
    expect(chat.requests.at(-1)?.maxOutputTokens).toBe(300);
  });

  it('does not hold against a chat what it set for another model', async () => {
    const chat = openChat({ basic: 'gpt-4.1', advanced: 'o4-mini' });
    await chat.say('/settings temperature=0.5');
    await chat.say('/model advanced');
    const said = await chat.say('/settings max_tokens=100');
    expect(said.end.settings).toBeDefined();
    await chat.say('Hi');
    expect(chat.requests.at(-1)).toMatchObject({ model: 'o4-mini', maxOutputTokens: 100 });
    expect(chat.requests.at(-1)).not.toHaveProperty('temperature');
  });

  it('goes back to the defaults in all, and says so in the language there is then', async () => {
    const chat = openChat();
    await chat.say('/model advanced');
    await chat.say('/settings max_tokens=100 language=es');
    const menu = await chat.say('/settings');
    const said = await chat.press('settings reset=true', menu);
    await expect(settingsOf(chat)).resolves.toEqual({ v: 1, sampling: {} });
    expect(said.text).toContain('**Longest answer**: default');
  });

  it('speaks the new language in the very answer that sets it', async () => {
    const chat = openChat();
    const menu = await chat.say('/settings');
    const said = await chat.press('settings language=es', menu);
    expect(said.text).toContain('**Idioma**: Español');
  });

  it.each([
    ['/settings temperature=3', 'from 0 to 2'],
    ['/settings open=temperature', "don't know the option"],
    ['/settings clear=temperature', "don't know the option"],
    ['/settings history=everybody', 'topic, group, member'],
  ])('typed wrong: %s', async (line, sentence) => {
    const chat = openChat();
    const said = await chat.say(line);
    expect(said.text).toContain(sentence);
    expect(said.end.events).toEqual([]);
  });

  it.each(['gpt-4.1', 'gpt-5.1', 'gpt-6-sol', 'o4-mini', 'llama3'])(
    'has no button that does not work: %s',
    async (basic) => {
      const open = async () => {
        const chat = openChat({ basic });
        return { chat, said: await chat.say('/settings', inGroup) };
      };
      await pressAll(async () => open(), 2);
      const { chat, said } = await open();
      for (const { data } of buttonsOf(said)) {
        const page = await chat.press(data, said, inGroup as object);
        for (const choice of buttonsOf(page)) {
          const { end, text } = await chat.press(choice, page, inGroup as object);
          expect(end.controls, `${choice.data}: ${text}`).toBeDefined();
        }
      }
    },
    30_000,
  );
});
