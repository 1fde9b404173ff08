import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../src/util/messages.ts';
import { promptOf } from '../../fixtures.ts';
import { asked, edited, openChat } from '../chat.ts';
import { button, inGroup, labels, message, replyTo } from '../said.ts';

describe('a reply without words', () => {
  it.each(['', '/ask'])('is about what it replies to: "%s"', async (text) => {
    const chat = openChat();
    await chat.say(text, { ...inGroup, quote: { id: 'm', author: 'Bob', text: 'Is 2 + 2 five?' } });
    expect(chat.requests[0]?.messages.map(wordsOf).at(-1)).toContain('Is 2 + 2 five?');
    // Also where that is the last answer, which the model would otherwise not be told twice.
    const one = await chat.say('One', inGroup);
    await chat.say(text, { ...inGroup, ...replyTo(one) });
    expect(chat.requests.at(-1)?.messages.map(wordsOf).at(-1)).toMatch(/kind="your_answer">\nre /);
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
    const { header } = await chat.bot.deliveryOptions('9', promptOf({ actor, sentAt: chat.clock.now() - age }));
    expect(header).toContain(words);
  });
});

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

describe('a turn that is gone', () => {
  it.each(['retry', 'continue', 'show answer=0'])('%s says nothing, asks nothing and changes nothing', async (name) => {
    const chat = openChat();
    const one = await chat.say('One');
    const pressed = await chat.accept(`${name} turn=${one.turn}`, one);
    await chat.press(button(one, 'Delete'), one);
    const said = await chat.hand(pressed, one.parts);
    expect(said.end).toMatchObject({ hidden: true, text: '' });
    expect(said.end.events).toEqual([]);
    expect(chat.requests).toHaveLength(1);
  });

  it('an edit of it says nothing, asks nothing and changes nothing', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    await chat.press(button(one, 'Delete'), one);
    const said = await edited(chat, one, 'Two');
    expect(said.end).toMatchObject({ hidden: true, text: '', events: [] });
    expect(chat.requests).toHaveLength(1);
  });

  it.each(['edit', 'form'])('no button says %s', async (name) => {
    const chat = openChat();
    const one = await chat.say('One');
    await expect(chat.press(`${name} turn=${one.turn}`, one)).rejects.toThrow('press.gone');
  });

  it.each(['show', 'edit', 'form'])('/%s cannot be typed', async (name) => {
    const chat = openChat();
    const one = await chat.say('One');
    const said = await chat.say(`/${name} turn=${one.turn}`);
    expect(said.text).toContain(`I don't know the command /${name}`);
  });

  it.each(['retry', 'continue', 'delete'])('/%s takes no turn when it is typed', async (name) => {
    const chat = openChat();
    const one = await chat.say('One');
    expect((await chat.say(`/${name} turn=${one.turn}`)).text).toContain("I don't know the option");
  });
});
