import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../../src/conversation/tokens.ts';
import { exchangeTokens } from '../../../src/conversation/window.ts';
import { escapeMarkdown } from '../../../src/util/text.ts';
import { type Chat, openChat, withTurns } from '../chat.ts';
import { button, buttonsOf, inGroup, labels } from '../said.ts';

describe('/context', () => {
  it('shows the instructions, the turns newest first, and what they cost', async () => {
    const chat = await withTurns(2, { system: 'Be *kind*.' });
    const { text } = await chat.say('/context');
    expect(text).toContain('Be \\*kind\\*');
    const at = ['Question 2', 're Question 2', 'Question 1', 're Question 1'].map((words) => text.indexOf(words));
    expect(at.every((place) => place > 0)).toBe(true);
    expect(text.indexOf('Question 2')).toBeLessThan(text.indexOf('Question 1'));
    const count = await loadTokenizer();
    const [, turn] = (await chat.conversations.context('test:1')).turns;
    expect(text).toContain(`**2** (${turn && (await exchangeTokens(turn, count))}): Question 2`);
  });

  it('keeps what it has counted, as a question near the window does', async () => {
    const chat = await withTurns(3, { tokens: 150 });
    const kept = async () =>
      (await chat.conversations.context('test:1')).turns.map(({ tokens }) => tokens !== undefined);
    const before = await kept();
    await chat.say('/context');
    const after = await kept();
    expect(before.slice(0, 2)).toContain(true);
    expect(after.filter(Boolean).length).toBeGreaterThan(before.filter(Boolean).length);
  });

  it('adds up to what it says of each', async () => {
    const chat = await withTurns(3);
    const { text } = await chat.say('/context');
    const parts = [...text.matchAll(/\*\* \((\d+)\)/g)].map(([, tokens]) => Number(tokens));
    expect(parts).toHaveLength(4);
    expect(text).toContain(String(parts.reduce((sum, tokens) => sum + tokens)));
  });

  it('counts neither a question that only failed, nor its tokens: the model is not told of it', async () => {
    const chat = await withTurns(2);
    const { text } = await chat.say('/context');
    chat.replies.push(new Error('no'));
    await chat.say('Poison');
    expect((await chat.say('/context')).text).toBe(text);
    await chat.say('More');
    expect(JSON.stringify(chat.requests.at(-1)?.messages)).not.toContain('Poison');
  });

  it('shows what somebody only passed on as such', async () => {
    const chat = openChat();
    await chat.say('I quit.', { source: { kind: 'forward', author: 'Carl' } });
    expect((await chat.say('/context')).text).toMatch(/\(about “I quit\\?\.”\)/);
  });

  it('shows an answer without the signs that make others literal', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'May I run desk\\: Book &#40;a room&#41;?' });
    await chat.say('Book it');
    const { text } = await chat.say('/context');
    expect(text).toContain(`→ ${escapeMarkdown('May I run desk: Book (a room)?')}`);
  });

  it('shows who spoke, and what was replied to', async () => {
    const chat = openChat();
    await chat.say('What does he mean?', { ...inGroup, quote: { id: 'm', author: 'Bob', text: 'Perhaps' } });
    const { text } = await chat.say('/context', inGroup);
    expect(text).toContain('Ann: What does he mean');
    expect(text).toContain('Perhaps');
  });

  it('pins and unpins, in place', async () => {
    const chat = await withTurns(2);
    const list = await chat.say('/context');
    const pinned = await chat.press(button(list, '📌 1'), list);
    expect(pinned.text).toContain('**1 📌**');
    expect(labels(pinned)).toContain('📌✕ 1');
    expect((await chat.conversations.context('test:1')).turns[0]?.pinned).toBe(true);
    const unpinned = await chat.press(button(pinned, '📌✕ 1'), pinned);
    expect(unpinned.text).not.toContain('📌**');
    expect((await chat.conversations.context('test:1')).turns[0]?.pinned).toBeUndefined();
  });

  it('refuses one pin too many with a sentence, and leads back', async () => {
    const chat = await withTurns(21);
    const list = await chat.say('/context');
    const { turns } = await chat.conversations.context('test:1');
    for (const { id } of turns.slice(0, 20)) await chat.press(`context pin=${id} page=1`, list);
    const said = await chat.press(button(list, '📌 21'), list);
    expect(said.text).toContain('at most 20 questions');
    expect(said.end.events).toEqual([]);
    const back = await chat.press(button(said, 'Back'), said);
    expect(labels(back)).toContain('📌 21');
    await chat.press('context unpin=1 page=1', back);
    const pinned = await chat.press(button(back, '📌 21'), back);
    expect(pinned.text).toContain('**21 📌**');
  });

  const told = (chat: Chat) => JSON.stringify(chat.requests.at(-1)?.messages);

  it('leaves a turn out, which the model then does not hear of, and takes it back in', async () => {
    const chat = await withTurns(3);
    const list = await chat.say('/context');
    const said = await chat.press(button(list, '✕ 2'), list);
    expect(said.text).toContain('**2** (left out): Question 2');
    expect(said.text).toContain('2 earlier questions');
    await chat.say('More');
    expect(told(chat)).not.toContain('Question 2');
    const back = await chat.press(button(said, '↩ 2'), said);
    expect(back.text).toContain('4 earlier questions');
    await chat.say('More');
    expect(told(chat)).toContain('Question 2');
  });

  it('a button of a version before leaves a turn out, too', async () => {
    const chat = await withTurns(1);
    const list = await chat.say('/context');
    const said = await chat.press(button(list, '✕ 1').line.replace('omit', 'remove'), list);
    expect(labels(said)).toEqual(['↩ 1']);
  });

  it('what is left out keeps its buttons and can be taken away; another answer takes it back in', async () => {
    const leftOut = async () => {
      const chat = openChat();
      chat.replies.push({ text: 'Half', reason: 'length' });
      const one = await chat.say('Question 1');
      await chat.say('Question 2');
      const list = await chat.say('/context');
      await chat.press(button(list, '✕ 1'), list);
      return { chat, one };
    };
    for (const label of ['Again', 'Continue']) {
      const { chat, one } = await leftOut();
      await chat.press(button(one, label), one);
      // What goes on is read.
      expect(told(chat), label).toContain(label === 'Again' ? 'Question 1' : 'Half');
      await chat.say('More');
      expect(told(chat), label).toContain('Question 1');
    }
    const { chat, one } = await leftOut();
    const said = await chat.say('/delete', { quote: { id: one.parts[0] ?? '', text: 'Half' } });
    expect(said.end.removes).toEqual(one.parts);
  });

  it('a reply to an answer that is left out tells the model what it is about', async () => {
    const chat = await withTurns(1);
    const list = await chat.say('/context');
    await chat.press(button(list, '✕ 1'), list);
    expect((await chat.say('/continue')).text).toContain('no answer to continue yet');
    await chat.say('What?', { quote: { id: 'b1', text: 're Question 1' } });
    expect(chat.requests.at(-1)?.messages).toHaveLength(1);
    expect(told(chat)).toContain('re Question 1');
  });

  it.each([
    ['the person who asked', {}, { id: 'test:1', name: 'Ann' }, true],
    ['somebody else', {}, { id: 'test:2', name: 'Bob' }, false],
    ['a moderator', { moderates: true }, { id: 'test:2', name: 'Bob' }, true],
    ['an owner', { access: 'owner' }, { id: 'test:2', name: 'Bob' }, true],
  ] as const)('in a group, leaves out for %s', async (_, options, actor, may) => {
    const chat = openChat(options);
    await chat.say('Question', inGroup);
    const list = await chat.say('/context', { ...inGroup, actor });
    const said = await chat.press(button(list, '✕ 1'), list, { ...inGroup, actor } as object);
    expect(said.text.includes('Only the person who asked')).toBe(!may);
    await chat.say('More', inGroup);
    expect(JSON.stringify(chat.requests.at(-1)?.messages).includes('Question')).toBe(!may);
    if (may) return;
    const back = await chat.press(button(said, 'Back'), said, { ...inGroup, actor } as object);
    expect(back.text).toContain('Question');
  });

  it('shows after each deed what a new /context shows', async () => {
    for (const label of ['📌 4', '✕ 5', '✕ 7', '✕ 6']) {
      const chat = await withTurns(7);
      const list = await chat.say('/context');
      const said = await chat.press(button(list, label), list);
      const again = await chat.say('/context');
      expect(said.text, label).toBe(again.text);
      expect(said.end.buttons, label).toEqual(again.end.buttons);
    }
  });

  it('a press on what is gone meanwhile changes nothing', async () => {
    const chat = await withTurns(2);
    const list = await chat.say('/context');
    const [first] = (await chat.conversations.context('test:1')).turns;
    await chat.say('/delete', { quote: { id: 'b1', text: 're Question 1' } });
    const said = await chat.press(button(list, '✕ 1'), list);
    expect(said.end.events).toEqual([]);
    expect((await chat.press(`context pin=${first?.id} page=1`, said)).end.events).toEqual([]);
  });

  it('turns pages, and comes back to the last one when one is emptied', async () => {
    const chat = await withTurns(6, { idLength: 15 });
    const list = await chat.say('/context');
    const second = await chat.press(button(list, '▶'), list);
    expect(second.text).toContain('Question 1');
    await chat.say('/delete', { quote: { id: 'b1', text: 're Question 1' } });
    const said = await chat.press(button(second, '✕ 1'), second);
    expect(said.text).toContain('Question 6');
    expect(labels(said)).not.toContain('◀');
  });

  it('says what does not fit; what is pinned stays', async () => {
    const chat = await withTurns(4);
    const list = await chat.say('/context');
    await chat.press(button(list, '📌 1'), list);
    for (let at = 5; at <= 30; at += 1) await chat.say(`Question ${at}`);
    const narrow = openChat({ tokens: 500, conversations: chat.conversations });
    const said = await narrow.say('/context');
    const [, left] = /(\d+) older questions don't fit/.exec(said.text) ?? [];
    const [, kept] = /(\d+) earlier questions/.exec(said.text) ?? [];
    expect(Number(left) + Number(kept)).toBe(30);
    const last = await narrow.press('context page=99', said);
    expect(last.text).toContain('**1 📌**');
    expect(last.text).toContain('Question 1\n');
  });

  it('says that there is nothing', async () => {
    const said = await openChat().say('/context');
    expect(said.text).toContain('Nothing has been said');
  });

  it('has buttons that fit, with the longest ids and many pages', async () => {
    const chat = await withTurns(30, { idLength: 15 });
    let said = await chat.say('/context');
    for (let page = 1; page <= 6; page += 1) {
      const { controls } = said;
      expect(controls.length).toBeLessThanOrEqual(5);
      for (const row of controls) expect(row.length).toBeLessThanOrEqual(5);
      for (const each of buttonsOf(said)) {
        const pressed = await chat.press(each, said);
        expect(pressed.end.buttons).toBeDefined();
      }
      const next = buttonsOf(said).find(({ label }) => label === '▶');
      if (!next) break;
      said = await chat.press(next, said);
    }
  });

  it('stays within what a message holds, whatever is in it', async () => {
    const chat = openChat({ system: '*'.repeat(9000) });
    for (let at = 0; at < 6; at += 1) {
      await chat.say('_'.repeat(5000), {
        ...inGroup,
        actor: { id: 'test:1', name: '*'.repeat(500) },
        quote: { id: 'm', author: 'B', text: '['.repeat(5000) },
      });
    }
    const said = await chat.say('/context', inGroup);
    // Marks are escaped, which the platforms take away again.
    expect(said.text.replace(/\\|&#\d+(?=;)/g, '').length).toBeLessThan(2000);
  });
});
