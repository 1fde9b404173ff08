import { describe, expect, it } from 'vitest';
import { answerControls, runningControls } from '../../src/answering/answer-buttons.ts';
import { createLocales, languageTags } from '../../src/locales/index.ts';
import type { EndReason } from '../../src/ports/index.ts';
import { byteLength } from '../../src/util/text.ts';
import { promptOf } from '../fixtures.ts';
import { button, buttonsOf, type Chat, inGroup, openChat, type Said } from './chat.ts';

const replyTo = (said: Said, author?: string) => ({
  quote: { id: said.parts[0] ?? '', text: said.end.text, ...(author === undefined ? {} : { author }) },
});

const labels = (said: Said) => buttonsOf(said).map(({ label }) => label);

/** A message of Ann's with this id. */
function message(id: string) {
  const { target } = promptOf();
  return { target: { ...target, prompt: id } };
}

const asked = (chat: Chat) => chat.requests.at(-1)?.messages.map(({ text }) => text);

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
    expect([said.end.removes, said.end.events, said.end.controls]).toEqual([undefined, [], undefined]);
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
      expect(said.text).toContain("I don't know a question");
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
    expect((await chat.say('/retry')).text).toContain('nothing to answer again');
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

describe('Continue', () => {
  it('goes on in place with what was cut, as one answer', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'one two', reason: 'length' }, { text: ' three' });
    const said = await chat.say('Count');
    const more = await chat.press(button(said, 'Continue'), said);
    expect(more.text).toBe('one two three');
    expect(
      chat.requests
        .at(-1)
        ?.messages.slice(0, 2)
        .map(({ text }) => text),
    ).toEqual(['Count', 'one two']);
    expect(labels(more)).toEqual(['↻ Again', '✕ Delete']);
    await chat.say('More');
    expect(asked(chat)).toEqual(['Count', 'one two three', 'More']);
  });

  it('cut again, it can go on again', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'a', reason: 'length' }, { text: 'b', reason: 'length' }, { text: 'c' });
    let said = await chat.say('Spell');
    said = await chat.press(button(said, 'Continue'), said);
    said = await chat.press(button(said, 'Continue'), said);
    expect(said.text).toBe('abc');
  });

  it('keeps what was there when the model fails', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'one', reason: 'length' }, new Error('no'));
    const said = await chat.say('Count');
    const more = await chat.press(button(said, 'Continue'), said);
    expect(more.end.text).toBe('one');
    // It is still cut: it can be tried once more.
    expect(labels(more)).toContain('▶ Continue');
    await chat.say('More');
    expect(asked(chat)).toEqual(['Count', 'one', 'More']);
  });

  it('typed, goes on as a new answer; where there is none, says so', async () => {
    const chat = openChat();
    expect((await chat.say('/continue')).text).toContain('no answer yet');
    await chat.say('Count');
    await chat.say('/continue');
    expect(asked(chat)?.slice(0, 2)).toEqual(['Count', 're Count']);
    expect(asked(chat)).toHaveLength(3);
  });
});

