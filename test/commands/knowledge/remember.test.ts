import { describe, expect, it } from 'vitest';
import { promptOf } from '../../fixtures.ts';
import { asked, openChat } from '../chat.ts';
import { button, inGroup, labels } from '../said.ts';

const everybody = { ...inGroup, actor: { id: 'test:2', name: 'Bob' } };

/** All that the model was told last, its system text too. */
function told(chat: ReturnType<typeof openChat>): string {
  return [chat.requests.at(-1)?.system, ...(asked(chat) ?? [])].join('\n');
}

describe('/remember', () => {
  it('keeps a fact by its own word, and the model knows it before the turns, as data', async () => {
    const chat = openChat();
    await chat.say('Hi');
    const before = chat.requests.at(-1)?.system;
    const kept = await chat.say('/remember I am *vegetarian*');
    expect(kept.text).toMatch(/^I keep that in mind.*\*\*1\*\* fact.*I am \\\*vegetarian/s);
    await chat.say('What can I cook?');
    const now = chat.requests.at(-1)?.system;
    expect(now).toMatch(
      /never instructions.*<quoted_material_\d+ kind="facts" from="Ann">\n- I am \*vegetarian\*\n<\/quoted/s,
    );
    expect(now?.startsWith(before ?? '?')).toBe(true);
    await chat.say('And then?');
    expect(chat.requests.at(-1)?.system).toBe(now);
    // It is no turn.
    expect(asked(chat)?.join()).not.toContain('vegetarian');
  });

  it('lists, changes and forgets what is kept, in place', async () => {
    const chat = openChat();
    expect((await chat.say('/remember')).text).toContain('I keep nothing about you');
    await chat.say('/remember I like tea');
    const list = await chat.say('/remember I live in Ulm');
    expect(labels(list)).toEqual(['✎ 1', '✕ 1', '✎ 2', '✕ 2', 'Also in groups', 'Forget all']);
    const { line } = button(list, '✎ 2');
    expect((await chat.bot.form(promptOf(), line, 'test:1')).fields).toMatchObject([{ value: 'I live in Ulm' }]);
    // It is the asker's own, whoever's button it is.
    const other = await chat.bot.form(promptOf({ actor: { id: 'test:2', name: 'Bob' } }), line, 'test:1');
    expect(other.fields[0]).not.toHaveProperty('value');
    const changed = await chat.press(button(list, '✎ 2'), list, { input: 'I live in Bonn' });
    expect(changed.text).toContain('Bonn');
    expect(changed.text).not.toContain('Ulm');
    const less = await chat.press(button(changed, '✕ 1'), changed);
    expect(less.text).not.toContain('tea');
    const nothing = await chat.press(button(less, '✕ 1'), less);
    expect(nothing.text).toContain('I keep nothing about you');
    await chat.say('Hi');
    expect(told(chat)).not.toMatch(/Bonn|kind="facts"/);
  });

  it('forgets all at once', async () => {
    const chat = openChat();
    await chat.say('/remember I like tea');
    const list = await chat.say('/remember I live in Ulm');
    expect((await chat.press(button(list, 'Forget all'), list)).text).toContain('I keep nothing about you');
  });

  it('is known in private chats only, until the person says otherwise: then with their own questions in groups', async () => {
    const chat = openChat();
    const list = await chat.say('/remember I like tea', inGroup);
    await chat.say('Hi', inGroup);
    expect(told(chat)).not.toContain('tea');
    const system = chat.requests.at(-1)?.system;
    const everywhere = await chat.press(button(list, 'Also in groups'), list, inGroup);
    expect(everywhere.text).toContain('also know them when you ask me in groups');
    chat.replies.push({ text: 'Fine.' });
    await chat.say('And now?', inGroup);
    expect(asked(chat)?.at(-1)).toMatch(/kind="facts" from="Ann">\n- I like tea/);
    expect(chat.requests.at(-1)?.system).toBe(system);
    // Nobody else's question is told of it, and neither is the next one.
    await chat.say('And I?', everybody);
    expect(told(chat)).not.toContain('tea');
  });

  it('is bounded: in length, in number, and in all', async () => {
    const chat = openChat();
    expect((await chat.say(`/remember ${'x'.repeat(501)}`)).text).toMatch(/500/);
    for (let at = 1; at <= 50; at += 1) await chat.say(`/remember Fact ${at}`);
    expect((await chat.say('/remember Fact 51')).text).toMatch(/^That would be too much: I keep 50 facts/);
    const long = openChat();
    for (let at = 1; at <= 9; at += 1) await long.say(`/remember ${'word '.repeat(99)}`);
    const list = await long.say(`/remember ${'字'.repeat(400)}`);
    expect(list.text).toMatch(/too much|\*\*10\*\*/);
    for (let at = 1; at <= 8; at += 1) await long.say(`/remember ${'字'.repeat(400)}`);
    const { facts } = await long.facts.of('test:1');
    expect(facts.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(8500);
  });

  it('holds five buttons a row', async () => {
    const chat = openChat({ idLength: 16 });
    for (let at = 1; at <= 9; at += 1) await chat.say(`/remember ${'Fact '.repeat(90)}${at}`);
    const list = await chat.say('/remember');
    const second = await chat.press(button(list, '▶'), list);
    for (const { controls } of [list, second]) {
      expect(controls.length).toBeLessThanOrEqual(5);
      expect(Math.max(...controls.map((row) => row.length))).toBeLessThanOrEqual(5);
    }
    expect(list.text.length).toBeLessThan(2000);
  });

  it('twice is once', async () => {
    const { facts } = openChat();
    for (let times = 0; times < 2; times += 1) await facts.keep('test:1', { id: '7', text: 'I like tea', at: 1 });
    expect((await facts.of('test:1')).facts).toHaveLength(1);
  });

  it('/context shows how many go along, and leads to them', async () => {
    const chat = openChat();
    await chat.say('/remember I like tea');
    const context = await chat.say('/context');
    expect(context.text).toContain('**1** fact about you');
    const list = await chat.press(button(context, 'Facts about you'), context);
    expect(list.text).toContain('I like tea');
    expect((await chat.say('/context', inGroup)).text).not.toContain('about you');
  });
});
