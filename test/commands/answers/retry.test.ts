import { describe, expect, it } from 'vitest';
import { promptOf } from '../../fixtures.ts';
import { asked, type Chat, edited, openChat } from '../chat.ts';
import { button, labels, message, replyTo, type Said } from '../said.ts';

describe('Again', () => {
  it('makes another answer in place, which the next question follows', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'first' }, { text: 'second' });
    const said = await chat.say('Why?');
    const again = await chat.press(button(said, 'Again'), said);
    expect(again.text).toBe('second');
    expect(asked(chat)).toEqual(['Why?']);
    expect(labels(again)).toEqual(['◀', '2/2', '↻ Again', '✕ Delete']);
    await chat.say('And?');
    expect(asked(chat)).toEqual(['Why?', 'second', 'And?']);
  });

  it('leaves the answer that was there when the model fails', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'first' }, new Error('no'));
    const said = await chat.say('Why?');
    const again = await chat.press(button(said, 'Again'), said);
    expect(again.end.text).toBe('first');
    expect(again.end.notice).toBeTruthy();
    expect(labels(again)).toContain('↻ Again');
    await chat.say('And?');
    expect(asked(chat)).toEqual(['Why?', 'first', 'And?']);
  });

  it('of an earlier question is asked without what came after it', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    await chat.say('Two');
    await chat.press(button(one, 'Again'), one);
    expect(asked(chat)).toEqual(['One']);
  });

  it('typed, answers the last question once more below, with the way back; the bubbles of the first answer go', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'first' }, { text: 'second' }, { text: 'third' });
    await chat.say('One');
    const two = await chat.say('Two');
    const said = await chat.say('/retry');
    expect(asked(chat)).toEqual(['One', 'first', 'Two']);
    expect([said.text, labels(said).slice(0, 2), said.end.removes]).toEqual(['third', ['◀', '2/2'], two.parts]);
    await chat.say('Three');
    expect(asked(chat)).toEqual(['One', 'first', 'Two', 'third', 'Three']);
  });

  it('typed and failing, leaves the answer that is there', async () => {
    const chat = openChat();
    await chat.say('One');
    chat.replies.push(new Error('broken'));
    const said = await chat.say('/retry');
    expect([said.end.removes, said.end.events, said.end.buttons]).toEqual([undefined, [], undefined]);
    await chat.say('Two');
    expect(asked(chat)).toEqual(['One', 're One', 'Two']);
  });

  it('counts no answer in which nothing was said', async () => {
    const chat = openChat();
    chat.replies.push(new Error('broken'));
    const failed = await chat.say('One');
    const again = await chat.press(button(failed, 'Again'), failed);
    expect(labels(again).at(0)).toBe('↻ Again');
  });

  it('typed as a reply, answers the question that is replied to, from its answer or from itself', async () => {
    for (const to of ['answer', 'prompt']) {
      const chat = openChat();
      const one = await chat.say('One', message('p1'));
      await chat.say('Two');
      await chat.say('/retry', to === 'answer' ? replyTo(one) : { quote: { id: 'p1', author: 'Ann', text: 'One' } });
      expect(asked(chat), to).toEqual(['One']);
      await chat.say('Three');
      expect(asked(chat), to).toEqual(['One', 're One', 'Three']);
    }
  });

  it('typed as a reply in an earlier conversation, leads back into that one', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    await chat.say('/new');
    await chat.say('Two');
    await chat.say('/retry', replyTo(one));
    await chat.say('Three');
    expect(asked(chat)).toEqual(['One', 're One', 'Three']);
  });

  it.each(['/retry', '/continue'])(
    '%s as a reply to what is no answer here, asks nothing else instead',
    async (line) => {
      const chat = openChat();
      await chat.say('One');
      const said = await chat.say(line, { quote: { id: 'unknown', author: 'Bob', text: 'Hm' } });
      expect(said.text).toContain("I don't remember that message");
      expect(chat.requests).toHaveLength(1);
    },
  );

  it('/continue as a reply to an earlier question, goes on there', async () => {
    const chat = openChat();
    await chat.say('One', message('p1'));
    await chat.say('Two');
    await chat.say('/continue', { quote: { id: 'p1', author: 'Ann', text: 'One' } });
    expect(asked(chat)).toEqual(['One', 're One', expect.stringContaining('Go on with your last answer')]);
  });

  it('typed where nothing was asked, says so', async () => {
    const chat = openChat();
    expect((await chat.say('/retry')).text).toContain('no question to answer again');
    expect(chat.requests).toEqual([]);
  });
});