describe('Delete', () => {
  it('takes the turn out of context and its answer away, without a word', async () => {
    const chat = openChat();
    await chat.say('One');
    const two = await chat.say('Two');
    const said = await chat.press(button(two, 'Delete'), two);
    expect(said.end).toMatchObject({ hidden: true, text: '' });
    await chat.say('Three');
    expect(asked(chat)).toEqual(['One', 're One', 'Three']);
  });

  it('of a reply to an older answer leads back to what stands below that one', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    await chat.say('Two');
    const aside = await chat.say('Aside', replyTo(one));
    await chat.press(button(aside, 'Delete'), aside);
    await chat.say('Three');
    expect(asked(chat)).toEqual(['One', 're One', 'Two', 're Two', 'Three']);
  });

  it('of what was said below a /retry leads back to where that led', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    await chat.say('Two');
    await chat.say('/retry', replyTo(one));
    const aside = await chat.say('Aside');
    await chat.press(button(aside, 'Delete'), aside);
    await chat.say('Three');
    expect(asked(chat)).toEqual(['One', 're One', 'Three']);
  });

  it('of a turn that is gone does no more', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    await chat.press(button(one, 'Delete'), one);
    const again = await chat.press(button(one, 'Delete'), one);
    expect(again.end).toMatchObject({ hidden: true, events: [] });
  });

  it.each(['answer', 'prompt'])('typed as a reply to the %s', async (to) => {
    const chat = openChat();
    const one = await chat.say('One', message('p1'));
    await chat.say('Two');
    const said = await chat.say(
      '/delete',
      to === 'answer' ? replyTo(one) : { quote: { id: 'p1', author: 'Ann', text: 'One' } },
    );
    expect(said.end.removes).toEqual(one.parts);
    await chat.say('Three');
    expect(asked(chat)).toEqual(['Two', 're Two', 'Three']);
  });

  it.each([
    ['the person who asked', {}, { id: 'test:1', name: 'Ann' }, true],
    ['somebody else', {}, { id: 'test:2', name: 'Bob' }, false],
    ['a moderator', {}, { id: 'test:2', name: 'Bob', moderator: true }, true],
    ['a moderator the platform has to be asked about', { moderates: true }, { id: 'test:2', name: 'Bob' }, true],
    ['an owner', { access: 'owner' }, { id: 'test:2', name: 'Bob' }, true],
  ] as const)('in a group, typed by %s', async (_, options, actor, may) => {
    const chat = openChat(options);
    const one = await chat.say('One', inGroup);
    const said = await chat.say('/delete', { ...inGroup, ...replyTo(one), actor });
    if (!may) expect(said.text).toContain('Only the person who asked');
    expect(said.end.events).toHaveLength(may ? 1 : 0);
    await expect(chat.heard()).resolves.toHaveLength(may ? 0 : 2);
  });

  it.each([
    ['without a reply', undefined, 'Reply with /delete'],
    ['as a reply to what the bot never saw', { id: 'm99', author: 'Bob', text: 'x' }, "don't know a question"],
  ])('typed %s, says how', async (_, quote, sentence) => {
    const chat = openChat();
    await chat.say('One');
    const said = await chat.say('/delete', quote ? { quote } : {});
    expect(said.text).toContain(sentence);
    expect(said.end.events).toEqual([]);
  });
});

describe('a reply without words', () => {
  it.each(['', '/ask'])('is about what it replies to: "%s"', async (text) => {
    const chat = openChat();
    await chat.say(text, { ...inGroup, quote: { id: 'm', author: 'Bob', text: 'Is 2 + 2 five?' } });
    expect(chat.requests[0]?.messages.at(-1)?.text).toContain('Is 2 + 2 five?');
    // Also where that is the last answer, which the model would otherwise not be told twice.
    const one = await chat.say('One', inGroup);
    await chat.say(text, { ...inGroup, ...replyTo(one) });
    expect(chat.requests.at(-1)?.messages.at(-1)?.text).toContain(one.end.text);
  });
});

describe('the note above a late answer', () => {
  it.each([
    [5000, 'Escribiste esto ahora;'],
    [180_000, 'Escribiste esto hace 3 minutos;'],
    [10_800_000, 'Escribiste esto hace 3 horas;'],
  ])('is in one language, that of the chat, not half of it in the person’s: %i ms', async (age, words) => {
    const chat = openChat({ lateAfterMs: 1000 });
    await chat.say('/settings language=es');
    const actor = { id: 'test:1', name: 'Ann', locale: 'en-GB' };
    const { header } = await chat.bot.frame('9', promptOf({ actor, sentAt: chat.clock.now() - age }));
    expect(header).toContain(words);
  });
});

/** The question that was answered by `said` gets other words. */
function edited(chat: Chat, { turn, parts }: Said, text: string): Promise<Said> {
  const { kind: _k, text: _t, addressed: _a, attachments: _as, ...base } = promptOf();
  const edit = { ...base, kind: 'command' as const, name: 'edit', options: { turn } };
  return chat.hand({ ...edit, subject: turn, reworded: { text } }, parts);
}

describe('an edited prompt', () => {
  it('is answered anew in place, and what answered the old words is forgotten', async () => {
    const chat = openChat();
    const one = await chat.say('Wat?', message('p1'));
    await chat.press(button(one, 'Again'), one);
    const said = await edited(chat, one, 'What?');
    expect(asked(chat)).toEqual(['What?']);
    expect(labels(said)).toEqual(['↻ Again', '✕ Delete']);
    await chat.say('And?');
    expect(asked(chat)).toEqual(['What?', 're What?', 'And?']);
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
    const { kind: _k, text: _t, addressed: _a, attachments: _as, ...base } = promptOf();
    const ask = { ...base, kind: 'command' as const, name: 'ask', options: { prompt: 'Why?', model: 'advanced' } };
    const events = await chat.bot.unasked('9', ask, 'stop');
    expect(events).toMatchObject([{ type: 'answered', prompt: { text: 'Why?', tier: 'advanced' } }]);
  });
});

describe('a turn that is gone', () => {
  it.each(['retry', 'continue', 'show answer=0', 'edit'])(
    '%s says nothing, asks nothing and changes nothing',
    async (name) => {
      const chat = openChat();
      const one = await chat.say('One');
      await chat.press(button(one, 'Delete'), one);
      const said = await chat.press(`${name} turn=${one.turn}`, one);
      expect(said.end).toMatchObject({ hidden: true, text: '' });
      expect(said.end.events).toEqual([]);
      expect(chat.requests).toHaveLength(1);
    },
  );

  it.each(['show', 'edit', 'form'])('/%s cannot be typed', async (name) => {
    const chat = openChat();
    const one = await chat.say('One');
    const said = await chat.say(`/${name} turn=${one.turn}`);
    expect(said.text).toContain(`I don't know the command /${name}`);
  });

  it.each(['retry', 'continue', 'delete', 'stop'])('/%s takes no turn when it is typed', async (name) => {
    const chat = openChat();
    const one = await chat.say('One');
    expect((await chat.say(`/${name} turn=${one.turn}`)).text).toContain("I don't know the option");
  });
});

describe('buttons under answers', () => {
  it.each(languageTags)('fit on every platform, with the longest ids: %s', (tag) => {
    const texts = createLocales().texts(tag);
    const turn = 'z'.repeat(20);
    const all = [
      runningControls(turn, texts),
      ...(['complete', 'length', 'stop', 'timeout', 'cut', 'error', 'filtered'] as const).map((reason) =>
        answerControls({ turn, answer: { text: 'Well', reason }, answers: 20, shown: 10 }, texts),
      ),
    ];
    for (const controls of all) {
      expect(controls.length).toBeLessThanOrEqual(2);
      for (const row of controls) expect(row.length).toBeLessThanOrEqual(3);
      for (const { data, label } of controls.flat()) {
        expect(byteLength(data)).toBeLessThanOrEqual(64);
        expect(label).toMatch(/^.{1,20}$/u);
      }
    }
  });

  it('offer to go on only where something is missing', () => {
    const texts = createLocales().texts('en');
    const goesOn = (text: string, reason: EndReason) =>
      answerControls({ turn: '1', answer: { text, reason }, answers: 1, shown: 0 }, texts)
        .flat()
        .some(({ data }) => data.startsWith('continue'));
    const offered = (['complete', 'length', 'stop', 'timeout', 'cut', 'error', 'filtered'] as const).filter((reason) =>
      goesOn('Well', reason),
    );
    expect(offered).toEqual(['length', 'stop', 'timeout', 'cut']);
    expect(goesOn(' ', 'stop')).toBe(false);
  });
});