describe('the arrows', () => {
  it('show the other answers in place, and the one shown is the one in context', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'first' }, { text: 'second' }, { text: 'third' });
    const one = await chat.say('Why?');
    const two = await chat.press(button(one, 'Again'), one);
    const three = await chat.press(button(two, 'Again'), two);
    const back = await chat.press(button(three, '◀'), three);
    expect(back.text).toBe('second');
    expect(labels(back).slice(0, 3)).toEqual(['◀', '2/3', '▶']);
    const first = await chat.press(button(back, '◀'), back);
    expect(labels(first).slice(0, 2)).toEqual(['1/3', '▶']);
    await chat.say('And?');
    expect(asked(chat)).toEqual(['Why?', 'first', 'And?']);
    // The middle one asks for what is there.
    expect((await chat.press(button(first, '1/3'), first)).text).toBe('first');
  });

  it('say why the answer they show ended', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'half', reason: 'length' }, { text: 'whole' });
    const one = await chat.say('Why?');
    const two = await chat.press(button(one, 'Again'), one);
    const back = await chat.press(button(two, '◀'), two);
    expect(back.end.notice).toContain('length limit');
    expect(labels(back)).toContain('▶ Continue');
  });

  it('ask in vain for an answer that is not there', async () => {
    const chat = openChat();
    const one = await chat.say('Why?');
    const said = await chat.press(`show turn=${one.turn} answer=7`, one);
    // The one that is there stays, on the screen and in context.
    expect(said.text).toBe(one.text);
    expect(said.end.events).toEqual([{ type: 'shown', turn: one.turn, answer: 0 }]);
  });
});

describe('after a long silence', () => {
  const HOUR = 3_600_000;

  async function silent() {
    const chat = openChat({ idleMs: HOUR });
    const said = await chat.say('Why?');
    await chat.press(button(said, 'Again'), said);
    await chat.clock.advance(2 * HOUR);
    return { chat, said };
  }

  it.each([
    ['another answer', (chat: Chat, said: Said) => chat.press(`retry turn=${said.turn}`, said)],
    ['one that is shown again', (chat: Chat, said: Said) => chat.press(`show turn=${said.turn} answer=0`, said)],
    ['one to other words', (chat: Chat, said: Said) => edited(chat, said, 'Why not?')],
  ])('the next question follows %s', async (_, act) => {
    const { chat, said } = await silent();
    await act(chat, said);
    await chat.clock.advance(HOUR / 2);
    await chat.say('Shorter');
    expect(asked(chat)?.[0]).toMatch(/^Why/);
  });

  it('another answer in one that was left does not wake the current one', async () => {
    const { chat, said } = await silent();
    await chat.say('/new');
    await chat.say('Ships?');
    await chat.clock.advance(2 * HOUR);
    await chat.press(button(said, 'Again'), said);
    await chat.say('Shorter');
    expect(asked(chat)).toEqual(['Shorter']);
  });
});

describe('a question to the other model', () => {
  const advanced = 'gpt-6-sol';
  const models = (chat: Chat) => chat.requests.map(({ model }) => model);

  it('stays one when it is asked again or goes on; what is said next is none', async () => {
    const chat = openChat({ advanced });
    chat.replies.push({ text: 'one', reason: 'length' });
    const cut = await chat.say('/ask model=advanced Why?');
    const whole = await chat.press(button(cut, 'Continue'), cut);
    await chat.press(button(whole, 'Again'), whole);
    await chat.say('/continue');
    await chat.say('/retry');
    expect(models(chat)).toEqual(Array(5).fill(advanced));
    await chat.say('And?');
    expect(models(chat).at(-1)).toBe('gpt-4.1');
  });

  it('that was stopped before it was asked is one once it is asked', async () => {
    const chat = openChat({ advanced });
    const events = await chat.bot.unasked('9', promptOf({ text: 'Why?', tier: 'advanced' }), {
      text: '',
      reason: 'stop',
    });
    expect(events).toMatchObject([{ type: 'answered', prompt: { text: 'Why?', tier: 'advanced' } }]);
  });
});
